"""Hostile text is shown, never obeyed."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubectl_sidecars.escape import visible, visible_json


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
        ("app\u200b", "app\\u200b"),
        ("\u200eapp\u200f \u061c", "\\u200eapp\\u200f \\u061c"),
        ("one\u2028two\u2029", "one\\u2028two\\u2029"),
        ("\ufeffapp", "\\ufeffapp"),
        ("app\U000e0041\U000e007f", "app\\U000e0041\\U000e007f"),
        ("\u3164\u115f\uffa0\u00ad\u2060", "\\u3164\\u115f\\uffa0\\xad\\u2060"),
    ],
)
def test_controls_overrides_and_lone_surrogates_are_escaped_and_the_rest_is_kept(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "\U0001f469\u200d\U0001f4bb",
        "\u2764\ufe0f\u200d\U0001f525 \u2139\ufe0f 1\ufe0f\u20e3",
        "\u0915\u094d\u200d\u0937",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "\u845b\U000e0100",
    ],
)
def test_joiners_and_selectors_are_kept_where_they_shape_emoji_and_letters(text: str) -> None:
    assert visible(text) == text
    assert visible_json(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ap\u200dp", "ap\\u200dp"),
        ("app\u200c", "app\\u200c"),
        ("\u0915\u200d", "\u0915\\u200d"),
        ("\u00e9\ufe0f", "\u00e9\\ufe0f"),
        ("\U0001f600\ufe0f\ufe01\ufe02", "\U0001f600\ufe0f\\ufe01\\ufe02"),
        ("\U0001f600\u200d\u200b\U0001f600", "\U0001f600\\u200d\\u200b\U0001f600"),
    ],
)
def test_joiners_and_selectors_that_only_hide_are_escaped(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text(st.characters()))
def test_json_stays_the_same_document(text: str) -> None:
    document = json.dumps({text: [text]}, ensure_ascii=False, indent=1)
    shown = visible_json(document)
    assert json.loads(shown) == {text: [text]}
    assert visible(shown.replace("\n", "")) == shown.replace("\n", "")


@given(st.text(st.characters()))
def test_what_is_visible_holds_no_control_and_can_be_encoded(text: str) -> None:
    shown = visible(text)
    shown.encode()
    assert not {unicodedata.category(each) for each in shown} & {"Cc", "Cs", "Zl", "Zp"}
    assert not any(
        unicodedata.bidirectional(each) in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
        for each in shown
    )


@given(st.text(st.characters()))
def test_what_is_visible_stays_as_it_is(text: str) -> None:
    assert visible(visible(text)) == visible(text)
