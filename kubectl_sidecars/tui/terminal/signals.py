"""Signals that end the screen: each leaves the terminal as it was."""

from __future__ import annotations

import signal
from collections.abc import Callable

TYPE_CHECKING = False  # see start
if TYPE_CHECKING:
    import asyncio

SIGNAL_BASE = 128
"""A process that a signal ended has this plus its number as exit status, as shells have it."""
ENDING = tuple(
    number for name in ("SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT") if (number := getattr(signal, name, None)) is not None
)
"""Those that the system knows: Windows has two of them."""


def on_ending(end: Callable[[int], object], loop: asyncio.AbstractEventLoop) -> None:
    """Has the loop call `end` with the number. Plain handlers, not the loop's own: one that a command sets for the
    time of its run must hold for that time."""
    for each in ENDING:
        signal.signal(each, lambda number, _frame: loop.call_soon_threadsafe(end, number))
