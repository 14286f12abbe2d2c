"""The look of a tone in a theme: its colours, and the weight of its text.

These are no component classes: Textual makes a node for each of them and each list whenever it computes the list's
styles, more than 200 before the first rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from rich.color import Color as RichColor
from rich.style import Style
from textual.color import Color

from kubectl_sidecars.render.tones import Tone


class Look(NamedTuple):
    """Variables of a theme, "" for what is under the text; and the text's weight."""

    color: str = ""
    background: str = ""
    bold: bool | None = None
    reverse: bool | None = None


CURSOR, RESTING = "cursor", "resting"
"""The line that keys act on; the same one while another list has the keys."""
LOOKS: Mapping[str, Look] = {
    Tone.PLAIN: Look(),
    Tone.MUTED: Look("muted"),
    Tone.STRONG: Look(bold=True),
    Tone.OK: Look("success"),
    Tone.NOTICE: Look("secondary"),
    Tone.WARNING: Look("warning"),
    Tone.CRITICAL: Look("error"),
    "log1": Look("secondary"),
    "log2": Look("success"),
    "log3": Look("warning"),
    "log4": Look("accent"),
    "log5": Look("error"),
    "log6": Look("primary", bold=True),
    "key": Look("secondary", bold=True),
    "match": Look(reverse=True),
    CURSOR: Look(background="cursor", bold=True),
    RESTING: Look(background="panel"),
}


def style_of(tone: str, variables: Mapping[str, str]) -> Style:
    """The style that a tone adds to the text of a list, with the variables of the theme."""
    look = LOOKS[tone]
    return _style(look, variables.get(look.color, ""), variables.get(look.background, ""))


@lru_cache(256)
def _style(look: Look, color: str, background: str) -> Style:
    return Style(color=_rich_color(color), bgcolor=_rich_color(background), bold=look.bold, reverse=look.reverse)


def _rich_color(name: str) -> RichColor | None:
    """The colour for Rich; None for "" and for `transparent`, the panel of ANSI themes."""
    color = Color.parse(name) if name else None
    return color.rich_color if color and color.a else None
