"""Delays before a request is repeated, as client-go's wait.Backoff."""

from __future__ import annotations

import random
from collections.abc import Callable

PATIENCE = 30.0
"""Seconds: a server that asks to wait longer is asked again after this time."""


class Backoff:
    """Delays in seconds that double up to a limit. Each is shortened at random, so that many clients spread out."""

    def __init__(self, first: float = 0.5, limit: float = 30.0, jitter: Callable[[], float] = random.random) -> None:
        self.first, self.limit, self.jitter = first, limit, jitter
        self.tries = 0

    def next(self, at_least: float = 0.0) -> float:
        """The next delay in seconds: at most the limit, but at least the server's Retry-After, up to PATIENCE."""
        delay = min(self.limit, self.first * 2.0 ** min(self.tries, 16)) * (0.5 + self.jitter() / 2)
        self.tries += 1
        return max(delay, min(at_least, PATIENCE))

    def reset(self) -> None:
        """Starts again with the first delay, after a success."""
        self.tries = 0


def next_try(asked: float) -> str:
    """The words for what happens after a failure: `trying again in 30 s (the server asks to wait for 3600 s)`.

    `asked` are the seconds of its Retry-After, 0.0 without one.
    """
    if asked < 2:  # as soon as any other failure
        return "trying again"
    wait = f"trying again in {min(asked, PATIENCE):.0f} s"
    return f"{wait} (the server asks to wait for {asked:.0f} s)" if asked > PATIENCE else f"{wait}, as the server asks"


def retry_after(value: str | None) -> float:
    """The seconds of a Retry-After header; 0.0 if it is absent or a date (the API server sends seconds)."""
    return float(value) if value and value.isascii() and value.isdigit() else 0.0
