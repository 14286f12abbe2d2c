"""What differs between a mapping of a snapshot and the one before it, by the identity of keys and values."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from itertools import compress
from operator import is_, is_not
from typing import TypeVar

T = TypeVar("T")


def has_same_keys(before: Mapping[str, object], after: Mapping[str, object]) -> bool:
    """True if both have the same key objects in the same order: most updates of a watch replace values alone.

    Without a Python loop and without a set: for 10,000 keys these take a millisecond."""
    return before is after or (len(before) == len(after) and all(map(is_, before, after)))


def gone(before: Mapping[str, object], after: Mapping[str, object]) -> AbstractSet[str]:
    """The keys that `before` alone has."""
    return frozenset() if has_same_keys(before, after) else before.keys() - after.keys()


def changed(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[str, ...]:
    """The keys that are new, gone, or have another value."""
    return () if before is after else (*differing(before, after), *gone(before, after))


def differing(before: Mapping[str, T], after: Mapping[str, T]) -> list[str]:
    """The keys of `after` that are new or whose value is another object."""
    if before is after:
        return []
    if has_same_keys(before, after):
        return list(compress(after, map(is_not, before.values(), after.values())))
    return [key for key, value in after.items() if before.get(key) is not value]
