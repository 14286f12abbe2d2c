"""A watch that a test can look into."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from kubectl_sidecars.kube.http.client import Client
from kubectl_sidecars.kube.read.resources import PODS, Query
from kubectl_sidecars.kube.read.sync_state import SyncPhase
from kubectl_sidecars.kube.read.waits import WAITS, Waits
from kubectl_sidecars.kube.read.watch_many import Batch, watch_all
from tests.support.fake_server import FakeServer

Told = tuple[str, str]


class Watch:
    """A running watch, what it told so far, and the pauses that it made (without waiting)."""

    def __init__(self, kube: Client, *queries: Query[Any], keep_raw: bool = False, waits: Waits = WAITS) -> None:
        self.stop = threading.Event()
        self.pauses: list[float] = []
        self._paused = threading.Semaphore(0)
        self.told: list[Told] = []
        self.states: list[SyncPhase] = []
        self.batch: Batch | None = None
        self.problems: list[str] = []
        self.batches = watch_all(
            kube, queries or (Query(PODS),), self.stop, keep_raw=keep_raw, pause=self._pause, waits=waits
        )

    def _pause(self, seconds: float) -> bool:
        self.pauses.append(seconds)
        self._paused.release()
        return self.stop.is_set()

    def wait_for_tries(self, count: int) -> None:
        """Returns when the watch has paused so many times more."""
        while self._paused.acquire(blocking=False):
            pass
        assert all(self._paused.acquire(timeout=60) for _ in range(count))

    def until(self, done: Callable[[], bool]) -> None:
        for batch in self.batches:
            self.batch = batch
            self.told += [(line.type, line.object.metadata.name) for line in batch.lines]
            self.problems += [each.problem for each in batch.undecodable]
            self.states += [each.phase for each in batch.states.values()]
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
        self.until(lambda: self.is_live)

    @property
    def is_live(self) -> bool:
        """True if every resource was live at the last update."""
        return self.batch is not None and all(s.phase is SyncPhase.LIVE for s in self.batch.states.values())


def watches(server: FakeServer) -> list[str]:
    return [each.query["resourceVersion"] for each in server.asked("pods", watch=True)]


def wait_for_watches(server: FakeServer, count: int) -> None:
    with server.changed:
        assert server.changed.wait_for(lambda: server.streaming >= count, timeout=10)
