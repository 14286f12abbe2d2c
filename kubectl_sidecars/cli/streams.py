"""The streams of a command: data on stdout, messages on stderr."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # typing alone costs 3 ms, shutil and re 20
    from collections.abc import Iterable
    from typing import TextIO


class Streams:
    """The three streams of the process, or of a test."""

    def __init__(self, out: TextIO | None = None, err: TextIO | None = None, stdin: TextIO | None = None) -> None:
        self.out = out or sys.stdout or _closed()
        self.err = err or sys.stderr or _closed(fails=False)
        self.stdin = stdin or sys.stdin or _closed()

    def lines(self, lines: Iterable[str]) -> None:
        """Writes data to stdout. The renderers have escaped it."""
        self.out.writelines(f"{line}\n" for line in lines)

    def say(self, text: str) -> None:
        """Writes a message to stderr, with control characters escaped; a line feed begins a new line."""
        for line in text.split("\n"):
            self.err.write(f"{line if line.isascii() and line.isprintable() else _visible(line)}\n")

    @property
    def is_terminal(self) -> bool:
        """True if both stdin and stdout are a terminal."""
        return self.out.isatty() and self.stdin.isatty()

    @property
    def is_dumb(self) -> bool:
        """True for a terminal without cursor movement: a shell window of an editor, a serial line."""
        return os.environ.get("TERM", "dumb") in ("dumb", "")

    def coloured(self, choice: str) -> bool:
        """True if output is coloured: as --color says; for auto, on a terminal with colours and without NO_COLOR.

        See no-color.org.
        """
        if choice != "auto":
            return choice == "always"
        return self.out.isatty() and not os.environ.get("NO_COLOR") and not self.is_dumb

    @property
    def width(self) -> int:
        """Columns at which sentences are wrapped: the width of the terminal, 120 in a pipe."""
        if not self.out.isatty():
            return 120
        import shutil  # noqa: PLC0415 - brings bz2 and lzma

        return shutil.get_terminal_size((120, 24)).columns


def _closed(*, fails: bool = True) -> TextIO:
    """In place of a stream that the parent has closed (`>&-`); `fails` is True where reading or writing fails."""
    from kubectl_sidecars.cli.closed_stream import ClosedStream  # noqa: PLC0415 - hardly ever

    return ClosedStream(fails=fails)


def _visible(text: str) -> str:
    from kubectl_sidecars.escape import visible  # noqa: PLC0415 - compiles a pattern, which clean text does not need

    return visible(text)
