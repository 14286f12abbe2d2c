"""A server that says nothing: one in which nothing happens, and one that hangs."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kubectl_sidecars.kube.read.sync_state import SyncPhase, SyncState
from kubectl_sidecars.kube.read.waits import WAITS, Waits
from tests.support.fake_server import FakeServer, Fault, serve
from tests.support.faulty_proxy import FaultyProxy
from tests.support.kube_clients import client, pod
from tests.support.kube_watches import Watch, wait_for_watches

SHORT = Waits(silence=0.05, answer=0.5, again=0.05)
"""In place of seconds; `answer` is long enough for a server that is there."""


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with serve([pod("a")]) as running:
        yield running


def asked(server: FakeServer) -> int:
    return sum(request.path == "/version" for request in server.requests)


def test_a_silent_server_is_reported_within_20_seconds() -> None:
    assert WAITS.silence + WAITS.answer + 2 < 20


@pytest.mark.parametrize("status", [200, 401, 403, 404, 429])
def test_a_server_in_which_nothing_happens_is_live_as_long_as_it_answers(
    server: FakeServer, tmp_path: Path, status: int
) -> None:
    server.faults.append(Fault("/version", status=status, body=b"{}", times=99))
    with client(server, tmp_path) as kube:
        watch = Watch(kube, waits=SHORT)
        watch.until_live()
        wait_for_watches(server, 1)
        enough = threading.Event()
        server.on_request = lambda _: enough.set() if asked(server) > 3 else None
        reader = threading.Thread(target=watch.until, args=(lambda: False,))
        reader.start()
        assert enough.wait(timeout=20)
        watch.stop.set()
        reader.join()
        assert SyncPhase.STALE not in watch.states
        assert len(server.asked("pods", watch=True)) == 1


@pytest.mark.parametrize("how", [{}, {"status": 502}, {"status": 504}])
def test_a_server_that_hangs_is_stale_until_it_answers(server: FakeServer, tmp_path: Path, how: dict[str, int]) -> None:
    gate = threading.Event()
    with client(server, tmp_path) as kube:
        watch = Watch(kube, waits=SHORT)
        watch.until_live()
        wait_for_watches(server, 1)
        fault = Fault("/version", times=999, gate=None if how else gate, status=how.get("status", 200))
        server.faults.append(fault)
        watch.until_stale()
        assert watch.batch is not None
        assert watch.batch.stale is not None
        words = "the server cannot be reached: HTTP 50" if how else "does not answer, and has sent nothing since"
        assert words in watch.batch.stale.message
        fault.times = 0
        gate.set()
        watch.until_live()
        server.put(pod("c"))
        watch.until(lambda: ("ADDED", "c") in watch.told)
        watch.stop.set()
        watch.until(lambda: False)


def test_a_watch_that_hangs_for_ever_is_opened_again_when_the_server_answers(
    server: FakeServer, tmp_path: Path
) -> None:
    """As one whose way was lost: nothing comes of it any more, though the server is there."""
    with FaultyProxy(server.url) as proxy, client(server, tmp_path, server=proxy.url) as kube:
        watch = Watch(kube, waits=SHORT)
        watch.until_live()
        wait_for_watches(server, 1)
        proxy.fail("hang")
        server.put(pod("c"))
        watch.until_stale()
        assert watch.told == [("ADDED", "a")]
        proxy.mend()
        watch.until(lambda: ("ADDED", "c") in watch.told and watch.is_live)
        watch.stop.set()
        watch.until(lambda: False)


def stale(watch: Watch) -> SyncState:
    assert watch.batch is not None
    assert watch.batch.stale is not None
    return watch.batch.stale


def test_what_is_stale_is_so_since_the_server_was_last_heard(server: FakeServer, tmp_path: Path) -> None:
    """Also for a watch whose own connection breaks off later."""
    with FaultyProxy(server.url) as proxy, client(server, tmp_path, server=proxy.url) as kube:
        watch = Watch(kube, waits=SHORT)
        watch.until_live()
        wait_for_watches(server, 1)
        proxy.fail("hang")
        watch.until_stale()
        since = stale(watch).since
        proxy.fail("reset")
        watch.until(lambda: "closed the connection" in stale(watch).message)
        assert stale(watch).since == since
        watch.stop.set()
        watch.until(lambda: False)


def test_a_server_that_says_nothing_from_the_start_is_no_data(server: FakeServer, tmp_path: Path) -> None:
    gate = threading.Event()
    server.faults.append(Fault("/", gate=gate, times=999))
    with client(server, tmp_path) as kube:
        watch = Watch(kube, waits=SHORT)
        watch.until_stale()
        assert watch.batch is not None
        assert not watch.batch.is_listed
        server.faults.clear()
        gate.set()
        watch.until(lambda: ("ADDED", "a") in watch.told)
        watch.stop.set()
        watch.until(lambda: False)
