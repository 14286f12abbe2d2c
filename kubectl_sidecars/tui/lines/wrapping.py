"""Text on lines of a width."""

from __future__ import annotations

import textwrap

from kubectl_sidecars.plain import visible


def wrapped(text: str, width: int) -> list[str]:
    """Lines of at most `width`; line ends of the text are kept, commands are not broken at their hyphens."""
    lines = [visible(part) for part in text.splitlines()]
    cut = [textwrap.wrap(line, max(10, width), break_on_hyphens=False) or [""] for line in lines]
    return [line for part in cut for line in part]
