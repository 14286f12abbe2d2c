"""Text on lines of a width."""

from __future__ import annotations

import textwrap

from rich.cells import cell_len, chop_cells

from kubectl_sidecars.escape import visible

LEAST = 10
"""Columns that text is given however narrow the screen."""


def wrapped(text: str, width: int) -> list[str]:
    """Lines of at most `width` columns; line ends of the text are kept, commands are not broken at their hyphens."""
    return [line for part in text.splitlines() for line in _cut(visible(part), max(LEAST, width))]


def _cut(line: str, width: int) -> list[str]:
    cells = cell_len(line)
    if cells <= width:
        return [line.rstrip()]
    if cells > len(line):  # of scripts with wide letters, which have no spaces between words
        return chop_cells(line, width)
    return textwrap.wrap(line, width, break_on_hyphens=False) or [""]
