"""The newest report of a feed, kept up to date in a thread, so that an answer need not read the cluster."""

from __future__ import annotations

import threading
from typing import Self

from kubectl_sidecars.classify.catalog import Index
from kubectl_sidecars.errors import ClusterError, SidecarsError
from kubectl_sidecars.feed import Feed, SyncPhase, SyncState
from kubectl_sidecars.report import Report
from kubectl_sidecars.report.live import Inspected, follow
from kubectl_sidecars.suppressions import Suppression

FIRST = 60.0
"""Seconds that the first answer waits until all pods are read."""


class Watched:
    """A feed that is read while this is open; its report and its state at any moment."""

    def __init__(self, feed: Feed, roles: Index | None = None, suppressions: tuple[Suppression, ...] = ()) -> None:
        self.feed = feed
        self._inspected = Inspected(roles=roles, suppressions=suppressions)
        self._sync = SyncState(SyncPhase.LOADING)
        self._error: SidecarsError | None = None
        self._changed = threading.Condition()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True, name="watched-feed")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()

    def _read(self) -> None:
        try:
            for update in self.feed.updates(self._stop):
                inspected = follow(self._inspected, update.snapshot)
                with self._changed:
                    self._inspected, self._sync = inspected, update.sync
                    self._changed.notify_all()
        except SidecarsError as error:
            with self._changed:
                self._error = error
                self._changed.notify_all()

    def wait(self, seconds: float) -> None:
        """Returns at the next change, or after this number of seconds."""
        with self._changed:
            self._changed.wait(seconds)

    def inspected(self) -> tuple[Inspected, SyncState]:
        """The pods with their reports, and how current they are. Waits for the first time that all are read.

        Raises SidecarsError if they cannot be read.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._error or self._sync.phase is not SyncPhase.LOADING, FIRST)
            if self._error:
                raise self._error
            if self._sync.phase is SyncPhase.LOADING:
                raise ClusterError(f"the pods were not read within {FIRST:.0f} s: ask again")
            if self._sync.phase in (SyncPhase.NO_DATA, SyncPhase.DENIED):
                raise self._sync.error
            return self._inspected, self._sync

    def report(self) -> tuple[Report, SyncState]:
        """The report of all pods, and how current it is. Raises SidecarsError as `inspected` does."""
        inspected, sync = self.inspected()
        return inspected.report(), sync
