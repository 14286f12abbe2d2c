"""What all screens that show data have: a header, a footer, and a place to type."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from kubectl_sidecars.tui.lines.header import header
from kubectl_sidecars.tui.shown import Shown
from kubectl_sidecars.tui.widgets.lines import Bar

if TYPE_CHECKING:
    from kubectl_sidecars.tui.app import Console


class DataScreen(Screen[None]):
    """Shows what it is given; asks the app for everything else."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "app.focus_next", "Next pane", show=False),
        Binding("shift+tab", "app.focus_previous", "Previous pane", show=False),
    ]

    @property
    def console(self) -> Console:
        """The app, by its type."""
        return cast("Console", self.app)

    def compose_header(self) -> ComposeResult:
        yield Bar(id="header", classes="bar")

    def on_mount(self) -> None:
        self.take(self.console.shown)

    def on_screen_resume(self) -> None:
        if self.is_mounted:
            self.take(self.console.shown)

    def take(self, shown: Shown) -> None:
        """The next value to show."""
        snapshot = shown.inspected.snapshot
        self.query_one("#header", Bar).show(
            lambda width: list(header(shown.place, snapshot, shown.freshness, shown.summary, shown.now, width))
        )
