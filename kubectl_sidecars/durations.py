"""Durations as kubectl's columns print them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
"""The ends of the calendar."""
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
"""Below so many seconds: the unit, its letter, and the smaller unit that is shown beside it (0 for none)."""


def human_duration(seconds: float) -> str:
    """Mirrors HumanDuration (apimachinery pkg/util/duration/duration.go, v0.37): two units where they matter."""
    whole = int(seconds)
    if whole < 0:
        return "<invalid>" if whole < -1 else "0s"
    for limit, unit, letter, small_unit, small_letter in FORMS:
        if whole < limit:
            rest = whole % unit // small_unit if small_unit else 0
            return f"{whole // unit}{letter}{rest}{small_letter}" if rest else f"{whole // unit}{letter}"
    return f"{whole // YEAR}y"


def later(then: datetime, seconds: float) -> datetime:
    """So many seconds after, or before where they are negative; where the calendar ends, its end: a damaged status
    holds any time and any number."""
    try:
        return then + timedelta(seconds=seconds)
    except OverflowError:
        return LAST if seconds > 0 else FIRST


def age(then: datetime | None, now: datetime) -> str:
    """How long ago, as kubectl prints it: `<unknown>` for no time (printers.go translateTimestampSince)."""
    if then is None or then.year == 1:
        return "<unknown>"
    return human_duration((now - then).total_seconds())
