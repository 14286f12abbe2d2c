"""Writes a table of measured figures into its place on a page."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path


def publish(name: str, intro: str, header: str, rows: Sequence[Sequence[str]], page: Path | None) -> None:
    """Prints a table with its date, machine and versions; on the page it replaces the one of the same name."""
    columns = header.count("|") - 1
    lines = [intro, "", header, "|---" * columns + "|", *("| " + " | ".join(row) + " |" for row in rows)]
    text = "\n".join(lines) + "\n"
    sys.stdout.write(text)
    if page:
        begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->\n"
        head, _, rest = page.read_text(encoding="utf-8").partition(begin)
        page.write_text(f"{head}{begin}{text}{end}{rest.partition(end)[2]}", encoding="utf-8")
