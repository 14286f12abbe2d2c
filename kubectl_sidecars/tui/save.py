"""What ctrl-s writes: the screen as a picture, the report as a document."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kubectl_sidecars.render.markdown import to_markdown
from kubectl_sidecars.report import inspect

if TYPE_CHECKING:
    from kubectl_sidecars.tui.feed_runner import WatchingApp


def save_screen(app: WatchingApp, folder: Path) -> Path:
    return _write(folder, f"{_stem(app)}.svg", app.export_screenshot(title="kubectl sidecars"))


def save_report(app: WatchingApp, folder: Path) -> Path:
    """Of all pods that the feed shows, also those that a filter hides; with all that the list leaves out."""
    whole = inspect(app.shown.inspected.snapshot, roles=app.roles)
    return _write(folder, f"{_stem(app)}.md", to_markdown(whole))


def _stem(app: WatchingApp) -> str:
    return f"sidecars-{app.shown.now:%Y%m%d-%H%M%S}"


def _write(folder: Path, name: str, text: str) -> Path:
    """Never over another file."""
    stem, _, suffix = name.rpartition(".")
    for number in range(1, 1000):
        path = folder / (name if number == 1 else f"{stem}-{number}.{suffix}")
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
        except FileExistsError:
            continue
        return path.absolute()
    raise FileExistsError(17, "a thousand of the same name are there", name)
