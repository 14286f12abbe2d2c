"""A cache of computed values, with a bound: a cluster may have any number of names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")

MOST_KEPT = 8192


class Memory(dict[K, V], Generic[K, V]):
    """A dict that computes a missing value with `work`. It is emptied when it has MOST_KEPT values."""

    def __init__(self, work: Callable[[K], V]) -> None:
        super().__init__()
        self.work = work

    def __missing__(self, key: K) -> V:
        value = self.work(key)
        self.keep(key, value)
        return value

    def keep(self, key: K, value: V) -> None:
        """Stores a value."""
        if len(self) >= MOST_KEPT:
            self.clear()
        self[key] = value
