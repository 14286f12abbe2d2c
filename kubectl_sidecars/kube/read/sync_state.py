"""How far what we know of a resource is what the server knows."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from kubectl_sidecars.snapshot import Line, Undecodable


class State(StrEnum):
    """How far what we know of a resource is what the server knows."""

    LISTING = "listing"
    LIVE = "live"
    STALE = "stale"
    DENIED = "denied"


class Standing(msgspec.Struct, frozen=True):
    """The state of one resource, since when, and for stale and denied in words why.

    `is_listed` once everything that was there has been told.
    """

    state: State
    since: datetime
    why: str = ""
    is_listed: bool = False


class News(msgspec.Struct, frozen=True):
    """What one resource has to tell."""

    what: str
    lines: tuple[Line, ...] = ()
    standing: Standing | None = None
    undecodable: tuple[Undecodable, ...] = ()
