"""The files that ctrl-s writes: without secrets, unless they are asked for, and readable for the user alone."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from textual.screen import Screen

from kubectl_sidecars.redact import redacted_texts
from kubectl_sidecars.render.markdown import to_markdown
from kubectl_sidecars.report import inspect
from kubectl_sidecars.snapshot import Snapshot
from kubectl_sidecars.tui.picture import without_secrets
from kubectl_sidecars.tui.screens.dialogs import Choose
from kubectl_sidecars.tui.settings import Settings
from kubectl_sidecars.tui.state import AppState

FORMS = [("md", "the report as Markdown"), ("svg", "the screen as SVG")]


class Host(Protocol):
    """The part of the app that is used."""

    @property
    def state(self) -> AppState:
        """The state that is shown now."""

    @property
    def settings(self) -> Settings:
        """The settings that the app was started with."""

    def say(self, text: str, severity: str = "information") -> None:
        """Shows a notice."""

    def picture(self, title: str) -> str:
        """The screen as SVG."""

    def push_screen(self, screen: Screen[Any], callback: Callable[[Any], None]) -> object:
        """Opens a dialog, and calls back with its result."""

    def run_in_thread(self, work: Callable[[], None], group: str) -> None:
        """Runs the work in a thread of its own."""

    def call_later(self, callback: Callable[..., None], *args: str) -> bool:
        """Calls back in the app's own thread; False if the app is closing."""


def offer(host: Host) -> None:
    """Opens the dialog of what can be saved, saves what is chosen, and says where it is."""
    state, folder = host.state, host.settings.folder
    report = partial(save_report, host.settings, state.now, state.inspected.snapshot)

    def chosen(form: str | None) -> None:
        if form == "svg":
            svg = host.picture("kubectl sidecars")
            host.say(*_saved(folder, partial(save_screen, host.settings, state.now, svg)))
        elif form:

            def save() -> None:
                host.call_later(host.say, *_saved(folder, report))

            host.run_in_thread(save, "save")

    host.push_screen(Choose("Save", FORMS), chosen)


def _saved(folder: Path, save: Callable[[], Path]) -> tuple[str, str]:
    """Saves, and returns the notice about it with its severity."""
    try:
        return f"saved {save()}", "information"
    except OSError as error:
        return f"cannot write into {folder.absolute()}: {error.strerror}", "error"


def save_screen(settings: Settings, now: datetime, svg: str) -> Path:
    """Writes the screen's picture, and returns its absolute path. Raises OSError if it cannot be written."""
    return _write(settings.folder, _stem(now), ".svg", without_secrets(svg) if settings.redact else svg)


def save_report(settings: Settings, now: datetime, snapshot: Snapshot) -> Path:
    """Writes the whole report as Markdown, and returns its absolute path. Raises OSError if it cannot be written.

    The report has all pods of the snapshot, also those that a filter hides."""
    report = inspect(snapshot, roles=settings.roles)
    return _write(
        settings.folder, _stem(now), ".md", to_markdown(redacted_texts(report) if settings.redact else report)
    )


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
