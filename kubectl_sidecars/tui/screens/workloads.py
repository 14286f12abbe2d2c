"""The list of workloads, the owners of the pods, worst first. Their objects are read only while it is open."""

from __future__ import annotations

from time import monotonic

import msgspec
from textual.app import ComposeResult

from kubectl_sidecars.errors import SidecarsError
from kubectl_sidecars.escape import visible
from kubectl_sidecars.feed import Owners, SyncPhase
from kubectl_sidecars.render.tones import Cell, Tone
from kubectl_sidecars.render.workloads import held_words
from kubectl_sidecars.report import PodReport
from kubectl_sidecars.snapshot import Line, fold
from kubectl_sidecars.tui.controller import Controller
from kubectl_sidecars.tui.keys import Where, bindings
from kubectl_sidecars.tui.screens.base import DataScreen
from kubectl_sidecars.tui.state import AppState
from kubectl_sidecars.tui.view.wrapping import shortened, wrapped
from kubectl_sidecars.tui.widgets.lines import Bar
from kubectl_sidecars.tui.widgets.workloads import WorkloadList
from kubectl_sidecars.workloads.rows import workloads
from kubectl_sidecars.workloads.schema import WorkloadReport, only_of

MOST_DETAILS = 4
"""Lines for what holds the selected workload."""


class WorkloadsScreen(DataScreen):
    """Enter lists the pods of a workload."""

    AUTO_FOCUS = "#workloads"
    BINDINGS = bindings(Where.WORKLOADS)
    PACE = 2.0
    """Seconds between two looks at what has changed."""
    LISTED_EVERY = 10.0
    """Seconds after which the objects are listed again."""

    def __init__(self, controller: Controller) -> None:
        super().__init__(controller)
        self._owners = Owners()
        self._listed_at: float | None = None
        self._made_of: tuple[object, ...] = ()
        self._is_busy = False
        self._problem = ""

    def compose_body(self) -> ComposeResult:
        yield Bar(id="workloads-title", classes="title")
        yield Bar(id="workloads-heading", classes="title")
        yield WorkloadList(id="workloads")
        yield Bar(id="workloads-held", classes="bar")

    def on_mount(self) -> None:
        super().on_mount()
        self.set_interval(self.PACE, self._look)
        self._look()

    def selected(self) -> tuple[str, PodReport] | None:
        """None: keys act on no pod here."""
        return None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """True if the key's action applies now: there is nothing to filter or to copy here."""
        return action not in ("filter", "copy") and super().check_action(action, parameters)

    def action_show_tab(self, name: str) -> None:
        del name

    def show_output(self, words: tuple[str, ...]) -> None:
        """Shows nothing: no verdict is selected here."""
        del words

    # Reading -----------------------------------------------------------------------------------

    def _look(self) -> None:
        """Makes the rows again, in a thread, if what they are made of is old."""
        state, now = self.controller.state, monotonic()
        is_due = self.controller.feed.owners is not None and (
            self._listed_at is None or now - self._listed_at >= self.LISTED_EVERY
        )
        made_of = (state.inspected, state.summary.causes)
        is_same = bool(self._made_of) and all(old is new for old, new in zip(self._made_of, made_of, strict=True))
        if self._is_busy or (is_same and not is_due):
            return
        self._is_busy, self._made_of = True, made_of
        if is_due:
            self._listed_at = now
        self.controller.run_in_thread(lambda: self._read(state, is_due=is_due), "workloads")

    def _read(self, state: AppState, *, is_due: bool) -> None:
        """In a thread: lists the objects if they are due, and makes the rows."""
        feed, owners, problem = self.controller.feed, self._owners, self._problem
        if is_due and feed.owners is not None:
            try:
                owners = feed.owners()
                problem = ", ".join(denied.what for denied in owners.denied)
                problem = f"without {problem}: no access" if problem else ""
            except SidecarsError as error:
                problem = str(error)
        snapshot = state.inspected.snapshot
        around = fold(snapshot, [Line(snapshot.taken_at, "ADDED", value) for value in owners.objects])
        pods = [pod for pod, _ in state.inspected.pods.values()]
        rows = workloads(pods, state.summary.causes, around)
        if state.scope.namespace:  # objects may have been listed, or recorded, in all namespaces
            rows = tuple(row for row in rows if row.namespace == state.scope.namespace)
        if feed.named is not None:
            rows = only_of(rows, pods, feed.named)
        self.controller.call_later(self._show_rows, rows, owners, problem)

    def _show_rows(self, rows: tuple[WorkloadReport, ...], owners: Owners, problem: str) -> None:
        self._is_busy, self._owners, self._problem = False, owners, problem
        if not self.is_whole:
            return
        state, listed = self.controller.state, self.query_one("#workloads", WorkloadList)
        listed.notice = (
            "looking…" if state.sync.phase in (SyncPhase.LOADING, SyncPhase.NO_DATA) else "No workloads here."
        )
        listed.show(rows, state.now, namespace=not state.scope.namespace)
        self.query_one("#workloads-title", Bar).show(lambda _width: [self._title(rows)])
        self.query_one("#workloads-heading", Bar).show(lambda _width: [listed.heading()])
        self.on_workload_list_selected()
        self.refresh_bindings()

    def _title(self, rows: tuple[WorkloadReport, ...]) -> list[Cell]:
        sick = sum(row.is_sick for row in rows)
        cells = [(" Workloads", Tone.STRONG), (f"  {len(rows)}, {sick} with a problem, worst first", Tone.MUTED)]
        return [*cells, (f"  {self._problem}", Tone.WARNING)] if self._problem else cells

    # What keys do ------------------------------------------------------------------------------

    def action_back(self) -> None:
        self.controller.go_home()

    def on_workload_list_selected(self) -> None:
        """Shows in full what holds the workload."""
        row = self.query_one("#workloads", WorkloadList).selected
        text = f"{row.owner}: {held_words(row)}" if row is not None and held_words(row) else ""

        def lines(width: int) -> list[list[Cell]]:
            cut = shortened(wrapped(text, width - 2), MOST_DETAILS, width - 2)
            return [[(f" {line}", Tone.PLAIN)] for line in cut]

        self.query_one("#workloads-held", Bar).show(lines)

    def on_workload_list_opened(self) -> None:
        """Lists the pods of the workload on the overview."""
        row = self.query_one("#workloads", WorkloadList).selected
        pods = self.controller.state.inspected.pods.values()
        if row is None:
            return
        if not only_of((row,), (pod for pod, _ in pods)):
            self.controller.say(f"{visible(str(row.owner))} has no pods", severity="warning")
            return
        query = msgspec.structs.replace(self.controller.state.query.of_all(), owner=row.place)
        self.controller.go_home()
        self.controller.list_pods(query)
