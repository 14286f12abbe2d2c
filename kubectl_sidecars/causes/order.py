"""The order of causes that are shown again and again."""

from __future__ import annotations

from collections.abc import Sequence

from kubectl_sidecars.causes.cause import Cause

CauseKind = tuple[str, str, str, str]


def steady(before: Sequence[Cause], now: Sequence[Cause]) -> tuple[Cause, ...]:
    """The causes of `now`, worst first, but those that were shown before do not change places among each other.

    A cause whose severity has changed, and a new one, comes where its severity and number of pods put it."""
    by_kind: dict[CauseKind, list[int]] = {}
    for index, cause in enumerate(before):
        by_kind.setdefault(_kind(cause), []).append(index)
    known: list[tuple[int, Cause]] = []
    slots: list[int] = []
    for slot, cause in enumerate(now):
        places = by_kind.get(_kind(cause), [])
        place = next((index for index in places if cause.continues(before[index])), None)
        if place is not None:
            places.remove(place)
            known.append((place, cause))
            slots.append(slot)
    ordered = list(now)
    known.sort(key=lambda item: (item[1].severity.rank, item[0]))
    for slot, (_, cause) in zip(slots, known, strict=True):
        ordered[slot] = cause
    return tuple(ordered)


def _kind(cause: Cause) -> CauseKind:
    """Key for a cause and the one that it continues, if both have one severity."""
    return cause.severity, cause.reason, cause.container, cause.image
