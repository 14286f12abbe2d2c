"""The screen as SVG, as Textual draws it, for others: without secrets and without fonts from a server."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from kubectl_sidecars.redact import redacted_text

_FONT_FACE = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
_TEXT = re.compile(
    r'<text (?P<head>[^>]*?)x="(?P<x>[\d.]+)" y="(?P<y>[\d.]+)" textLength="[\d.]+"(?P<tail>[^>]*)>([^<]*)</text>'
)
_CELL = 12.2
"""Width of a character."""


def without_fonts(svg: str) -> str:
    """The picture without the fonts that Textual has browsers load from a server."""
    return _FONT_FACE.sub("", svg)


def without_secrets(svg: str) -> str:
    """The picture without secrets. A line that holds one is drawn in one colour.

    The screen is read as one text: a secret and the name before it may have two colours, or stand on two lines.
    """
    rows: dict[float, list[re.Match[str]]] = {}
    for text in _TEXT.finditer(svg):
        rows.setdefault(float(text["y"]), []).append(text)
    lines = {y: _line(rows[y]) for y in sorted(rows)}
    new = dict(_changed(list(lines), list(lines.values())))

    def drawn(found: re.Match[str]) -> str:
        text = new.get(float(found["y"]))
        if text is None:
            return found[0]
        if found.start() != rows[float(found["y"])][0].start():
            return ""
        words = html.escape(text).replace(" ", "&#160;")
        length = f'textLength="{len(text) * _CELL:.1f}"'
        return f'<text {found["head"]}x="0" y="{found["y"]}" {length}{found["tail"]}>{words}</text>'

    return _TEXT.sub(drawn, svg) if new else svg


def _line(texts: Sequence[re.Match[str]]) -> str:
    """The texts of a line at their columns."""
    line = ""
    for text in sorted(texts, key=lambda each: float(each["x"])):
        words = html.unescape(text[5]).replace("\N{NO-BREAK SPACE}", " ").rstrip("\n")
        line = line.ljust(round(float(text["x"]) / _CELL)) + words if words else line
    return line


def _changed(places: Sequence[float], lines: Sequence[str]) -> Iterator[tuple[float, str]]:
    """The lines that hold a secret, without it, by their places. A key of many lines leaves one line and empty ones."""
    new = redacted_text("\n".join(lines)).split("\n")
    ends = len(lines)
    while ends and new and lines[ends - 1] == new[-1]:
        ends -= 1
        new.pop()
    new += [""] * (ends - len(new))
    yield from ((place, after) for place, before, after in zip(places, lines, new, strict=False) if before != after)
