"""What is wrong on top, pods below."""

from __future__ import annotations

from typing import ClassVar

import msgspec
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from kubectl_sidecars.causes.cause import Cause
from kubectl_sidecars.feed import SyncPhase
from kubectl_sidecars.render.tones import Cell, Tone
from kubectl_sidecars.report import PodReport
from kubectl_sidecars.sentences import counted
from kubectl_sidecars.tui.filters import no_key
from kubectl_sidecars.tui.screens.base import DataScreen
from kubectl_sidecars.tui.screens.pod import PodScreen
from kubectl_sidecars.tui.state import Shown
from kubectl_sidecars.tui.widgets.causes import CauseList
from kubectl_sidecars.tui.widgets.lines import Bar
from kubectl_sidecars.tui.widgets.pods import PodList
from kubectl_sidecars.tui.widgets.prompt import Prompt


class Overview(DataScreen):
    """Enter goes deeper, esc takes a filter away."""

    AUTO_FOCUS = "#pods"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "app.sort", "Sort", id="sort", tooltip="Sort by the next column"),
        Binding("escape", "all", "All pods", id="all", tooltip="Take the filter away"),
    ]

    def compose_body(self) -> ComposeResult:
        yield Bar(id="causes-title", classes="title")
        yield CauseList(id="causes")
        yield Bar(id="pods-title", classes="title")
        heading = Bar(id="pods-heading", classes="title")
        yield heading
        yield PodList(heading, id="pods")

    def take(self, shown: Shown) -> None:
        super().take(shown)
        self.query_one("#causes", CauseList).take(shown.summary.causes, shown.now)
        self.query_one("#causes-title", Bar).show(lambda _width: [causes_title(shown)])
        self.query_one("#pods-title", Bar).show(lambda _width: [pods_title(shown)])
        pods = self.query_one("#pods", PodList)
        namespace = not shown.place.namespace
        had = bool(pods.selected)
        notice, pods.notice = pods.notice, nothing_listed(shown)
        if notice != pods.notice:
            pods.refresh()
        if pods.view is not shown.view or pods.wide != shown.wide or pods.namespace != namespace:
            pods.show(shown.view, shown.now, wide=shown.wide, namespace=namespace)
        else:
            pods.tick(shown.now)
        if had != bool(pods.selected):
            self.refresh_bindings()

    def selected(self) -> tuple[str, PodReport] | None:
        """The pod under the cursor; with the keys on a cause, the first pod of that cause."""
        causes = self.query_one("#causes", CauseList)
        if causes.has_focus and causes.selected:
            return next(iter(self._pods_of(causes.selected)), None)
        pods = self.query_one("#pods", PodList)
        report = pods.report_of(pods.selected)
        return (pods.selected, report) if report else None

    def _pods_of(self, cause: Cause) -> list[tuple[str, PodReport]]:
        """Those of its pods that are there, the first first."""
        order = {(pod.namespace, pod.name): index for index, pod in enumerate(cause.pods)}
        found = self.console.shown.inspected.pods.items()
        there = [(uid, pod) for uid, (pod, _) in found if (pod.namespace, pod.name) in order]
        return sorted(there, key=lambda each: order[each[1].namespace, each[1].name])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "all":
            wish = self.console.shown.wish
            return bool(wish.filter) or wish.only is not None
        return super().check_action(action, parameters)

    def on_pod_list_opened(self) -> None:
        self.open("")

    def on_cause_list_opened(self, message: CauseList.Opened) -> None:
        """The pods of this cause; of one pod, the pod itself."""
        there = self._pods_of(message.cause)
        if len(there) == 1:
            self.app.push_screen(PodScreen(there[0][0], ""))
            return
        only = frozenset((pod.namespace, pod.name) for pod in message.cause.pods)
        self.console.wish(msgspec.structs.replace(self.console.shown.wish, only=only, filter=""))
        self.query_one("#pods").focus()
        self.refresh_bindings()

    def open(self, view: str, *, previous: bool = False) -> None:
        selected = self.selected()
        if selected:
            self.app.push_screen(PodScreen(selected[0], view, previous=previous))

    def action_view(self, name: str) -> None:
        self.open(name)

    def action_previous(self) -> None:
        self.open("logs", previous=True)

    def action_filter(self) -> None:
        self.query_one(Prompt).open("/", self.console.shown.wish.filter)

    def action_all(self) -> None:
        self.console.wish(msgspec.structs.replace(self.console.shown.wish, filter="", only=None))
        self.refresh_bindings()

    def typed(self, text: str) -> None:
        super().typed(text)
        self.refresh_bindings()


def causes_title(shown: Shown) -> list[Cell]:
    """How many verdicts; or that there are none, and whether that is already sure."""
    found = len(shown.summary.causes)
    if found:
        return [(" What is wrong", Tone.STRONG), (f"  {counted(found, 'cause')}, worst first", Tone.MUTED)]
    if shown.freshness.phase is SyncPhase.DENIED:
        return [(" Nothing can be told without access", Tone.CRITICAL)]
    if shown.freshness.phase is SyncPhase.NO_DATA:
        return [(" Nothing is known yet", Tone.CRITICAL)]
    if shown.freshness.phase is SyncPhase.LOADING or not shown.summary.is_whole:
        return [(" What is wrong", Tone.STRONG), ("  looking…", Tone.MUTED)]
    if not shown.inspected.pods:
        return [(" No pods here", Tone.STRONG)]
    if shown.freshness.phase is SyncPhase.STALE:
        return [(" Nothing was wrong when this was last heard of", Tone.WARNING)]
    return [(" Nothing is wrong", Tone.OK)]


def nothing_listed(shown: Shown) -> str:
    """Why the list is empty, and what to do; "" where it is not."""
    where = f"in namespace {shown.place.namespace}" if shown.place.namespace else "in any namespace"
    if shown.view.order or shown.freshness.phase in (SyncPhase.LOADING, SyncPhase.NO_DATA, SyncPhase.DENIED):
        return ""
    if shown.inspected.pods:
        why = " ".join(filter(None, ["No pod matches: esc shows all again.", no_key(shown.wish.filter)]))
        return why if shown.wish == shown.view.wish else ""
    return f"No pods {where}." + (" n chooses another one, 0 shows all." if shown.place.namespace else "")


def pods_title(shown: Shown) -> list[Cell]:
    """How many are listed of how many, and by which wish."""
    listed, known = len(shown.view.order), len(shown.inspected.pods)
    title = f"  {listed} of {known}" if listed != known else f"  {known}"
    cells = [(" Pods", Tone.STRONG), (title, Tone.MUTED), (f"  by {shown.wish.sort}", Tone.MUTED)]
    if shown.freshness.phase is SyncPhase.LOADING:
        cells.append(("  more are coming", Tone.NOTICE))
    if shown.wish.only is not None:
        cells.append(("  of one cause (esc: all)", Tone.NOTICE))
    if shown.wish.filter:
        cells.append((f"  /{shown.wish.filter} (esc: all)", Tone.NOTICE))
    return cells
