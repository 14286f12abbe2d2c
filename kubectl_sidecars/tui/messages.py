"""The messages that worker threads post to the app."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from kubectl_sidecars.causes.cause import LogRequest
from kubectl_sidecars.causes.rollbacks import Revisions
from kubectl_sidecars.errors import SidecarsError
from kubectl_sidecars.feed import Feed, SyncState
from kubectl_sidecars.report.live import Inspected
from kubectl_sidecars.tui.excerpt import Excerpt
from kubectl_sidecars.tui.pod_list import ListView, PodListModel, Summary


@dataclass
class FeedUpdated(Message):
    """Another snapshot of the feed has been inspected."""

    feed: Feed
    inspected: Inspected
    sync: SyncState

    def can_replace(self, message: Message) -> bool:
        """True for an older update that still waits in the app's queue: only the newest is handled."""
        return isinstance(message, FeedUpdated)


@dataclass
class ExcerptRead(Message):
    """The last lines of a log have been read."""

    feed: Feed
    request: LogRequest
    excerpt: Excerpt


@dataclass
class RevisionsRead(Message):
    """Revisions that causes ask for have been read."""

    feed: Feed
    revisions: Revisions


@dataclass
class FeedFailed(Message):
    """The feed has ended with an error that the user can act on."""

    feed: Feed
    error: SidecarsError


@dataclass
class ListArranged(Message):
    """The list of pods is in order. `seconds` is what folding the causes took; None if they were not due."""

    model: PodListModel
    list_view: ListView
    summary: Summary
    seconds: float | None
