"""Wraps text to a width."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from rich.cells import cell_len, chop_cells, set_cell_size

from kubectl_sidecars.escape import visible

LEAST = 10
"""Columns that text is given on the narrowest screen."""


def wrapped(text: str, width: int) -> list[str]:
    """The escaped text on lines of at most `width` columns; empty for an empty text.

    Line ends of the text are kept, and commands are not broken at their hyphens."""
    return [line for part in text.splitlines() for line in _wrap(visible(part), max(LEAST, width))]


def shortened(lines: list[str], most: int, width: int) -> list[str]:
    """At most `most` of the lines; the last of them ends with `…` where there are more."""
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    return [*lines[: most - 1], f"{set_cell_size(last, width - 2).rstrip() if cell_len(last) > width - 2 else last} …"]


def chopped(text: str, width: int) -> list[str]:
    """The text in pieces of at most `width` columns, nothing left out. Rich leaves out a text without any width."""
    return chop_cells(text, width) or [text]


def occurrences(text: str, wanted: str) -> Iterator[tuple[int, int]]:
    """Start and end of each match in the text, without regard to case; none for "", and for a text that has another
    length in lower case, as a few letters have."""
    lower, wanted = text.lower(), wanted.lower()
    at = lower.find(wanted) if wanted and len(lower) == len(text) else -1
    while at >= 0:
        yield at, at + len(wanted)
        at = lower.find(wanted, at + len(wanted))


def _wrap(line: str, width: int) -> list[str]:
    cells = cell_len(line)
    if cells <= width:
        return [line.rstrip()]
    if cells > len(line):  # a script of wide letters, which has no spaces between words
        return chopped(line, width)
    return textwrap.wrap(line, width, break_on_hyphens=False) or [""]
