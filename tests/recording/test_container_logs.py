"""Lines of type LOG: the last lines of a container that a recording holds."""

from __future__ import annotations

import threading

import msgspec
import pytest

from kubectl_sidecars import files
from kubectl_sidecars.api import ContainerLog, ObjectMeta
from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.feed import PodLogOptions
from kubectl_sidecars.feed.replay import recorded
from kubectl_sidecars.recording import Writer
from kubectl_sidecars.report import inspect
from kubectl_sidecars.snapshot import Line, fold
from tests.support.builders import NOW, crashing, pod, snapshot, terminated

WORDS = ("starting", "panic: password=hunter2 is wrong")
LOG = ContainerLog(ObjectMeta(name="shop", namespace="demo", uid="uid-shop"), "app", previous=True, lines=WORDS)


def test_the_report_of_a_recording_quotes_the_last_words() -> None:
    crashed = fold(snapshot(pod([crashing("app", terminated(3))])), [Line(NOW, "LOG", LOG)])
    (cause,) = inspect(crashed).causes
    assert cause.last_words == WORDS[-1]


def test_a_recording_holds_logs_and_they_are_redacted(tmp_path: object) -> None:
    path = f"{tmp_path}/it.jsonl"
    crashed = snapshot(pod([crashing("app", terminated(3))]))
    with Writer(path, started=NOW) as writer:
        for line in (Line(NOW, "ADDED", crashed.pods["uid-shop"]), Line(NOW, "LOG", LOG)):
            writer.write(line)
    again = files.load([path], None).snapshot  # type: ignore[arg-type]
    (log,) = again.logs.values()
    assert log.lines == ("starting", "panic: password=REDACTED is wrong")
    assert msgspec.structs.replace(log, lines=WORDS) == LOG


def test_the_screen_of_a_recording_reads_what_it_holds_and_says_what_it_does_not() -> None:
    crashed = fold(snapshot(pod([crashing("app", terminated(3))])), [Line(NOW, "LOG", LOG)])
    feed, stop = recorded(crashed), threading.Event()
    assert feed.logs is not None
    options = PodLogOptions(crashed.pods["uid-shop"], "app", previous=True, tail=1)
    assert [line.text for line in feed.logs(options, stop)] == [WORDS[-1]]
    with pytest.raises(UsageError, match="the recording holds no log of this run"):
        list(feed.logs(PodLogOptions(crashed.pods["uid-shop"], "app"), stop))
    assert recorded(snapshot(pod([]))).logs is None
