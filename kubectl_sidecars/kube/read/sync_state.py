"""The sync state of watched resources, and what a watch of one resource reports."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from kubectl_sidecars.errors import ClusterError
from kubectl_sidecars.kube.backoff import next_try
from kubectl_sidecars.snapshot import Line, Undecodable


class SyncPhase(StrEnum):
    """Phase of a watch: how current its data is."""

    LOADING = "loading"
    """The first list is not complete yet."""
    LIVE = "live"
    STALE = "stale"
    """The connection is lost; what is known may be old."""
    NO_DATA = "no data"
    """The connection is lost, and nothing was received before."""
    DENIED = "denied"
    REPLAY = "replay"
    """A file or a recording: the data does not change."""


class SyncState(msgspec.Struct, frozen=True):
    """The sync state of one watched resource, or of all of them together.

    `since` is the time at which the phase began. `message` says why for STALE, NO_DATA and DENIED, and is empty
    otherwise. `reason` is the API server's (Forbidden, NotFound), empty where the server did not answer.
    """

    phase: SyncPhase
    since: datetime | None = None
    message: str = ""
    reason: str = ""
    is_retrying: bool = False
    """True while the server is asked again and again."""
    retry_after: float = 0.0
    """The seconds that the server asked to wait; 0.0 if it did not."""
    is_listed: bool = False
    """True once every object that existed has been received."""

    @property
    def error(self) -> ClusterError:
        """`message` and `reason` as an error, whose text has kubectl's form."""
        return ClusterError(self.message, reason=self.reason)

    @property
    def next_try(self) -> str:
        """The words for what happens next: `trying again`; empty if nothing does."""
        return next_try(self.retry_after) if self.is_retrying else ""

    @property
    def is_replay(self) -> bool:
        """True for recorded data, for which no time passes."""
        return self.phase is SyncPhase.REPLAY


class ResourceUpdate(msgspec.Struct, frozen=True):
    """News of one resource: objects that changed, a new sync state, objects that could not be decoded.

    `resource` is the name that `Query.what` gives, as `pods in namespace shop`.
    """

    resource: str
    lines: tuple[Line, ...] = ()
    state: SyncState | None = None
    undecodable: tuple[Undecodable, ...] = ()
