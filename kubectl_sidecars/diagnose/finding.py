"""One problem of one pod, and all that a rule may know to find it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from enum import StrEnum

import msgspec

from kubectl_sidecars.api import Event, Pod
from kubectl_sidecars.classify import Confidence
from kubectl_sidecars.lifecycle.life import Life
from kubectl_sidecars.snapshot import Snapshot


class Severity(StrEnum):
    """How bad: `critical` does not work, `warning` works but will bite, `notice` is advice."""

    CRITICAL = "critical"
    WARNING = "warning"
    NOTICE = "notice"

    @property
    def rank(self) -> int:
        """0 is worst."""
        return _RANK[self]


_RANK = {Severity.CRITICAL: 0, Severity.WARNING: 1, Severity.NOTICE: 2}


class Finding(msgspec.Struct, frozen=True, rename="camel", gc=False):
    """One problem of one pod.

    `container` is the one at fault, "" for the whole pod. `summary` is a few words for the FINDING
    column, `message` the plain sentence. `evidence` are field paths and events to check us by.
    `origin` is what findings of one cause have in common (image, exit, missing object, node), or
    empty where nothing can be shared.
    """

    reason: str
    severity: Severity
    container: str
    summary: str
    message: str
    confidence: Confidence = Confidence.HIGH
    since: datetime | None = None
    evidence: tuple[str, ...] = ()
    advice: str = ""
    commands: tuple[str, ...] = ()
    origin: tuple[str, ...] = ()


class Subject(msgspec.Struct, frozen=True):
    """A pod as a rule sees it: its containers in start order, its events in the order of time, and what stands around it."""

    pod: Pod
    containers: tuple[Life, ...]
    events: tuple[Event, ...]
    around: Snapshot

    @property
    def now(self) -> datetime:
        return self.around.taken_at


Rule = Callable[[Subject], Iterator[Finding]]
"""A generator of findings; its docstring is its line in the documentation."""
