"""Spans of time, sizes, counts and lists of names as they read in sentences.

Columns have kubectl's own forms instead: see durations. humanize is loaded by the first sentence that needs it, so that
a report without findings does without.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from functools import lru_cache

from kubectl_sidecars.durations import DAY, HOUR, MINUTE, YEAR

_SMALLEST = ((10 * MINUTE, 1, "seconds"), (DAY, MINUTE, "minutes"), (8 * DAY, HOUR, "hours"))
"""Limit in seconds; the smallest unit below it, in seconds and by humanize's name. Above all limits: days."""

LONGEST = 1000 * YEAR
"""Seconds above which humanize overflows (it subtracts them from today); damaged objects hold any time."""


def span(seconds: float) -> str:
    """`13 seconds`, `1 minute and 20 seconds`, `2 hours and 5 minutes`, `3 days`: two units at most, rounded.

    A negative span is 0 seconds, and one longer than LONGEST is LONGEST."""
    seconds = max(0.0, min(seconds, LONGEST))
    for limit, unit, name in _SMALLEST:
        if seconds < limit:
            return _span(round(seconds / unit) * unit, name)
    return _span(round(seconds / DAY) * DAY, "days")


@lru_cache(maxsize=1024)
def _span(seconds: int, smallest: str) -> str:
    from humanize import precisedelta  # noqa: PLC0415

    return precisedelta(timedelta(seconds=seconds), minimum_unit=smallest, suppress=("months",), format="%d")


def byte_size(byte_count: float) -> str:
    """`64 MiB`, `1.5 GiB`: a number of bytes in the largest binary unit, with four digits at most."""
    from humanize import naturalsize  # noqa: PLC0415

    return naturalsize(byte_count, binary=True, format="%.4g")


def memory(quantity: str | float) -> str:
    """An amount of memory: `64Mi` as the spec writes it, and a bare number of bytes as `128 MiB`."""
    text = str(quantity)
    return byte_size(int(text)) if text.isdecimal() else text


def counted(count: int, noun: str) -> str:
    """`1 pod`, `12 pods`, `1,200 pods`; `2 Ingresses`, `2 NetworkPolicies`."""
    return f"{number(count)} {of_number(count, noun)}"


def of_number(count: int, noun: str) -> str:
    """`pod` for one, `pods` for any other number."""
    return noun if count == 1 else _plural(noun)


def part(count: int, whole: int, noun: str) -> str:
    """`0 of 1 pod`, `2 of 3 pods`, `1,200 of 5,000 pods`."""
    return f"{number(count)} of {counted(whole, noun)}"


def _plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "x", "ch", "sh")) else f"{noun}s"


def often(count: int) -> str:
    """`once`, `twice`, `3 times`."""
    return {1: "once", 2: "twice"}.get(count, f"{number(count)} times")


def number(count: int) -> str:
    """`12`, `1,200`."""
    if count < 1000:  # no commas: a small healthy cluster is counted without humanize
        return str(count)
    from humanize import intcomma  # noqa: PLC0415

    return intcomma(count)


MOST_LISTED = 12
"""Names in one sentence: a pod may have ten thousand containers, and each may wait for all others."""


def listed(names: Iterable[object], *, more: int = 0) -> str:
    """`a`, `a and b`, `a, b and c`; "" for no names. Of more than MOST_LISTED the first are named.

    With `more`, the number of names that were cut off, `a, b and 7 more`; a negative number counts as 0."""
    from humanize import natural_list  # noqa: PLC0415

    known = names if isinstance(names, list | tuple) else list(names)
    items = list(known[:MOST_LISTED])
    if len(known) > MOST_LISTED:
        more = max(more, 0) + len(known) - MOST_LISTED
    if more > 0:
        items.append(f"{number(more)} more")
    return natural_list(items) if items else ""  # before 4.17 it fails without items
