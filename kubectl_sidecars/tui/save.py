"""The files that ctrl-s writes."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from kubectl_sidecars.classify.catalog import Index
from kubectl_sidecars.render.markdown import to_markdown
from kubectl_sidecars.report import inspect
from kubectl_sidecars.snapshot import Snapshot


def save_screen(folder: Path, now: datetime, svg: str) -> Path:
    """Writes the screen's picture, and returns its absolute path. Raises OSError if it cannot be written."""
    return _write(folder, _stem(now), ".svg", svg)


def save_report(folder: Path, now: datetime, snapshot: Snapshot, roles: Index | None) -> Path:
    """Writes the whole report as Markdown, and returns its absolute path. Raises OSError if it cannot be written.

    The report has all pods of the snapshot, also those that a filter hides."""
    return _write(folder, _stem(now), ".md", to_markdown(inspect(snapshot, roles=roles)))


def _stem(now: datetime) -> str:
    return f"sidecars-{now:%Y%m%d-%H%M%S}"


def _write(folder: Path, stem: str, suffix: str, text: str) -> Path:
    """Writes a new file; `-2`, `-3` and so on are added to a name that is taken."""
    for number in range(1, 1000):
        path = folder / (f"{stem}{suffix}" if number == 1 else f"{stem}-{number}{suffix}")
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
        except FileExistsError:
            continue
        return path.absolute()
    raise FileExistsError(17, "a thousand files of this name exist", f"{stem}{suffix}")
