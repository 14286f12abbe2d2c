"""Escapes text from a cluster, so that it cannot move the cursor, set colours, turn the reading direction or hide."""

from __future__ import annotations

import re

_CONTROLS = "\x7f-\x9f\ud800-\udfff"
_UNSEEN = (
    "\u00ad\u061c\u115f\u1160\u17b4\u17b5\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
"""Characters without a shape, which make two names look alike, break a line or turn it: those of Unicode's property
Default_Ignorable_Code_Point (DerivedCoreProperties.txt, Unicode 16), line and paragraph separators, and the marks of
annotations. A few honest texts need them: words of Thai and Khmer that may be cut at U+200B, Hangul before 1933, the
flags of England, Scotland and Wales, which are made of tag characters. They stay readable with them escaped."""
_SHAPING = "\u034f\u180b-\u180f\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef"
"""Characters without a shape that give one to their neighbours: joiners, in emoji, Indic scripts and Persian, and
selectors of a variant. They are kept where they do that, and escaped elsewhere; see `_shapes`."""
_JOINERS = "\u034f\u180e\u200c\u200d"
_KEYCAP = "\u20e3"

_COLOURS = "\x1b\\[[0-9;:]*m"
"""The sequences by which programs colour their words (ECMA-48, 8.3.117)."""
_HOSTILE = f"[\x00-\x1f{_CONTROLS}{_UNSEEN}{_SHAPING}]"
_HOSTILE_IN_JSON = f"[{_CONTROLS}{_UNSEEN}{_SHAPING}]"


def visible(text: str) -> str:
    r"""The text with control characters, characters that are not seen and lone surrogates as `\x1b`, `\u202e`."""
    if text.isascii() and text.isprintable():  # fast path
        return text
    return re.sub(_HOSTILE, _escape, text)


def without_colours(text: str) -> str:
    """The text without the sequences that colour it; all other control characters stay, to be escaped."""
    return re.sub(_COLOURS, "", text) if "\x1b" in text else text


def visible_json(text: str) -> str:
    r"""The JSON document with these characters escaped in its strings, as `\u202e`; its own line feeds are kept."""
    return text if text.isascii() and "\x7f" not in text else re.sub(_HOSTILE_IN_JSON, _escape_json, text)


def _escape(found: re.Match[str]) -> str:
    if _shapes(found):
        return found[0]
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _escape_json(found: re.Match[str]) -> str:
    if _shapes(found):
        return found[0]
    units = found[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


def _shapes(found: re.Match[str]) -> bool:
    """True for a joiner or a selector that gives its neighbours another shape.

    Such a neighbour is a symbol, or a letter of a script without small and capital letters: before a selector, before
    and behind a joiner. Names of the API are ASCII, and Latin, Greek and Cyrillic letters have no other shape: there it
    only hides.
    """
    it, text, at = found[0], found.string, found.start()
    if not re.match(f"[{_SHAPING}]", it):
        return False
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if it == "\u200d" and before == "\ufe0f":  # an emoji with its selector, joined with the next one
        return _has_shapes(text[at - 2 : at - 1]) and _has_shapes(after)
    if it == "\ufe0f" and after == _KEYCAP:
        return before in "0123456789#*"
    return _has_shapes(before) and (it not in _JOINERS or _has_shapes(after))


def _has_shapes(character: str) -> bool:
    is_caseless = character.lower() == character.upper()
    return is_caseless and not character.isascii() and not re.match(_HOSTILE, character)
