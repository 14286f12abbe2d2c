"""Differences between a snapshot and the one before it, by the identity of keys and values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from itertools import compress
from operator import is_, is_not
from typing import TypeVar

import msgspec

from kubectl_sidecars.api import Pod
from kubectl_sidecars.cached import cached_property
from kubectl_sidecars.snapshot import Snapshot

T = TypeVar("T")
Pairs = tuple[tuple[Pod | None, Pod | None], ...]
"""Pods before and after a change; None for one that was not there, or is not any more."""


class Change(msgspec.Struct, frozen=True, dict=True):
    """A snapshot and the one before it."""

    old: Snapshot
    new: Snapshot

    @cached_property
    def own(self) -> tuple[str, ...]:
        """The keys of the pods that came or changed."""
        return tuple(differing(self.old.pods, self.new.pods))

    @cached_property
    def pods(self) -> Pairs:
        """The pods that came, went or changed."""
        old, new = self.old.pods, self.new.pods
        return tuple([(old.get(key), new.get(key)) for key in (*self.own, *gone(old, new))])

    def both_pods(self) -> Iterator[Pod]:
        """The pods that came, went or changed, as they were and as they are."""
        return (pod for pair in self.pods for pod in pair if pod is not None)

    @cached_property
    def events(self) -> tuple[str, ...]:
        """The keys of the objects about which there are other events."""
        return changed(self.old.events, self.new.events)


def both(before: Mapping[str, T], after: Mapping[str, T]) -> Iterator[T]:
    """The values that came, went or changed, as they were and as they are."""
    for key in changed(before, after):
        for values in (before, after):
            if (value := values.get(key)) is not None:
                yield value


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
