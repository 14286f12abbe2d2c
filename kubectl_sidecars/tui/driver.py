"""Where the screen is drawn: on stdout, as less and vi do, so that `2>err.log` and `2>/dev/null` leave it whole."""

from __future__ import annotations

import os
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

    return type(f"{driver.__name__}OnStdout", (driver,), {"__init__": begin})
