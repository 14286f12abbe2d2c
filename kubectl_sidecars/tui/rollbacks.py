"""Reads the revisions of the workloads at fault, for the rollback that the screen offers; it only posts messages."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from kubectl_sidecars.causes.cause import RevisionRequest
from kubectl_sidecars.causes.rollbacks import wanted_revisions
from kubectl_sidecars.feed import Feed, SyncPhase
from kubectl_sidecars.tui.messages import RevisionsRead
from kubectl_sidecars.tui.reading_host import ReadingHost

GROUP = "revisions"


class Rollbacks:
    """Reads each revision once, and a few workloads at a time."""

    def __init__(self, host: ReadingHost) -> None:
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
