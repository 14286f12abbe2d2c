"""A Textual driver that draws on stdout, as less and vi do: `2>err.log` and `2>/dev/null` do not break the screen.

It uses private parts of Textual; tests/tui/test_textual_parts.py names them, and says what to do when they are gone.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import Any, TextIO

from textual.driver import Driver

from kubectl_sidecars.tui.terminal import echo

HUNG_UP = 129
"""Exit status after the terminal has gone: the one that SIGHUP causes, which not every terminal sends."""


class Terminal:
    """stdout for Textual's writer thread. Ends the process if the terminal has gone.

    Otherwise the writer thread would end alone, the app would wait for it forever, and the thread that reads keys
    would spin at the end of its file (linux_driver.py, 8.2)."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self.fileno, self.isatty = file.fileno, file.isatty

    def write(self, text: str) -> None:
        """Writes the text."""
        try:
            self._file.write(text)
        except OSError:
            _end()

    def flush(self) -> None:
        """Flushes what was written."""
        try:
            self._file.flush()
        except OSError:
            _end()


def end_if_hung_up() -> None:
    """Ends the process if its terminal has gone: stdin is then no terminal any more."""
    if sys.__stdin__ is not None and not sys.__stdin__.isatty():
        _end()


def _end() -> None:
    """Ends the process at once: nothing can be restored, and an orderly exit would wait for the terminal."""
    os._exit(HUNG_UP)


def on_stdout(driver: type[Driver]) -> type[Driver]:
    """A subclass of the driver that draws on stdout; Textual's for Linux and macOS draws on stderr (linux_driver.py,
    8.2)."""

    def init(self: Any, *args: Any, **keywords: Any) -> None:
        driver.__init__(self, *args, **keywords)
        if getattr(self, "_file", None) is sys.__stderr__ and sys.__stdout__ is not None:
            self._file = Terminal(sys.__stdout__)
            loop = asyncio.get_running_loop()
            signal.signal(signal.SIGCONT, signal.SIG_DFL)
            signal.signal(signal.SIGTSTP, lambda _number, _frame: self.stop_and_resume(loop))

    def start(self: Any) -> None:
        echo.on()  # as the terminal is now, it will be given back
        driver.start_application_mode(self)

    members = {"__init__": init, "stop_and_resume": _stop_and_resume, "start_application_mode": start}
    return type(f"{driver.__name__}OnStdout", (driver,), members)


def _stop_and_resume(self: Any, loop: asyncio.AbstractEventLoop) -> None:
    """Restores the terminal, stops the process, and takes the terminal again when it is continued; from the loop.

    Textual does it in the signal's handler. That may have interrupted a write to the writer thread's queue, to which
    it then writes itself, and waits for the queue's lock forever."""

    def suspended() -> None:
        self.suspend_application_mode()
        self._writer_thread = None
        self._must_signal_resume = True
        signal.raise_signal(signal.SIGSTOP)
        while self._writer_thread is None:  # continued in the background, the process stops again in this loop
            end_if_hung_up()
            self.resume_application_mode()

    if self._auto_restart:
        loop.call_soon_threadsafe(suspended)
    else:  # a command has the terminal, and the loop waits for it
        signal.raise_signal(signal.SIGSTOP)
