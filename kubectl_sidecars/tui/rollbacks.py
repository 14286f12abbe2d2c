"""Reads the revisions of the workloads at fault, for the rollback that the screen offers; it only posts messages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from textual.message import Message

from kubectl_sidecars.causes.cause import RevisionRequest
from kubectl_sidecars.causes.rollbacks import wanted_revisions
from kubectl_sidecars.feed import Feed, SyncPhase
from kubectl_sidecars.tui.messages import RevisionsRead
from kubectl_sidecars.tui.state import AppState

GROUP = "revisions"


class Host(Protocol):
    """The part of the app that Rollbacks uses."""

    @property
    def state(self) -> AppState:
        """The state that is shown now."""

    @property
    def feed(self) -> Feed:
        """The feed that is followed."""

    def show(self, **changes: object) -> None:
        """Shows the state with these fields changed."""

    def post_message(self, message: Message) -> bool:
        """Puts a message into the app's queue; from any thread."""

    def run_in_thread(self, work: Callable[[], None], group: str) -> None:
        """Runs the work in a thread of its own."""


class Rollbacks:
    """Reads each revision once, and a few workloads at a time."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._reading: Feed | None = None
        """The feed of which revisions are being read."""

    def want(self) -> None:
        """Reads what the causes of all pods ask for, unless it is known."""
        feed, state = self._host.feed, self._host.state
        if feed.revisions is None or self._reading is feed or state.sync.phase is SyncPhase.LOADING:
            return
        requests = wanted_revisions(state.summary.causes, state.revisions)
        if requests:
            self._reading = feed
            self._host.run_in_thread(partial(self._read, feed, requests), GROUP)

    def _read(self, feed: Feed, requests: Sequence[RevisionRequest]) -> None:
        """In a thread: reads the revisions, and posts them."""
        if feed.revisions is not None:
            self._host.post_message(RevisionsRead(feed, feed.revisions(requests)))

    def read(self, message: RevisionsRead) -> bool:
        """Keeps what was read. True if it is of the feed that is followed."""
        if message.feed is not self._host.feed:
            return False
        self._reading = None
        self._host.show(revisions={**self._host.state.revisions, **message.revisions})
        return True
