"""Starts the screen: the first frame, then Textual, then the data."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable

from kubectl_sidecars.tui.terminal import echo
from kubectl_sidecars.tui.terminal.first_frame import LEAVE, first_frame
from kubectl_sidecars.tui.terminal.signals import ENDING, SIGNAL_BASE, leave

SWITCH = 0.001
"""Seconds for which a working thread may delay a key (the interpreter's default is 5 ms)."""

TYPE_CHECKING = False  # importing typing, and shutil for the size, would take an eighth of the time to the frame
if TYPE_CHECKING:
    from kubectl_sidecars.feed import Feed
    from kubectl_sidecars.tui.settings import Settings


def run(open_feed: Callable[[], Feed], settings: Callable[[], Settings], title: str = "kubectl sidecars") -> int:
    """Runs the screen, and returns its exit status.

    The frame is drawn at once; both functions are called after it, so that they may import what they need. Raises what
    `open_feed` raises, and UsageError if the feed finds the command line wrong; the terminal is restored before.
    """
    for number in ENDING:
        signal.signal(number, leave)  # until Textual has the terminal
    stop = None
    try:
        echo.off()
        _write(first_frame(*_size(), title))
        gc.disable()  # what is imported stays: looking through it again and again takes a twentieth of the start
        import threading  # noqa: PLC0415 - after the frame is on the screen, as all that follows

        from kubectl_sidecars.feed.prefetch import prefetched  # noqa: PLC0415

        stop = threading.Event()
        feed = prefetched(open_feed(), stop)
        from kubectl_sidecars.tui.app import Console  # noqa: PLC0415 - 300 ms, while the server answers

        app = Console(feed, settings(), stop)
    except BaseException:
        if stop is not None:
            stop.set()
        gc.enable()
        echo.on()
        _write(LEAVE)
        raise
    gc.freeze()
    gc.enable()
    sys.setswitchinterval(SWITCH)
    try:
        status = app.run()
    finally:
        echo.on()
    if app.refusal:
        raise app.refusal
    if app.defect:
        sys.stderr.write(f"{app.defect}\n")
    if status is not None and status > SIGNAL_BASE:
        raise SystemExit(status)
    return 0 if status is None else int(status)


def _size() -> tuple[int, int]:
    """Columns and lines of the terminal."""
    try:
        return os.get_terminal_size(sys.stdout.fileno())
    except OSError:
        return 80, 24


def _write(text: str) -> None:
    """Writes to stdout, where the screen is drawn: stderr may be a file."""
    sys.stdout.write(text)
    sys.stdout.flush()
