"""Text from a cluster is hostile: nothing of it reaches a terminal as a control."""

from __future__ import annotations

import re

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def visible(text: str) -> str:
    """The text with C0 and C1 controls, DEL, bidirectional controls and lone surrogates in escaped form."""
    return _CONTROLS.sub(_escape, text) if _CONTROLS.search(text) else text


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    short = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(character)
    code = ord(character)
    return short or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")
