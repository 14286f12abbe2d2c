"""Durations as kubectl's columns print them."""

from __future__ import annotations

from datetime import datetime


def human_duration(seconds: float) -> str:
    """Mirrors HumanDuration (apimachinery pkg/util/duration/duration.go, v0.37): two units where they matter."""
    whole = int(seconds)
    if whole < -1:
        return "<invalid>"
    if whole < 0:
        return "0s"
    if whole < 60 * 2:
        return f"{whole}s"
    minutes = whole // 60
    if minutes < 10:
        return _two(minutes, "m", whole % 60, "s")
    if minutes < 60 * 3:
        return f"{minutes}m"
    hours = whole // 3600
    if hours < 8:
        return _two(hours, "h", minutes % 60, "m")
    if hours < 48:
        return f"{hours}h"
    if hours < 24 * 8:
        return _two(hours // 24, "d", hours % 24, "h")
    if hours < 24 * 365 * 2:
        return f"{hours // 24}d"
    if hours < 24 * 365 * 8:
        return _two(hours // 24 // 365, "y", hours // 24 % 365, "d")
    return f"{hours // 24 // 365}y"


def _two(large: int, large_unit: str, small: int, small_unit: str) -> str:
    return f"{large}{large_unit}{small}{small_unit}" if small else f"{large}{large_unit}"


def age(then: datetime | None, now: datetime) -> str:
    """How long ago, as kubectl prints it: `<unknown>` for no time (printers.go translateTimestampSince)."""
    if then is None or then.year == 1:
        return "<unknown>"
    return human_duration((now - then).total_seconds())
