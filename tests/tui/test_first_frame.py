"""The frame that is drawn before Textual is imported."""

from __future__ import annotations

import pytest

from kubectl_sidecars.tui.terminal.first_frame import ENTER, first_frame


@pytest.mark.parametrize(("width", "height"), [(80, 24), (20, 10), (160, 50), (1, 1)])
def test_the_frame_never_is_larger_than_the_terminal(width: int, height: int) -> None:
    lines = (
        first_frame(width, height, "kubectl sidecars \x1b[2J").removeprefix(ENTER).removesuffix("\x1b[H").split("\r\n")
    )
    assert len(lines) == height
    assert all(len(line) <= width and "\x1b" not in line for line in lines)
