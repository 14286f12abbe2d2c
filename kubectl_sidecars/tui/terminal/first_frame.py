"""The first frame, drawn before Textual is imported: within 60 ms of the start."""

from __future__ import annotations

from kubectl_sidecars.escape import visible

ENTER = "\x1b[?1049h\x1b[?25l\x1b[2J\x1b[H"
"""Switches to the alternate screen, without a cursor."""
LEAVE = "\x1b[?1049l\x1b[?25h"


def first_frame(width: int, height: int, title: str) -> str:
    """The empty frame of the overview, with escape sequences; no wider and no higher than the terminal."""
    lines = [""] * height
    words = {0: f" {title}", 1: " loading…", 3: " What is wrong", height // 3: " Pods"}
    for row, text in words.items():
        if row < height:
            lines[row] = visible(text)[:width]
    return ENTER + "\r\n".join(lines) + "\x1b[H"
