"""How long to wait before asking a server again that was not well."""

from __future__ import annotations

import random
from collections.abc import Callable


class Backoff:
    """Delays that double up to a limit, each shortened at random so that many clients do not return as one."""

    def __init__(self, first: float = 0.5, limit: float = 30.0, jitter: Callable[[], float] = random.random) -> None:
        self.first, self.limit, self.jitter = first, limit, jitter
        self.tries = 0

    def next(self, at_least: float = 0.0) -> float:
        """The next delay in seconds, never under `at_least`, the server's Retry-After (bounded all the same)."""
        delay = min(self.limit, self.first * 2.0 ** min(self.tries, 16)) * (0.5 + self.jitter() / 2)
        self.tries += 1
        return max(delay, min(at_least, self.limit))

    def reset(self) -> None:
        self.tries = 0


def retry_after(value: str | None) -> float:
    """A Retry-After header in seconds; 0 where it is absent or a date (the API server sends seconds)."""
    return float(value) if value and value.isascii() and value.isdigit() else 0.0
