"""--watch on a cluster: what is said on stderr beside the rows, each time that it is noticed, and once."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from kubectl_sidecars.cli.inspect.narrator import Narrator
from kubectl_sidecars.cli.inspect.watch import print_all
from kubectl_sidecars.cli.parser.options import inspect_options
from kubectl_sidecars.cli.streams import Streams
from kubectl_sidecars.errors import ClusterError
from kubectl_sidecars.feed import SyncPhase, SyncState, Update
from kubectl_sidecars.feed.live import live_updates
from kubectl_sidecars.kube.select.pod_query import PodQuery
from kubectl_sidecars.report import Report
from kubectl_sidecars.report.live import Inspected
from kubectl_sidecars.snapshot import Denied, Snapshot, Undecodable
from tests.support.builders import container, pod, snapshot, waiting
from tests.support.fake_server import Fault, serve
from tests.support.kube_clients import client
from tests.support.material import pod as recorded

LIVE = SyncState(SyncPhase.LIVE, is_listed=True)
PODS = snapshot(pod([container("app")], name="web"))


class Heard:
    """Streams that a test can read."""

    def __init__(self) -> None:
        self.out, self.err = io.StringIO(), io.StringIO()
        self.streams = Streams(self.out, self.err, io.StringIO())
        self.narrator = Narrator(self.streams)

    def lines(self, sync: SyncState, state: Snapshot = PODS) -> list[str]:
        """The new lines on stderr after an update."""
        before = len(self.err.getvalue())
        self.narrator.follow(sync, state)
        return self.err.getvalue()[before:].splitlines()

    def printed(self, *updates: Update) -> list[str]:
        """The lines on stdout after these updates."""
        print_all(iter(updates), inspect_options(["-A", "-o", "table", "--watch"]), self.streams)
        return self.out.getvalue().splitlines()


@pytest.fixture
def heard() -> Heard:
    return Heard()


def stale(message: str, *, retry_after: float = 0.0, is_listed: bool = True) -> SyncState:
    return SyncState(SyncPhase.STALE, None, message, is_retrying=True, retry_after=retry_after, is_listed=is_listed)


def test_each_word_of_an_outage_is_said_once_and_its_end(heard: Heard) -> None:
    heard.narrator.begin(PODS)
    assert heard.lines(LIVE) == []
    assert heard.lines(stale("reset")) == ["warning: what is printed may be old: reset; trying again"]
    assert heard.lines(stale("refused")) == ["warning: what is printed may be old: refused; trying again"]
    assert heard.lines(stale("reset")) == []
    assert heard.lines(LIVE) == ["the connection is back"]
    assert heard.lines(LIVE) == []
    (line,) = heard.lines(stale("slow down", retry_after=3600.0))
    assert line.endswith("slow down; trying again in 30 s (the server asks to wait for 3600 s)")


def test_pods_that_are_forbidden_end_a_watch_that_has_printed_nothing_and_no_other(heard: Heard) -> None:
    denied = SyncState(SyncPhase.DENIED, None, "pods is forbidden", "Forbidden", is_retrying=True)
    with pytest.raises(ClusterError, match="pods is forbidden"):
        heard.lines(denied)
    heard.narrator.begin(PODS)
    (line,) = heard.lines(denied)
    assert line.endswith("Error from server (Forbidden): pods is forbidden; trying again")
    assert heard.lines(LIVE) == ["the connection is back"]


def test_a_missing_right_and_an_unreadable_object_are_said_when_they_are_noticed(heard: Heard) -> None:
    heard.narrator.begin(PODS)
    denied = msgspec.structs.replace(PODS, denied=(Denied("events", "events is forbidden"),))
    assert heard.lines(LIVE, denied) == ["warning: without events the report may miss causes (events is forbidden)"]
    assert heard.lines(LIVE, denied) == []
    assert heard.lines(LIVE) == ["events can be read again"]
    problems = tuple(Undecodable("Pod", "shop", f"p{number}", "odd") for number in range(9))
    some, more, all_ = (msgspec.structs.replace(PODS, undecodable=problems[:count]) for count in (2, 7, 9))
    assert len(heard.lines(LIVE, some)) == 2
    assert len(heard.lines(LIVE, more)) == 4
    assert heard.lines(LIVE, all_) == []


def test_a_right_to_watch_that_is_missing_is_noticed_after_the_list_and_said(tmp_path: Path, heard: Heard) -> None:
    """Events may be listed, and not watched: they are those of the start for ever."""
    fault = Fault("/events.*watch=true", status=403, message="events is forbidden: cannot watch", times=99)
    stop = threading.Event()
    with serve([recorded("orders-0")], faults=[fault]) as server, client(server, tmp_path) as kube:

        def updates() -> Iterator[Update]:
            for update in live_updates(kube, PodQuery(all_namespaces=True), stop):
                yield update
                if "cannot watch" in heard.err.getvalue():
                    stop.set()

        print_all(updates(), inspect_options(["-A", "-o", "table", "--watch"]), heard.streams)
    words = "warning: without events the report may miss causes (events is forbidden: cannot watch)"
    assert heard.err.getvalue() == f"{words}\n"


def test_nothing_is_printed_before_all_pods_have_come(heard: Heard) -> None:
    """Half a list is no report, also when the connection breaks meanwhile."""
    partial = SyncState(SyncPhase.LOADING)
    assert heard.printed(Update(PODS, partial), Update(PODS, stale("reset", is_listed=False))) == []
    assert len(heard.printed(Update(PODS, LIVE))) == 2


def test_only_what_changes_is_made_again(heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    """The report of all pods, with its causes, is made once: at 10,000 pods it takes more than all else."""
    made: list[Inspected] = []
    whole = Inspected.report

    def report(inspected: Inspected) -> Report:
        made.append(inspected)
        return whole(inspected)

    monkeypatch.setattr(Inspected, "report", report)
    sick = snapshot(pod([container("app", waiting("CrashLoopBackOff"))], name="web"))
    lines = heard.printed(*(Update(state, LIVE) for state in (PODS, sick, PODS, sick, snapshot())))
    assert [line.split()[1] for line in lines[1:]] == ["web"] * 5
    assert lines[-1].endswith("gone")
    assert len(made) == 1
