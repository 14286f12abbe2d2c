"""Delays before a request is repeated, as client-go's wait.Backoff."""

from __future__ import annotations

import random
from collections.abc import Callable


class Backoff:
    """Delays in seconds that double up to a limit. Each is shortened at random, so that many clients spread out."""

    def __init__(self, first: float = 0.5, limit: float = 30.0, jitter: Callable[[], float] = random.random) -> None:
        self.first, self.limit, self.jitter = first, limit, jitter
        self.tries = 0

    def next(self, at_least: float = 0.0) -> float:
        """The next delay in seconds: at least `at_least`, the server's Retry-After, and at most the limit."""
        delay = min(self.limit, self.first * 2.0 ** min(self.tries, 16)) * (0.5 + self.jitter() / 2)
        self.tries += 1
        return max(delay, min(at_least, self.limit))

    def reset(self) -> None:
        """Starts again with the first delay, after a success."""
        self.tries = 0


def retry_after(value: str | None) -> float:
    """The seconds of a Retry-After header; 0.0 if it is absent or a date (the API server sends seconds)."""
    return float(value) if value and value.isascii() and value.isdigit() else 0.0
