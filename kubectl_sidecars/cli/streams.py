"""Where output goes: stdout is data, stderr is narration."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # typing alone costs 3 ms, shutil and re 20
    from collections.abc import Iterable
    from typing import TextIO


class Streams:
    """The process's three, or a test's."""

    def __init__(self, out: TextIO | None = None, err: TextIO | None = None, stdin: TextIO | None = None) -> None:
        self.out = out or sys.stdout
        self.err = err or sys.stderr
        self.stdin = stdin or sys.stdin

    def lines(self, lines: Iterable[str]) -> None:
        """Data. Each line was made safe where it was made."""
        self.out.writelines(f"{line}\n" for line in lines)

    def say(self, text: str) -> None:
        """Narration: one line a call, made safe here. A sentence of ours may hold a line end; a cluster's may not."""
        for line in text.split("\n"):
            self.err.write(f"{line if line.isprintable() else _visible(line)}\n")

    @property
    def is_terminal(self) -> bool:
        """Whether a person sits at both ends."""
        return self.out.isatty() and self.stdin.isatty()

    @property
    def is_dumb(self) -> bool:
        """A terminal without cursor movement: an editor's shell window, a serial line."""
        return os.environ.get("TERM", "dumb") in ("dumb", "")

    def coloured(self, wish: str) -> bool:
        """--color, then NO_COLOR (no-color.org), then whether out is a terminal that knows colours."""
        if wish != "auto":
            return wish == "always"
        return self.out.isatty() and not os.environ.get("NO_COLOR") and not self.is_dumb

    @property
    def width(self) -> int:
        """Columns to wrap sentences at; 120 where no terminal says otherwise."""
        import shutil  # noqa: PLC0415

        return shutil.get_terminal_size((120, 24)).columns if self.out.isatty() else 120


def _visible(text: str) -> str:
    from kubectl_sidecars.escape import visible  # noqa: PLC0415 - compiles a pattern, which clean text does not need

    return visible(text)
