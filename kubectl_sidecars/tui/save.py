"""The files that ctrl-s writes: without secrets, and readable for the user alone."""

from __future__ import annotations

import html
import os
import re
from datetime import datetime
from pathlib import Path

from kubectl_sidecars.classify.catalog import Index
from kubectl_sidecars.redact import redacted_text, redacted_texts
from kubectl_sidecars.render.markdown import to_markdown
from kubectl_sidecars.report import inspect
from kubectl_sidecars.snapshot import Snapshot


def save_screen(folder: Path, now: datetime, svg: str) -> Path:
    """Writes the screen's picture, and returns its absolute path. Raises OSError if it cannot be written."""
    return _write(folder, _stem(now), ".svg", _redacted_picture(svg))


_FONT_FACE = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


def without_fonts(svg: str) -> str:
    """The picture without the fonts that Textual has browsers load from a server."""
    return _FONT_FACE.sub("", svg)


def save_report(folder: Path, now: datetime, snapshot: Snapshot, roles: Index | None) -> Path:
    """Writes the whole report as Markdown, and returns its absolute path. Raises OSError if it cannot be written.

    The report has all pods of the snapshot, also those that a filter hides."""
    return _write(folder, _stem(now), ".md", to_markdown(redacted_texts(inspect(snapshot, roles=roles))))


def _redacted_picture(svg: str) -> str:
    """The picture without secrets: each of its texts is redacted by itself."""

    def text(found: re.Match[str]) -> str:
        old = html.unescape(found[1]).replace("\xa0", " ")
        new = redacted_text(old)
        return found[0] if new == old else f">{html.escape(new).replace(' ', '&#160;')}</text>"

    return re.sub(r">([^<>]+)</text>", text, svg)


def _stem(now: datetime) -> str:
    return f"sidecars-{now:%Y%m%d-%H%M%S}"


def _write(folder: Path, stem: str, suffix: str, text: str) -> Path:
    """Writes a new file; `-2`, `-3` and so on are added to a name that is taken."""
    for number in range(1, 1000):
        path = folder / (f"{stem}{suffix}" if number == 1 else f"{stem}-{number}{suffix}")
        try:
            opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        with open(opened, "w", encoding="utf-8") as file:  # noqa: PTH123 - a descriptor, with its mode
            file.write(text)
        return path.absolute()
    raise FileExistsError(17, "a thousand files of this name exist", f"{stem}{suffix}")
