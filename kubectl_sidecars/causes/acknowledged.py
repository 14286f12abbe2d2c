"""Causes that a user has acknowledged: each is hidden until it changes for the worse."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta

import msgspec

from kubectl_sidecars.causes.cause import Cause
from kubectl_sidecars.diagnose.finding import Severity
from kubectl_sidecars.snapshot import EPOCH

FORGOTTEN = timedelta(hours=1)
"""Time after which a cause that is gone is forgotten: if it comes back then, it is news. A container that crashes again
and again seems well for some minutes each time."""
MOST = 200
"""Acknowledgements that are kept for a cluster; the oldest are dropped first."""
MOST_PLACES = 500
"""Owners, pods and namespaces that are kept of one cause; one that has more cannot be acknowledged."""


class Acknowledged(msgspec.Struct, frozen=True, rename="camel"):
    """A cause as it was when it was acknowledged.

    `places` are its namespaces with its owners, or without owners its pods. `affected` is the number of its pods and of
    those that suffer from it. `seen_at` is the last time at which it was there."""

    reason: str
    container: str
    image: str
    severity: Severity
    places: frozenset[str]
    affected: int
    title: str
    seen_at: datetime

    def covers(self, cause: Cause) -> bool:
        """True if the cause is this one, and no worse: no higher severity, no further place, not more pods."""
        same = (self.reason, self.container, self.image) == (cause.reason, cause.container, cause.image)
        return (
            same
            and cause.severity.rank >= self.severity.rank
            and _affected(cause) <= self.affected
            and places(cause) <= self.places
        )


def places(cause: Cause) -> frozenset[str]:
    """The namespaces of a cause with its owners; its pods where it has no owners."""
    owners: tuple[str, ...] = cause.owners or tuple(pod.name for pod in cause.pods)
    namespaces = {pod.namespace for pod in cause.pods} or {""}
    return frozenset(f"{namespace}/{owner}" for namespace in namespaces for owner in owners)


def _affected(cause: Cause) -> int:
    return len(cause.pods) + sum(len(consequence.pods) for consequence in cause.consequences)


def acknowledged(cause: Cause, now: datetime) -> Acknowledged:
    """The acknowledgement of a cause at this moment."""
    return Acknowledged(
        reason=str(cause.reason),
        container=cause.container,
        image=cause.image,
        severity=cause.severity,
        places=places(cause),
        affected=_affected(cause),
        title=cause.title,
        seen_at=now,
    )


def open_causes(causes: Sequence[Cause], known: Sequence[Acknowledged]) -> tuple[Cause, ...]:
    """The causes that no acknowledgement covers, in their order."""
    return tuple(cause for cause in causes if not any(each.covers(cause) for each in known))


def added(known: Sequence[Acknowledged], new: Acknowledged) -> tuple[Acknowledged, ...]:
    """The acknowledgements with a new one, which replaces those of the same cause."""

    def is_same(old: Acknowledged) -> bool:
        identity = (old.reason, old.container, old.image) == (new.reason, new.container, new.image)
        return identity and old.places <= new.places

    return (*(old for old in known if not is_same(old)), new)


def merged(stored: Iterable[Acknowledged], own: Iterable[Acknowledged]) -> tuple[Acknowledged, ...]:
    """The stored acknowledgements, each with the last time at which this or another screen has seen its cause."""
    seen = {msgspec.structs.replace(entry, seen_at=EPOCH): entry.seen_at for entry in own}

    def at(entry: Acknowledged) -> Acknowledged:
        known = seen.get(msgspec.structs.replace(entry, seen_at=EPOCH), entry.seen_at)
        return msgspec.structs.replace(entry, seen_at=max(known, entry.seen_at))

    return tuple(map(at, stored))


def remembered(
    known: Iterable[Acknowledged], causes: Sequence[Cause], present: AbstractSet[str], now: datetime
) -> tuple[Acknowledged, ...]:
    """The acknowledgements without those whose cause has been gone for a time; the others as seen now where it is
    there.

    `present` are the places of all pods that are shown: a cause whose workloads are out of sight may still be there."""

    def at(entry: Acknowledged) -> Acknowledged:
        is_unknown = entry.places.isdisjoint(present)
        is_there = is_unknown or any(entry.covers(cause) for cause in causes)
        return msgspec.structs.replace(entry, seen_at=now) if is_there else entry

    return tuple(entry for entry in map(at, known) if now - entry.seen_at < FORGOTTEN)
