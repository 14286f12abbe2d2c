"""How tones look: the theme's colours, and the terminal's own where the theme leaves them alone."""

from __future__ import annotations

import pytest
from rich.style import Style

from kubectl_sidecars.render.tones import Tone
from kubectl_sidecars.tui.looks import CURSOR, LOOKS, RESTING, style_of
from kubectl_sidecars.tui.styles import DARK, DEFAULTS, LIGHT
from kubectl_sidecars.tui.widgets.lines import LineView

OF_TERMINAL = {**DEFAULTS, "panel": "transparent", "error": "ansi_red"}


def test_a_tone_has_the_colour_of_the_theme_and_nothing_else() -> None:
    assert style_of(Tone.MUTED, {"muted": "#8089a0"}) == Style(color="#8089a0")
    assert style_of("log6", {"primary": "#7aa2f7"}) == Style(color="#7aa2f7", bold=True)
    assert style_of(Tone.PLAIN, {}) == Style()


def test_lines_keep_the_background_of_the_terminal_where_a_theme_has_none() -> None:
    assert style_of(RESTING, OF_TERMINAL) == Style()
    cursor, critical = style_of(CURSOR, OF_TERMINAL), style_of(Tone.CRITICAL, OF_TERMINAL)
    assert (cursor.bgcolor and cursor.bgcolor.number, cursor.color, cursor.bold) == (4, None, True)
    assert (critical.color and critical.color.number, critical.bgcolor) == (1, None)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("tone", [*Tone, *LOOKS])
def test_every_tone_has_a_look_and_its_variables_are_those_of_our_themes(theme: object, tone: str) -> None:
    variables = {**theme.to_color_system().generate(), **theme.variables}  # type: ignore[attr-defined]
    look = LOOKS[tone]
    assert {look.color, look.background} - {""} <= variables.keys()


def test_a_list_has_no_component_classes() -> None:
    """Each would be a node of Textual for each list."""
    assert not [name for name in LineView.COMPONENT_CLASSES if name.startswith(("tone--", "line--"))]
