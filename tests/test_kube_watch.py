"""Watches over a real socket, through everything that ends one."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kubectl_sidecars.api import Pod
from kubectl_sidecars.kube.client import Client
from kubectl_sidecars.kube.resources import EVENTS, NODES, PODS, Query
from kubectl_sidecars.kube.standing import State
from kubectl_sidecars.kube.stream import Bookmark, Change, Decoder, Failure
from kubectl_sidecars.kube.watching import Batch, watch_all
from tests.fake_server import FakeServer, Fault, serve
from tests.kube_clients import client, pod

Told = tuple[str, str]


class Watch:
    """A running watch, what it told so far, and the pauses that it made (without waiting)."""

    def __init__(self, kube: Client, *queries: Query[Any], keep_raw: bool = False) -> None:
        self.stop = threading.Event()
        self.pauses: list[float] = []
        self.told: list[Told] = []
        self.states: list[State] = []
        self.batch: Batch | None = None
        self.problems: list[str] = []
        self.batches = watch_all(kube, queries or (Query(PODS),), self.stop, keep_raw=keep_raw, pause=self._pause)

    def _pause(self, seconds: float) -> bool:
        self.pauses.append(seconds)
        return self.stop.is_set()

    def until(self, done: Callable[[], bool]) -> None:
        for batch in self.batches:
            self.batch = batch
            self.told += [(line.type, line.object.metadata.name) for line in batch.lines]
            self.problems += [each.problem for each in batch.undecodable]
            self.states += [each.state for each in batch.standings.values()]
            if done():
                return

    def until_told(self, *expected: Told) -> None:
        """Exactly this, in this order, since the last time."""
        self.until(lambda: len(self.told) >= len(expected))
        assert self.told == list(expected)
        self.told.clear()

    def until_stale(self) -> None:
        self.until(lambda: self.batch is not None and self.batch.stale is not None)

    def until_live(self) -> None:
        self.until(lambda: self.batch is not None and all(s.state is State.LIVE for s in self.batch.standings.values()))


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with serve([pod("a"), pod("b")]) as running:
        yield running


@pytest.fixture
def watch(server: FakeServer, tmp_path: Path) -> Iterator[Watch]:
    with client(server, tmp_path) as kube:
        running = Watch(kube)
        yield running
        running.stop.set()
        running.until(lambda: False)


def watches(server: FakeServer) -> list[str]:
    return [each.query["resourceVersion"] for each in server.asked("pods", watch=True)]


def wait_for_watches(server: FakeServer, count: int) -> None:
    with server.changed:
        assert server.changed.wait_for(lambda: server.streaming >= count, timeout=10)


def test_what_is_there_is_listed_then_each_change_is_told(server: FakeServer, watch: Watch) -> None:
    watch.until_told(("ADDED", "a"), ("ADDED", "b"))
    server.put(pod("c"))
    watch.until_told(("ADDED", "c"))
    server.put(pod("a"))
    server.delete(pod("b"))
    watch.until_told(("MODIFIED", "a"), ("DELETED", "b"))


def test_a_watch_starts_where_the_list_was_read_and_asks_for_bookmarks(server: FakeServer, watch: Watch) -> None:
    watch.until_live()
    wait_for_watches(server, 1)
    query = server.asked("pods", watch=True)[0].query
    assert query["resourceVersion"] == "102"
    assert query["allowWatchBookmarks"] == "true"
    assert 300 <= int(query["timeoutSeconds"]) <= 600
    assert watch.batch is not None
    assert watch.batch.is_listed


def test_a_watch_that_is_cut_goes_on_where_it_was(server: FakeServer, watch: Watch) -> None:
    watch.until_told(("ADDED", "a"), ("ADDED", "b"))
    wait_for_watches(server, 1)
    server.put(pod("c"))
    watch.until_told(("ADDED", "c"))
    gate = threading.Event()
    server.faults.append(Fault("watch=true", status=503, gate=gate))
    server.cut()
    watch.until_stale()
    gate.set()
    server.put(pod("d"))
    watch.until_told(("ADDED", "d"))
    assert watches(server) == ["102", "103", "103"]
    assert len(server.asked("pods", watch=False)) == 1
    assert watch.batch is not None
    assert watch.batch.stale is None
    assert watch.problems == []  # the line that was cut is no broken object


def test_a_bookmark_moves_the_place_to_go_on_from(server: FakeServer, watch: Watch) -> None:
    watch.until_live()
    wait_for_watches(server, 1)
    server.bookmark()
    server.put(pod("c"))
    watch.until_told(("ADDED", "a"), ("ADDED", "b"), ("ADDED", "c"))
    server.bookmark()
    server.cut()
    server.put(pod("d"))
    watch.until_told(("ADDED", "d"))
    assert watches(server)[-1] in {"104", "105"}  # the bookmark may have been cut off with the rest


@pytest.mark.parametrize("how", ["event", "status"])
def test_after_410_it_lists_again_and_tells_only_what_changed(server: FakeServer, watch: Watch, how: str) -> None:
    watch.until_told(("ADDED", "a"), ("ADDED", "b"))
    wait_for_watches(server, 1)
    gate = threading.Event()
    if how == "status":
        server.faults.append(Fault("watch=true", status=410, reason="Expired", gate=gate))
    else:
        server.faults.append(Fault("watch=true", gate=gate))
    server.cut()
    server.delete(pod("a"))
    server.put(pod("c"))
    server.put(pod("a"))
    server.objects["Pod", "shop", "a"]["metadata"]["uid"] = "another"
    server.put(pod("d"))
    server.delete(pod("b"))
    server.expire()
    gate.set()
    watch.until(lambda: len(watch.told) >= 5)
    assert sorted(watch.told) == [("ADDED", "a"), ("ADDED", "c"), ("ADDED", "d"), ("DELETED", "a"), ("DELETED", "b")]
    assert [kind for kind, _ in watch.told[:3]] == ["ADDED"] * 3
    assert len(server.asked("pods", watch=False)) == 2


def test_a_server_that_is_unwell_is_waited_for_and_the_data_is_marked_stale(server: FakeServer, watch: Watch) -> None:
    watch.until_told(("ADDED", "a"), ("ADDED", "b"))
    wait_for_watches(server, 1)
    server.faults += [
        Fault("watch=true", status=429, message="slow down", headers={"Retry-After": "9"}),
        Fault("watch=true", status=503, message="not now", times=2),
    ]
    server.cut()
    server.put(pod("c"))
    watch.until_told(("ADDED", "c"))
    assert 9 in watch.pauses
    assert len(watch.pauses) >= 4
    assert len(server.asked("pods", watch=False)) == 1


def test_what_is_stale_says_since_when_and_why(server: FakeServer, watch: Watch) -> None:
    watch.until_live()
    wait_for_watches(server, 1)
    server.faults.append(Fault("watch=true", status=503, message="the \x1bstore is down", times=10_000))
    server.cut()
    seen = []

    def told() -> bool:
        assert watch.batch is not None
        if watch.batch.stale:
            seen.append(watch.batch.stale)
        return bool(seen) and "store" in seen[-1].why

    watch.until(told)
    assert seen[-1].why == "Error from server (ServiceUnavailable): the \\x1bstore is down"
    assert seen[-1].since == seen[0].since
    assert seen[-1].is_listed


def test_a_server_that_is_not_there_at_first_is_waited_for(server: FakeServer, watch: Watch) -> None:
    gate = threading.Event()
    server.faults += [Fault("pods", status=503, times=7), Fault("pods", gate=gate)]
    watch.until_stale()
    assert watch.batch is not None
    assert not watch.batch.is_listed
    gate.set()
    watch.until_told(("ADDED", "a"), ("ADDED", "b"))


def test_a_resource_that_is_forbidden_is_denied_and_the_others_go_on(server: FakeServer, tmp_path: Path) -> None:
    server.forbid("events")
    with client(server, tmp_path) as kube:
        watch = Watch(kube, Query(PODS), Query(EVENTS), Query(NODES))
        watch.until(lambda: len(watch.told) >= 2 and watch.batch is not None and watch.batch.is_listed)
        assert watch.batch is not None
        assert [(each.what, each.why[:19]) for each in watch.batch.denied] == [("events", "events is forbidden")]
        server.put(pod("c"))
        watch.told.clear()
        watch.until_told(("ADDED", "c"))
        watch.stop.set()
        watch.until(lambda: False)


def test_when_everything_is_denied_the_watch_ends(server: FakeServer, tmp_path: Path) -> None:
    server.forbid("pods")
    with client(server, tmp_path) as kube:
        watch = Watch(kube)
        watch.until(lambda: False)
        assert watch.states[-1] is State.DENIED


def test_credentials_are_renewed_when_a_watch_is_refused(server: FakeServer, tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("first")
    server.tokens = {"first"}
    with client(server, tmp_path, user={"tokenFile": str(token)}) as kube:
        watch = Watch(kube)
        watch.until_told(("ADDED", "a"), ("ADDED", "b"))
        wait_for_watches(server, 1)
        token.write_text("second")
        server.tokens = {"second"}
        server.cut()
        server.put(pod("c"))
        watch.until_told(("ADDED", "c"))
        watch.stop.set()
        watch.until(lambda: False)


def test_a_broken_line_costs_one_line(server: FakeServer, watch: Watch) -> None:
    watch.until_told(("ADDED", "a"), ("ADDED", "b"))
    wait_for_watches(server, 1)
    server.send(b'{"type":"MODIFIED","object":{"kind":"Pod","meta\n')
    server.send(b"\n")
    server.send(b'{"type":"NEW IN 2030","object":{}}\n')
    broken = pod("broken")
    broken["spec"]["containers"] = [{"name": "app", "image": 7}]
    server.put(broken)
    server.put(pod("c"))
    watch.until_told(("ADDED", "broken"), ("ADDED", "c"))
    assert len(watch.problems) == 2


def test_a_server_that_only_hangs_up_is_not_asked_in_a_tight_loop(server: FakeServer, watch: Watch) -> None:
    server.faults.append(Fault("watch=true", times=3))
    watch.until_live()
    wait_for_watches(server, 4)
    assert len(watch.pauses) == 3
    assert watch.pauses == sorted(watch.pauses)


def test_keep_chooses_among_what_the_server_selects_also_later(server: FakeServer, tmp_path: Path) -> None:
    with client(server, tmp_path) as kube:
        watch = Watch(kube, Query(PODS, "shop", keep=lambda each: each.metadata.name in {"b", "d"}))
        watch.until_told(("ADDED", "b"))
        for name in "acd":
            server.put(pod(name))
        watch.until_told(("ADDED", "d"))
        server.delete(pod("a"))
        server.delete(pod("b"))
        watch.until_told(("DELETED", "b"))
        watch.stop.set()
        watch.until(lambda: False)


def test_objects_can_be_kept_with_their_own_json(server: FakeServer, tmp_path: Path) -> None:
    with client(server, tmp_path) as kube:
        watch = Watch(kube, keep_raw=True)
        raws: list[str] = []

        def both() -> bool:
            assert watch.batch is not None
            raws.extend(json.loads(line.raw)["metadata"]["uid"] for line in watch.batch.lines)
            return len(raws) == 3

        server.put(pod("c"))
        watch.until(both)
        assert sorted(raws) == ["uid-of-a", "uid-of-b", "uid-of-c"]
        watch.stop.set()
        watch.until(lambda: False)


def test_stopping_ends_a_watch_that_hears_nothing(server: FakeServer, tmp_path: Path) -> None:
    with client(server, tmp_path) as kube:
        watch = Watch(kube, Query(PODS), Query(EVENTS))
        watch.until_live()
        wait_for_watches(server, 2)
        watch.stop.set()
        watch.until(lambda: False)
    assert not [each for each in threading.enumerate() if each.name == "watch"]


def test_a_slow_consumer_gets_all_in_fewer_batches(server: FakeServer, watch: Watch) -> None:
    watch.until_told(("ADDED", "a"), ("ADDED", "b"))
    wait_for_watches(server, 1)
    for number in range(500):
        server.put(pod(f"n{number}"))
    batches: list[int] = []

    def count() -> bool:
        assert watch.batch is not None
        batches.append(len(watch.batch.lines))
        return sum(batches) == 500

    watch.until(count)
    assert len(batches) < 500


LINE = json.dumps({"type": "ADDED", "object": pod("a")}).encode() + b"\n"
BOOKMARK = (
    b'{"type":"BOOKMARK","object":{"kind":"Pod","metadata":{"resourceVersion":"9"},"spec":{"containers":null}}}\n'
)
GONE = b'{"type":"ERROR","object":{"kind":"Status","status":"Failure","message":"too old","code":410}}\n'


@pytest.mark.parametrize("size", [1, 7, 100, 10_000])
def test_events_are_the_same_however_the_bytes_are_cut(size: int) -> None:
    data = LINE + BOOKMARK + LINE * 3 + GONE + LINE[:-9]
    decoder = Decoder(Pod)
    found = [event for at in range(0, len(data), size) for event in decoder.feed(data[at : at + size])]
    kinds = [Change, Bookmark, Change, Change, Change, Failure]
    assert [type(each) for each in found] == kinds
    assert isinstance(found[1], Bookmark)
    assert found[1].version == "9"
    assert isinstance(found[5], Failure)
    assert (found[5].status.code, found[5].status.message) == (410, "too old")
    assert decoder.undecodable == []
