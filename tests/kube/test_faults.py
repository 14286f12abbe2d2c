"""A watch through everything that a proxy can do to it; the same faults meet a real cluster in tests/cluster."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kubectl_sidecars.kube.read.sync_state import SyncPhase
from kubectl_sidecars.kube.read.waits import Waits
from tests.support.fake_server import FakeServer, serve
from tests.support.faults import ROWS, Row
from tests.support.faulty_proxy import FaultyProxy
from tests.support.kube_clients import client, pod
from tests.support.kube_watches import Watch, wait_for_watches

PROOF = 0.2
TRIES = 12


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with serve([pod("a"), pod("b")]) as running:
        yield running


@pytest.fixture
def proxy(server: FakeServer) -> Iterator[FaultyProxy]:
    with FaultyProxy(server.url) as running:
        yield running


@pytest.fixture
def watch(server: FakeServer, proxy: FaultyProxy, tmp_path: Path) -> Iterator[Watch]:
    with client(server, tmp_path, server=proxy.url) as kube:
        running = Watch(kube, waits=Waits(proof=PROOF))
        running.until_told(("ADDED", "a"), ("ADDED", "b"))
        running.until_live()
        wait_for_watches(server, 1)
        yield running
        running.stop.set()
        running.until(lambda: False)


def message(watch: Watch) -> str:
    states = watch.batch.states.values() if watch.batch else ()
    return "".join(state.message for state in states)


@pytest.mark.parametrize("row", [row for row in ROWS if row.on_the_spot], ids=lambda row: row.fault)
def test_a_fault_is_told_invents_nothing_and_heals(
    server: FakeServer, proxy: FaultyProxy, watch: Watch, row: Row
) -> None:
    proxy.fail(row.fault)
    server.put(pod("c"))
    watch.states.clear()
    watch.until(lambda: bool(re.search(row.said, message(watch))))
    watch.wait_for_tries(TRIES)
    gone = [name for kind, name in watch.told if kind == "DELETED"]
    server.delete(pod("a"))
    proxy.mend()
    watch.until(lambda: names(watch) == {"b", "c"} and message(watch) == "")
    assert gone == []
    phases = [phase for phase, _ in itertools.groupby(watch.states)]
    assert phases.count(SyncPhase.LIVE) == 1, "live once, when the fault was over"
    assert set(phases[:-1]) <= {SyncPhase.STALE, SyncPhase.DENIED}


def names(watch: Watch) -> set[str]:
    """The pods that are known, by all that was told."""
    known = {"a", "b"}
    for kind, name in watch.told:
        (known.discard if kind == "DELETED" else known.add)(name)
    return known
