"""Colours of logs."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style
from rich.text import Text

from kubectl_sidecars.tui.sgr import parsed, style_of
from kubectl_sidecars.tui.widgets.lines import strip

PARTS = st.one_of(
    st.text(max_size=8),
    st.sampled_from(["\x1b[", "\x1b]52;c;", "\x07", "\x1b[2J", "\x9b31m", "\t", "\u202e", "\r", "\x1b[8m", "m"]),
    st.lists(st.integers(0, 300) | st.just(38) | st.just(48), max_size=6).map(
        lambda codes: f"\x1b[{';'.join(map(str, codes))}m"
    ),
)


@given(st.lists(PARTS, max_size=20).map("".join))
def test_nothing_that_a_terminal_obeys_passes_and_no_letter_is_lost(raw: str) -> None:
    text, spans = parsed(raw)
    assert not [letter for letter in text if unicodedata.category(letter) == "Cc"]
    letters = iter(text)
    assert all(letter in letters for letter in re.sub(r"\x1b\[[0-9;:]*m", "", raw) if letter.isalnum())
    cells = [(text[start:end], tone) for start, end, tone in spans]
    drawn = strip(cells, Style(), style_of, sum(len(cell) for cell, _ in cells))
    assert not set("".join(segment.text for segment in drawn)) & set("\x1b\x07\x9b\u202e\r\t")
    for segment in drawn:
        style = segment.style or Style()
        assert style.bgcolor is None
        assert not any((style.conceal, style.blink, style.blink2, style.link, style.meta))
        assert style.color is None or style.color.number in {1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("\x1b[31mred\x1b[0m plain", [("red", "color(1)")]),
        ("\x1b[1;92mgreen\x1b[22m thin\x1b[m", [("green", "bold color(10)"), (" thin", "color(10)")]),
        ("\x1b[38;5;196mred\x1b[39m", [("red", "color(1)")]),
        ("\x1b[38;2;0;0;0mblack", [("black", "color(8)")]),
        ("\x1b[47;37mwhite on white", []),
        ("\x1b[7mturned\x1b[27m", [("turned", "reverse")]),
        ("no colour \x1b[?25l", []),
    ],
)
def test_colours_and_weights_that_can_be_seen_on_any_background_are_kept(
    raw: str, expected: list[tuple[str, str]]
) -> None:
    text, spans = parsed(raw)
    assert [(text[start:end], " ".join(sorted(str(style_of(tone)).split()))) for start, end, tone in spans] == expected


@given(st.lists(st.integers(0, 107), max_size=5))
def test_weights_are_those_that_rich_reads(codes: list[int]) -> None:
    """Another reader of the same sequences, for what both keep."""
    raw = f"\x1b[{';'.join(map(str, codes))}mx"
    simple = {0, 1, 2, 3, 4, 7, 9, 22, 23, 24, 27, 29, 39, *range(31, 37)}
    if not codes or not set(codes) <= simple:
        return
    (theirs, *_) = [span.style for span in Text.from_ansi(raw).spans] or [Style()]
    spans = parsed(raw)[1]
    ours = style_of(spans[0][2]) if spans else Style()
    for name in ("bold", "dim", "italic", "underline", "reverse", "strike"):
        assert bool(getattr(ours, name)) == bool(getattr(theirs, name)), (codes, name)
