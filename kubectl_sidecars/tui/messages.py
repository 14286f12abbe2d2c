"""What the workers tell the app. A newer one replaces one that still waits."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from kubectl_sidecars.errors import SidecarsError
from kubectl_sidecars.feed import Feed, SyncState
from kubectl_sidecars.report.live import Inspected
from kubectl_sidecars.tui.pod_list import (
    Desk,
    Summary,
    View,
)


@dataclass
class Observed(Message):
    """The feed has shown another snapshot."""

    feed: Feed
    inspected: Inspected
    freshness: SyncState

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, Observed)


@dataclass
class Arranged(Message):
    """The list is in order; `cost` is the seconds that the causes took, None where they were not due."""

    desk: Desk
    view: View
    summary: Summary
    cost: float | None


@dataclass
class Lost(Message):
    """The feed has ended with an error: one line, in words."""

    feed: Feed
    error: SidecarsError
