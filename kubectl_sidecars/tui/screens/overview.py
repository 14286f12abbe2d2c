"""What is wrong on top, pods below."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Footer

from kubectl_sidecars.render.tones import Cell, Tone
from kubectl_sidecars.render.words import count
from kubectl_sidecars.tui.feed import State
from kubectl_sidecars.tui.screens.base import DataScreen
from kubectl_sidecars.tui.screens.pod import PodScreen
from kubectl_sidecars.tui.shown import Shown
from kubectl_sidecars.tui.widgets.causes import CauseList
from kubectl_sidecars.tui.widgets.lines import Bar
from kubectl_sidecars.tui.widgets.pods import PodList


class Overview(DataScreen):
    """Enter goes deeper."""

    AUTO_FOCUS = "#pods"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "app.sort", "Sort", id="sort", tooltip="By the next column"),
    ]

    def compose(self) -> ComposeResult:
        yield from self.compose_header()
        yield Bar(id="causes-title", classes="title")
        yield CauseList(id="causes")
        yield Bar(id="pods-title", classes="title")
        heading = Bar(id="pods-heading", classes="title")
        yield heading
        yield PodList(heading, id="pods")
        yield Footer(show_command_palette=False)

    def take(self, shown: Shown) -> None:
        super().take(shown)
        causes = self.query_one("#causes", CauseList)
        causes.take(shown.summary.causes, shown.now)
        self.query_one("#causes-title", Bar).show(lambda width: [causes_title(shown)])
        self.query_one("#pods-title", Bar).show(lambda width: [pods_title(shown)])
        pods = self.query_one("#pods", PodList)
        namespace = not shown.place.namespace
        if pods.view is not shown.view or pods.wide != shown.wide or pods.namespace != namespace:
            pods.show(shown.view, shown.now, wide=shown.wide, namespace=namespace)
        else:
            pods.tick(shown.now)

    def on_pod_list_opened(self) -> None:
        pods = self.query_one("#pods", PodList)
        report = pods.report_of(pods.selected)
        if report:
            self.app.push_screen(PodScreen(pods.selected))


def causes_title(shown: Shown) -> list[Cell]:
    """How many verdicts; or that there are none, and whether that is already sure."""
    found = len(shown.summary.causes)
    if found:
        return [(" What is wrong", Tone.STRONG), (f"  {count(found, 'cause')}, worst first", Tone.MUTED)]
    if shown.freshness.state is State.LOADING or shown.summary.inspected is not shown.inspected:
        return [(" What is wrong", Tone.STRONG), ("  looking…", Tone.MUTED)]
    if not shown.inspected.pods:
        return [(" No pods here", Tone.STRONG)]
    return [(" Nothing is wrong", Tone.OK)]


def pods_title(shown: Shown) -> list[Cell]:
    """How many are listed of how many, and by which wish."""
    listed, known = len(shown.view.order), len(shown.inspected.pods)
    title = f"  {listed} of {known}" if listed != known else f"  {known}"
    cells = [(" Pods", Tone.STRONG), (title, Tone.MUTED), (f"  by {shown.wish.sort}", Tone.MUTED)]
    if shown.freshness.state is State.LOADING:
        cells.append(("  more are coming", Tone.NOTICE))
    if shown.wish.only is not None:
        cells.append(("  of one cause (esc: all)", Tone.NOTICE))
    if shown.wish.filter:
        cells.append((f"  /{shown.wish.filter} (esc: all)", Tone.NOTICE))
    return cells
