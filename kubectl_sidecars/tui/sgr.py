r"""Colours that programs write into their logs (`\x1b[31m`) as tones. All else that a terminal obeys stays escaped."""

from __future__ import annotations

import re
from functools import lru_cache

from rich.color import Color, ColorSystem
from rich.style import Style

from kubectl_sidecars.escape import visible

SGR = "sgr:"
"""Begins the name of a tone that is made of a log's own colours."""
TAB = 8
_SEQUENCE = re.compile(r"\x1b\[([0-9;:]*)m")
_FLAGS = {1: "bold", 2: "dim", 3: "italic", 4: "underline", 7: "reverse", 9: "strike"}
_ENDS = {22: {"bold", "dim"}, 23: {"italic"}, 24: {"underline"}, 27: {"reverse"}, 29: {"strike"}}
_UNSEEN = {0: "color(8)", 7: "", 15: ""}
"""Colours that are those of many backgrounds, and what is shown in their place."""

StyleSpan = tuple[int, int, str]
"""The start and the end of a part of a text, and its tone."""


def parsed(raw: str) -> tuple[str, tuple[StyleSpan, ...]]:
    """The text without its colours, escaped and with spaces for tabs; and the coloured parts of it.

    Only complete sequences of colours and weights are understood. Backgrounds, blinking and hidden text are left out: a
    log could hide words by them."""
    if raw.isascii() and raw.isprintable():
        return raw, ()
    spans: list[StyleSpan] = []
    text, tone, at = "", "", 0
    for sequence in _SEQUENCE.finditer(raw):
        text = _with(text, raw[at : sequence.start()], tone, spans)
        tone, at = _after(tone, sequence[1]), sequence.end()
    return _with(text, raw[at:], tone, spans), tuple(spans)


def _with(text: str, more: str, tone: str, spans: list[StyleSpan]) -> str:
    """The text with more behind it, whose tone is noted in `spans`."""
    start = len(text)
    for number, part in enumerate(more.split("\t")):
        text += " " * (TAB - len(text) % TAB) * bool(number) + visible(part)
    if tone and len(text) > start:
        spans.append((start, len(text), tone))
    return text


@lru_cache(512)
def _after(tone: str, codes: str) -> str:
    """The tone after a sequence; "" for plain text."""
    words = set(tone.removeprefix(SGR).split())
    numbers = [int(code[:4] or 0) for code in re.split("[;:]", codes)]
    while numbers:
        code = numbers.pop(0)
        if code == 0:
            words = set()
        elif code in _FLAGS:
            words.add(_FLAGS[code])
        elif code in _ENDS:
            words -= _ENDS[code]
        elif code in (38, 48):
            colour = _extended(numbers)
            if code == 38:
                words = _coloured(words, colour)
        elif 30 <= code <= 37 or 90 <= code <= 97:
            words = _coloured(words, code - 30 if code < 90 else code - 82)
        elif code == 39:
            words = _coloured(words, None)
    return SGR + " ".join(sorted(words)) if words else ""


def _extended(numbers: list[int]) -> int | None:
    """The nearest of the 16 colours to the one that `5;N` or `2;R;G;B` names; takes these numbers away."""
    kind = numbers.pop(0) if numbers else 0
    values = [min(value, 255) for value in numbers[: {5: 1, 2: 3}.get(kind, 0)]]
    del numbers[: len(values)]
    if kind == 5 and len(values) == 1:
        return Color.from_ansi(values[0]).downgrade(ColorSystem.STANDARD).number
    if kind == 2 and len(values) == 3:
        return Color.from_rgb(*values).downgrade(ColorSystem.STANDARD).number
    return None


def _coloured(words: set[str], number: int | None) -> set[str]:
    """The words with this colour in place of another one; None for no colour."""
    kept = {word for word in words if word in _FLAGS.values()}
    name = "" if number is None else _UNSEEN.get(number, f"color({number})")
    return kept | ({name} if name else set())


@lru_cache(512)
def style_of(tone: str) -> Style:
    """The style of a tone that begins with SGR."""
    return Style.parse(tone.removeprefix(SGR))
