"""Escapes text from a cluster, so that it cannot move the cursor, set colours or change the reading direction."""

from __future__ import annotations

import re

_HOSTILE = "[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"


def visible(text: str) -> str:
    r"""The text with control characters, bidirectional overrides and lone surrogates written as `\x1b` or `\u202e`."""
    if text.isprintable():  # fast path: false for any control character (categories Other and Separator)
        return text
    return re.sub(_HOSTILE, _escape, text)


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
