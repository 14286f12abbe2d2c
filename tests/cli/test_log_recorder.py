"""--watch --record: a recording holds the last lines of the containers whose findings name a log."""

from __future__ import annotations

import io
import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kubectl_sidecars import files
from kubectl_sidecars.cli.inspect.ending import ENDING, ended_by_signals
from kubectl_sidecars.cli.inspect.log_recorder import LogRecorder, wanted
from kubectl_sidecars.recording import Writer
from kubectl_sidecars.recording.format import LOG
from kubectl_sidecars.report import inspect
from kubectl_sidecars.report.live import Inspected, follow
from kubectl_sidecars.snapshot import Line
from tests.support.builders import NOW, container, crashing, pod, running, snapshot, terminated
from tests.support.fake_server import FakeServer, Fault, serve
from tests.support.kube_clients import client

WORDS = b"starting\npanic: password=hunter2 is wrong\n"
CRASHED = snapshot(pod([crashing("app", terminated(3))]))


class Heard(Writer):
    """A recording that says when it has a log."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path), started=NOW)
        self.has_log = threading.Event()

    def write(self, line: Line) -> None:
        super().write(line)
        if line.type == LOG:
            self.has_log.set()


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with serve([]) as server:
        server.logs["shop/app/previous"] = WORDS
        yield server


def asked(server: FakeServer) -> int:
    return sum("/log" in request.path for request in server.requests)


def test_the_replay_of_a_recorded_watch_quotes_the_last_words_redacted(server: FakeServer, tmp_path: Path) -> None:
    path = tmp_path / "it.jsonl"
    with client(server, tmp_path) as kube, Heard(path) as writer:
        recorder = LogRecorder(kube, writer)
        recorder.write(Line(NOW, "ADDED", CRASHED.pods["uid-shop"]))
        now = follow(Inspected(), CRASHED)
        recorder.follow(Inspected(), now)
        assert writer.has_log.wait(30)
        recorder.follow(now, now)
        recorder.close()
    (cause,) = inspect(files.load([str(path)], io.BytesIO()).snapshot).causes
    assert cause.last_words == "panic: password=REDACTED is wrong"
    assert asked(server) == 1


def test_a_log_is_read_again_when_its_container_has_run_again(server: FakeServer, tmp_path: Path) -> None:
    first = follow(Inspected(), CRASHED)
    again = follow(first, snapshot(pod([crashing("app", terminated(3), restarts=9)])))
    with client(server, tmp_path) as kube, Heard(tmp_path / "it.jsonl") as writer:
        recorder = LogRecorder(kube, writer)
        for number, (before, now) in enumerate([(Inspected(), first), (first, again)], start=1):
            recorder.follow(before, now)
            assert writer.has_log.wait(30)
            assert asked(server) == number
            writer.has_log.clear()


def test_nothing_is_written_after_the_end_and_a_log_that_cannot_be_read_is_left_out(
    server: FakeServer, tmp_path: Path
) -> None:
    """The answer of the second log comes when the recording is closed."""
    gate = threading.Event()
    server.faults += [Fault("/log", status=403, message="pods/log is forbidden")]
    path = tmp_path / "it.jsonl"
    first = follow(Inspected(), CRASHED)
    with client(server, tmp_path) as kube:
        with Heard(path) as writer:
            recorder = LogRecorder(kube, writer)
            recorder.follow(Inspected(), first)
            for thread in [each for each in threading.enumerate() if each.name == "log"]:
                thread.join(30)
            server.faults += [Fault("/log", gate=gate)]
            recorder.follow(first, follow(first, snapshot(pod([crashing("app", terminated(3), restarts=9)]))))
            late = [each for each in threading.enumerate() if each.name == "log"]
            recorder.close()
        gate.set()
        for thread in late:
            thread.join(30)
    assert b'"LOG"' not in path.read_bytes()


def test_a_pod_without_findings_needs_no_log() -> None:
    well = follow(Inspected(), snapshot(pod([container("app", running(600))])))
    assert [request for report, _case in well.pods.values() for request in wanted(report)] == []


@pytest.mark.parametrize("number", ENDING)
@pytest.mark.parametrize("name", ["it.jsonl", "it.jsonl.gz"])
def test_a_recording_that_a_signal_ends_is_closed(tmp_path: Path, name: str, number: signal.Signals) -> None:
    before = signal.getsignal(number)
    path = tmp_path / name
    with pytest.raises(SystemExit) as ended:
        record_until(number, path)
    assert ended.value.code == 128 + number
    assert files.load([str(path)], io.BytesIO()).snapshot.undecodable == ()
    assert signal.getsignal(number) is before


def record_until(number: signal.Signals, path: Path) -> None:
    with ended_by_signals(), Writer(str(path), started=NOW) as writer:
        writer.write(Line(NOW, "ADDED", CRASHED.pods["uid-shop"]))
        os.kill(os.getpid(), number)
        threading.Event().wait(30)
