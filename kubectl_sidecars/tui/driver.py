"""Where the screen is drawn: on stdout, as less and vi do, so that `2>err.log` and `2>/dev/null` leave it whole."""

from __future__ import annotations

import sys
from typing import Any

from textual.driver import Driver


def on_stdout(driver: type[Driver]) -> type[Driver]:
    """The same driver; Textual's own for Linux and macOS writes to stderr (linux_driver.py, 8.2)."""

    def begin(self: Any, *args: Any, **keywords: Any) -> None:
        driver.__init__(self, *args, **keywords)
        if getattr(self, "_file", None) is sys.__stderr__:
            self._file = sys.__stdout__

    return type(f"{driver.__name__}OnStdout", (driver,), {"__init__": begin})
