"""Hides causes that the user acknowledges, and keeps them in the user's file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Protocol

from textual.screen import Screen

from kubectl_sidecars.causes.acknowledged import MOST_PLACES, Acknowledged, acknowledged, added, merged, remembered
from kubectl_sidecars.causes.cause import Cause
from kubectl_sidecars.errors import SidecarsError
from kubectl_sidecars.escape import visible
from kubectl_sidecars.feed import Feed
from kubectl_sidecars.sentences import counted
from kubectl_sidecars.snapshot import EPOCH
from kubectl_sidecars.tui import acknowledgements
from kubectl_sidecars.tui.settings import Settings
from kubectl_sidecars.tui.state import AppState

PACE = timedelta(minutes=1)
"""Time between two looks for causes that are gone."""
ALL = "all"
"""The value of the option that shows all of them again."""


class Host(Protocol):
    """The part of the app that is used."""

    @property
    def state(self) -> AppState:
        """The state that is shown now."""

    @property
    def settings(self) -> Settings:
        """The settings that the app was started with."""

    @property
    def feed(self) -> Feed:
        """The feed that is followed."""

    def show(self, **changes: object) -> None:
        """Shows the state with these fields changed."""

    def say(self, text: str, severity: str = "information") -> None:
        """Shows a notice."""

    def push_screen(self, screen: Screen[Any], callback: Callable[[Any], None]) -> object:
        """Opens a dialog, and calls back with its result."""


class Hidden:
    """The acknowledged causes of the cluster that is shown."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._cluster: str | None = None
        self._updated = EPOCH
        self._is_unsaved = False
        """True if the file could not be written: what is known here is all there is."""

    def load(self) -> None:
        """Shows the causes without those that were acknowledged for this cluster. Reads the file at another cluster."""
        host, cluster = self._host, self._host.feed.cluster
        if cluster == self._cluster:
            return
        self._cluster = cluster
        known: tuple[Acknowledged, ...] = ()
        try:
            if host.settings.acknowledged is not None and cluster:
                known = acknowledgements.load(host.settings.acknowledged, cluster)
        except SidecarsError as error:
            host.say(str(error), severity="warning")
        host.show(acknowledged=known)

    def hide(self, cause: Cause) -> None:
        """Hides a cause until it changes for the worse."""
        entry = acknowledged(cause, self._host.state.now)
        if len(entry.places) > MOST_PLACES:
            self._host.say("this cause has too many workloads to be acknowledged", severity="warning")
            return
        self._keep(added(self._current(), entry))
        self._host.say(f"hidden until it gets worse (h shows it again): {cause.title}")

    def choose(self) -> None:
        """Asks which of them to show again."""
        known = self._current()
        if not known:
            self._host.say("no cause is hidden: a hides the selected one", severity="warning")
            return
        from kubectl_sidecars.tui.screens.dialogs import Choose  # noqa: PLC0415 - not before the first rows

        options = [(str(index), visible(entry.title)) for index, entry in enumerate(known)]
        every = [(ALL, f"all {counted(len(known), 'cause')}")] if len(known) > 1 else []

        def chosen(value: str | None) -> None:
            if value:
                self._keep(tuple(entry for index, entry in enumerate(known) if value not in (ALL, str(index))))

        self._host.push_screen(Choose("Show a hidden cause again", [*options, *every]), chosen)

    def update(self) -> None:
        """Forgets those whose cause has been gone for a time; once a minute."""
        state = self._host.state
        if not state.acknowledged or not state.summary.is_whole or state.now - self._updated < PACE:
            return
        self._updated = state.now
        reports = [report for report, _ in state.inspected.pods.values()]
        present = {f"{report.namespace}/{name}" for report in reports for name in (report.name, str(report.owner))}
        known = self._current()
        left = remembered(known, state.summary.causes, present, state.now)
        if len(left) < len(known):
            self._keep(left)
        else:
            self._host.show(acknowledged=left)

    def _current(self) -> tuple[Acknowledged, ...]:
        """The acknowledgements in the file, which another screen may have changed; without a file those known here."""
        path, known = self._host.settings.acknowledged, self._host.state.acknowledged
        if path is None or not self._cluster or self._is_unsaved:
            return known
        try:
            return merged(acknowledgements.load(path, self._cluster), known)
        except SidecarsError:
            return known

    def _keep(self, known: tuple[Acknowledged, ...]) -> None:
        self._host.show(acknowledged=known)
        path = self._host.settings.acknowledged
        if path is None or not self._cluster:
            return
        try:
            acknowledgements.save(path, self._cluster, known)
            self._is_unsaved = False
        except OSError as error:
            self._is_unsaved = True
            self._host.say(f"cannot write {path}: {error.strerror}; it is kept until the end", severity="warning")
