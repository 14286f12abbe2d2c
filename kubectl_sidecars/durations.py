"""Durations as kubectl's columns print them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
"""The earliest and the latest datetime."""
MINUTE, HOUR, DAY, YEAR = 60, 3600, 86_400, 365 * 86_400

FORMS = (
    (2 * MINUTE, 1, "s", 0, ""),
    (10 * MINUTE, MINUTE, "m", 1, "s"),
    (3 * HOUR, MINUTE, "m", 0, ""),
    (8 * HOUR, HOUR, "h", MINUTE, "m"),
    (48 * HOUR, HOUR, "h", 0, ""),
    (8 * DAY, DAY, "d", HOUR, "h"),
    (2 * YEAR, DAY, "d", 0, ""),
    (8 * YEAR, YEAR, "y", DAY, "d"),
)
"""Rows of: limit in seconds, unit, its letter, smaller unit that is added to it (0: none), its letter."""


def human_duration(seconds: float) -> str:
    """`38s`, `4m54s`, `3h`, `2d5h`: as kubectl prints it (HumanDuration, apimachinery pkg/util/duration/duration.go,
    v0.37)."""
    whole = int(seconds)
    if whole < 0:
        return "<invalid>" if whole < -1 else "0s"
    for limit, unit, letter, small_unit, small_letter in FORMS:
        if whole < limit:
            rest = whole % unit // small_unit if small_unit else 0
            return f"{whole // unit}{letter}{rest}{small_letter}" if rest else f"{whole // unit}{letter}"
    return f"{whole // YEAR}y"


def later(then: datetime, seconds: float) -> datetime:
    """The time `seconds` after `then`, before it for a negative number; clamped to FIRST and LAST.

    Damaged statuses hold any time and any number."""
    try:
        return then + timedelta(seconds=seconds)
    except OverflowError:
        return LAST if seconds > 0 else FIRST


def age(then: datetime | None, now: datetime) -> str:
    """The time since `then` as kubectl prints it; `<unknown>` for no time (printers.go translateTimestampSince)."""
    if then is None or then.year == 1:
        return "<unknown>"
    return human_duration((now - then).total_seconds())
