"""The pauses between two tries, which a user can end."""

from __future__ import annotations

import threading
import time

POLL = 0.25
"""Seconds between two checks of `stop`: it cannot be waited for together with the other event."""


class Pauses:
    """All pauses of one feed, in whatever thread."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._ended = 0
        """The number of times that all pauses were ended."""

    def end(self) -> None:
        """Ends all pauses that there are now."""
        with self._condition:
            self._ended += 1
            self._condition.notify_all()

    def wait(self, stop: threading.Event, seconds: float) -> bool:
        """Waits for this time, until `end` is called, or until `stop` is set; returns True if it is set."""
        until = time.monotonic() + seconds
        with self._condition:
            ended = self._ended
            while not stop.is_set() and self._ended == ended and (left := until - time.monotonic()) > 0:
                self._condition.wait(min(POLL, left))
        return stop.is_set()
