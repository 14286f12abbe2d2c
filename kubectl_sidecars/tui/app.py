"""The console: keys and commands that are the same on every screen."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar

import msgspec
from textual import work
from textual.app import SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.filter import LineFilter, Monochrome, NoColor

from kubectl_sidecars.api import Pod
from kubectl_sidecars.errors import SidecarsError
from kubectl_sidecars.escape import visible
from kubectl_sidecars.feed import Feed, Scope
from kubectl_sidecars.tui.commands import ORDERS
from kubectl_sidecars.tui.feed_runner import WatchingApp
from kubectl_sidecars.tui.kubectl_actions import sentence
from kubectl_sidecars.tui.palette import command
from kubectl_sidecars.tui.pod_list import SORTS
from kubectl_sidecars.tui.save import save_report, save_screen
from kubectl_sidecars.tui.screens.base import DataScreen
from kubectl_sidecars.tui.screens.dialogs import Choose
from kubectl_sidecars.tui.screens.help import HelpScreen
from kubectl_sidecars.tui.screens.overview import Overview
from kubectl_sidecars.tui.settings import Settings
from kubectl_sidecars.tui.state import Shown
from kubectl_sidecars.tui.styles import CSS, DARK, DEFAULTS, LIGHT, THEMES
from kubectl_sidecars.tui.terminal.driver import end_if_hung_up, on_stdout
from kubectl_sidecars.tui.terminal.signals import SIGNAL_BASE, on_ending

EVERYWHERE = "/"
"""Stands for all namespaces in a choice: no namespace can be called so."""


def _options(namespaces: set[str]) -> list[tuple[str, str]]:
    return [(EVERYWHERE, "all namespaces"), *((name, visible(name)) for name in sorted(namespaces) if name)]


class Console(WatchingApp):
    """Exits with a status of the contract."""

    CSS = CSS
    TITLE = "kubectl sidecars"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark", "help", "Help", key_display="?", id="help", tooltip="All keys"),
        Binding("w", "wide", "Wide", id="wide", tooltip="More columns, or fewer; of a pod, its time line", show=False),
        Binding("t", "theme", "Theme", id="theme", tooltip="Dark, light, the terminal's own colours", show=False),
        Binding("ctrl+s", "save", "Save", id="save", tooltip="The screen as SVG, the report as Markdown", show=False),
        Binding("q", "quit", "Quit", id="quit", tooltip="Leave"),
        Binding("ctrl+c", "quit", "Quit", id="interrupt", show=False, priority=True, tooltip="Leave"),
        Binding(
            "ctrl+z",
            "suspend_process",
            "Stop",
            id="stop",
            show=False,
            priority=True,
            tooltip="To the shell; fg comes back",
        ),
    ]

    def __init__(self, feed: Feed, settings: Settings | None = None, stop: threading.Event | None = None) -> None:
        """`stop` is set when the feed is no longer followed."""
        settings = settings or Settings()
        shown = Shown(place=feed.scope, wish=settings.wish, wide=settings.wide)
        super().__init__(feed, shown, settings, stop)
        self.fault = ""
        self._visited: set[str] = set()
        for theme in (DARK, LIGHT):
            self.register_theme(theme)
        self.theme = self.settings.theme or self._fitting_theme()

    def _fitting_theme(self) -> str:
        """The terminal's own colours where it has no more than 16, or where none are wanted."""
        few = self.no_color or self.console.color_system in (None, "standard")
        return "ansi-dark" if few else "dark"

    def get_line_filters(self) -> Sequence[LineFilter]:
        """With NO_COLOR no colour at all: Textual chooses grey, and makes the terminal's own colours black."""
        return [NoColor() if isinstance(found, Monochrome) else found for found in super().get_line_filters()]

    def get_driver_class(self) -> type[Driver]:
        return on_stdout(super().get_driver_class())

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return DEFAULTS

    def on_mount(self) -> None:
        on_ending(self._end, asyncio.get_running_loop())
        self.push_screen(Overview())
        self.set_interval(1, self.tick)
        self.begin()

    def _handle_exception(self, error: Exception) -> None:
        """What should never happen: one line on stderr after the terminal is restored, the whole with --debug."""
        if not self.settings.debug and not self.is_headless:
            name = type(error).__name__
            self.fault = (
                f"error: this is a defect of kubectl sidecars ({name}: {error}); --debug says where it came from"
            )
            self.exit(2)
            return
        super()._handle_exception(error)

    def tick(self) -> None:
        if not self.is_headless:
            end_if_hung_up()
        super().tick()

    def _end(self, number: int) -> None:
        """A signal: the terminal is restored, and the status is a shell's."""
        self.exit(SIGNAL_BASE + number)

    # Keys --------------------------------------------------------------------------------------

    async def action_quit(self) -> None:
        self.exit(0)

    def action_help(self) -> None:
        self.push_screen(HelpScreen(self.screen))

    def action_wide(self) -> None:
        self.show(wide=not self.shown.wide)

    def action_theme(self) -> None:
        index = THEMES.index(self.theme) if self.theme in THEMES else -1
        self.theme = THEMES[(index + 1) % len(THEMES)]

    def action_sort(self) -> None:
        keys = list(SORTS)
        self.sort_by(keys[(keys.index(self.shown.wish.sort) + 1) % len(keys)])

    def sort_by(self, key: str) -> None:
        """By this column; by the same one again: the other way round."""
        wish = self.shown.wish
        self.wish(msgspec.structs.replace(wish, sort=key, reverse=not wish.reverse and wish.sort == key))

    def action_save(self) -> None:
        def chosen(form: str | None) -> None:
            if form == "svg":
                self.say(*self._saved(save_screen))
            elif form:
                self._save_report()

        self.push_screen(Choose("Save", [("md", "the report as Markdown"), ("svg", "the screen as SVG")]), chosen)

    @work(thread=True, group="save", exit_on_error=False, description="save")
    def _save_report(self) -> None:
        """Beside the screen: of ten thousand pods it takes seconds."""
        self.call_from_thread(self.say, *self._saved(save_report))

    def _saved(self, save: Callable[[WatchingApp, Path], Path]) -> tuple[str, str]:
        """What to say of it, and how loud."""
        folder = self.settings.folder
        try:
            return f"saved {save(self, folder)}", "information"
        except OSError as error:
            return f"cannot write into {folder.absolute()}: {error.strerror}", "error"

    def go_home(self) -> None:
        """A pod of one place is not shown under the name of another."""
        while isinstance(self.screen, DataScreen) and not isinstance(self.screen, Overview):
            self.pop_screen()

    # What screens ask for ----------------------------------------------------------------------

    def choose_namespace(self) -> None:
        """At once those at hand, then those that the feed tells; one that it may not list can be typed."""

        def chosen(name: str | None) -> None:
            if name:
                self.switch(Scope(self.feed.scope.context, "" if name == EVERYWHERE else name))

        self._visited.add(self.feed.scope.namespace or "")
        known = {report.namespace for report, _ in self.shown.inspected.pods.values()} | self._visited
        now = self.feed.scope.namespace or EVERYWHERE
        dialog = Choose("Namespace", _options(known), now=now, other=True)
        self.push_screen(dialog, chosen)
        self._list_namespaces(dialog, known)

    @work(thread=True, group="choose", exclusive=True, exit_on_error=False, description="namespaces")
    def _list_namespaces(self, dialog: Choose, known: set[str]) -> None:
        try:
            names = self.feed.namespaces() if self.feed.namespaces else ()
        except SidecarsError as error:
            why = f"{error}: only the namespaces at hand are listed, another one can be typed"
            self.call_from_thread(self.say, why, "warning")
            return
        self.call_from_thread(dialog.offer, _options(known.union(names)))

    def choose_context(self) -> None:
        """The contexts of the kubeconfig; the namespace is then that context's own."""

        def chosen(context: str | None) -> None:
            if context:
                self.switch(Scope(context, None))

        names = [(name, visible(name)) for name in self.feed.contexts]
        self.push_screen(Choose("Context", names, now=self.feed.scope.context or ""), chosen)

    @work(thread=True, group="yaml", exclusive=True, exit_on_error=False, description="yaml")
    def fetch_yaml(self, pod: Pod, show: Callable[[str], None]) -> None:
        """The object as the source has it, where it has one."""
        if self.feed.yaml is None:
            return
        try:
            text = self.feed.yaml(pod)
        except SidecarsError as error:
            self.call_from_thread(self.say, str(error), "warning")
            return
        self.call_from_thread(show, text)

    def hand_over(self, words: Sequence[str]) -> None:
        """The terminal is the command's until it ends; then the screen comes back, and says how it went."""
        try:
            with self.suspend():
                print(f"$ {sentence(words)}")  # noqa: T201 - the screen is put away
                status = self.settings.run(words)
        except SuspendNotSupported:
            self.say("this terminal cannot be handed over: run the command in another one", severity="error")
            return
        if status:
            self.say(f"{sentence(words)} ended with exit status {status}", severity="warning")
        else:
            self.say(f"{sentence(words)} is done")

    def obey(self, text: str) -> None:
        """A line typed after `:`."""
        given = command(text)
        if given.name:
            ORDERS[given.name](self, given.argument)
        elif text.strip():
            known = ", ".join(sorted(ORDERS))
            self.say(f"unknown command {text.strip()!r}: one of {known}", severity="warning")
