"""Hostile text is shown, never obeyed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubectl_sidecars.escape import visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("checkout-7d9f", "checkout-7d9f"),
        ("grün – 漢字 🙂", "grün – 漢字 🙂"),
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("two\nlines\tand a tab\r", "two\\x0alines\\x09and a tab\\x0d"),
        ("\x00\x7f\x9b2J", "\\x00\\x7f\\x9b2J"),
        ("\u202egnp.exe\u202c \u2066x\u2069", "\\u202egnp.exe\\u202c \\u2066x\\u2069"),
        ("half \ud83d pair", "half \\ud83d pair"),
    ],
)
def test_controls_overrides_and_lone_surrogates_are_escaped_and_the_rest_is_kept(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text(st.characters()))
def test_what_is_visible_holds_no_control_and_can_be_encoded(text: str) -> None:
    shown = visible(text)
    shown.encode()
    assert not {unicodedata.category(each) for each in shown} & {"Cc", "Cs"}
    assert not any(
        unicodedata.bidirectional(each) in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
        for each in shown
    )


@given(st.text(st.characters()))
def test_what_is_visible_stays_as_it_is(text: str) -> None:
    assert visible(visible(text)) == visible(text)
