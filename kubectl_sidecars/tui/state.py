"""The one frozen value that every screen shows."""

from __future__ import annotations

from datetime import datetime

import msgspec

from kubectl_sidecars.feed import (
    Scope,
    SyncPhase,
    SyncState,
)
from kubectl_sidecars.report.live import Inspected
from kubectl_sidecars.snapshot import EPOCH
from kubectl_sidecars.tui.pod_list import (
    Summary,
    View,
    Wish,
)


class Shown(msgspec.Struct, frozen=True):
    """`view` and `summary` may lag behind `inspected` by a moment: they are worked out beside the screen."""

    place: Scope = Scope()
    freshness: SyncState = SyncState(SyncPhase.LOADING)
    inspected: Inspected = Inspected()
    wish: Wish = Wish()
    view: View = View()
    summary: Summary = Summary()
    wide: bool = False
    now: datetime = EPOCH
