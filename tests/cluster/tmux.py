"""A program in a real terminal: a tmux of the test's own, its keys pressed and its screen read."""

from __future__ import annotations

import os
import select
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 60.0
"""Seconds after which what was waited for counts as not to come."""


class Tmux:
    """Waits for the terminal's own output, never for a time: every byte that the program writes wakes us."""

    def __init__(self, name: str, woken: int) -> None:
        self.name, self._woken = name, woken

    def do(self, *words: str) -> str:
        return _tmux(self.name, *words)

    def keys(self, *names: str) -> None:
        """As tmux names them: `Enter`, `Escape`, `C-s`, else the text itself."""
        for name in names:
            self.do("send-keys", "-t", "screen", name)

    def type(self, text: str) -> None:
        self.do("send-keys", "-t", "screen", "-l", text)

    def text(self) -> str:
        return self.do("capture-pane", "-p", "-t", "screen")

    def resize(self, width: int, height: int) -> None:
        self.do("resize-window", "-t", "screen", "-x", str(width), "-y", str(height))

    def shown(self) -> Iterator[str]:
        """The screen now, and after each change."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            yield self.text()
            if select.select([self._woken], [], [], 1)[0]:
                os.read(self._woken, 1 << 16)
        raise AssertionError(f"it did not come in {PATIENCE} s; the screen:\n{self.text()}")

    def until(self, *wanted: str, gone: str = "", holds: Callable[[str], bool] = bool) -> str:
        """The first screen that has all that is wanted, and no more what is to go."""
        for text in self.shown():
            if all(each in text for each in wanted) and not (gone and gone in text) and holds(text):
                return text
        raise AssertionError("unreachable")


def _tmux(name: str, *words: str) -> str:
    done = subprocess.run(["tmux", "-L", name, "-f", "/dev/null", *words], check=True, capture_output=True, text=True)
    return done.stdout


@contextmanager
def in_tmux(
    folder: Path, command: str, environ: Mapping[str, str], size: tuple[int, int] = (120, 36)
) -> Iterator[Tmux]:
    """A shell command in a terminal of this size; its output also goes through a pipe, which wakes the reader."""
    name, pipe = f"sidecars-{uuid.uuid4().hex[:8]}", folder / "output"
    os.mkfifo(pipe)
    woken = os.open(pipe, os.O_RDWR)
    given = [word for key, value in environ.items() for word in ("-e", f"{key}={value}")]
    _tmux(name, "new-session", "-d", "-s", "screen", "-x", str(size[0]), "-y", str(size[1]), *given, "sh")
    try:
        screen = Tmux(name, woken)
        screen.do("set-option", "-g", "window-size", "manual")
        screen.resize(*size)
        screen.do("pipe-pane", "-o", "-t", "screen", f"cat >{pipe}")
        screen.keys(command, "Enter")
        yield screen
    finally:
        _tmux(name, "kill-server")
        os.close(woken)
