"""The signals that end the screen; the terminal is restored first."""

from __future__ import annotations

import signal
from collections.abc import Callable

TYPE_CHECKING = False  # see start
if TYPE_CHECKING:
    import asyncio
    from types import FrameType

SIGNAL_BASE = 128
"""Added to a signal's number: the exit status of a process that it ended, as in shells."""
ENDING = tuple(
    number for name in ("SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT") if (number := getattr(signal, name, None)) is not None
)
"""The signals that end a program, as far as the system has them: Windows has two."""


def leave(number: int, _frame: FrameType | None) -> None:
    """Handles a signal that ends the program before it has a loop, or without one: raises SystemExit."""
    raise SystemExit(SIGNAL_BASE + number)


def on_ending(end: Callable[[int], object], loop: asyncio.AbstractEventLoop) -> None:
    """Has the loop call `end` with the number of a signal that comes.

    These are plain handlers, not the loop's own, so that `handover.run_command` can replace one for a while."""
    for ending in ENDING:
        signal.signal(ending, lambda number, _frame: loop.call_soon_threadsafe(end, number))
