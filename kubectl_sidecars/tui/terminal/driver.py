"""Where the screen is drawn: on stdout, as less and vi do, so that `2>err.log` and `2>/dev/null` leave it whole."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import Any, TextIO

from textual.driver import Driver

HUNG_UP = 129
"""The status of a process that ended with its terminal: what SIGHUP leaves, which not every terminal sends."""


class Terminal:
    """stdout, as Textual's writer thread uses it. It ends with the terminal: that thread would die alone, the app
    wait for it for ever, and the thread that reads keys spin at the end of its file (linux_driver.py, 8.2)."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self.fileno, self.isatty = file.fileno, file.isatty

    def write(self, text: str) -> None:
        try:
            self._file.write(text)
        except OSError:
            _end()

    def flush(self) -> None:
        try:
            self._file.flush()
        except OSError:
            _end()


def end_if_hung_up() -> None:
    """Ends the process when nobody is there any more: the kernel says so of a terminal that has gone."""
    if sys.__stdin__ is not None and not sys.__stdin__.isatty():
        _end()


def _end() -> None:
    """Nothing can be restored and nobody be told; what waits for the terminal would keep an orderly end waiting."""
    os._exit(HUNG_UP)


def on_stdout(driver: type[Driver]) -> type[Driver]:
    """The same driver; Textual's own for Linux and macOS writes to stderr (linux_driver.py, 8.2)."""

    def begin(self: Any, *args: Any, **keywords: Any) -> None:
        driver.__init__(self, *args, **keywords)
        if getattr(self, "_file", None) is sys.__stderr__ and sys.__stdout__ is not None:
            self._file = Terminal(sys.__stdout__)
            loop = asyncio.get_running_loop()
            signal.signal(signal.SIGCONT, signal.SIG_DFL)
            signal.signal(signal.SIGTSTP, lambda _number, _frame: self.stop_and_resume(loop))

    return type(f"{driver.__name__}OnStdout", (driver,), {"__init__": begin, "stop_and_resume": _stop_and_resume})


def _stop_and_resume(self: Any, loop: asyncio.AbstractEventLoop) -> None:
    """Gives the terminal back, stops, and takes it again, by the loop: Textual does it within the signal's handler,
    which may have interrupted a write to the very queue that it then writes to, and waits for its lock for ever."""

    def suspended() -> None:
        self.suspend_application_mode()
        self._writer_thread = None
        self._must_signal_resume = True
        signal.raise_signal(signal.SIGSTOP)
        while self._writer_thread is None:  # continued in the background, it stops again in here
            end_if_hung_up()
            self.resume_application_mode()

    if self._auto_restart:
        loop.call_soon_threadsafe(suspended)
    else:  # a command has the terminal, and the loop waits for it
        signal.raise_signal(signal.SIGSTOP)
