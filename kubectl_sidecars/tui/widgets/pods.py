"""The list of pods. Only the visible rows are made, so that 50,000 pods cost no more than a screenful."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from textual import events
from textual.geometry import Size
from textual.message import Message

from kubectl_sidecars.durations import age
from kubectl_sidecars.render.tones import Tone
from kubectl_sidecars.report import PodReport
from kubectl_sidecars.snapshot import EPOCH
from kubectl_sidecars.tui.keys import Where, bindings
from kubectl_sidecars.tui.looks import CURSOR, RESTING
from kubectl_sidecars.tui.pod_list import ListView
from kubectl_sidecars.tui.pod_table import FittedColumn, fit, header_line, restarts, row, sort_at
from kubectl_sidecars.tui.widgets.lines import Bar, TonedLine
from kubectl_sidecars.tui.widgets.rows import RowList

EMPTY: TonedLine = (("", Tone.PLAIN),)


class Drawn(NamedTuple):
    """Everything that a row depends on and that may change."""

    report: PodReport | None = None
    age: str = ""
    restarts: str = ""


NOT_DRAWN = Drawn()


class Heading(Bar):
    """The titles of the columns; a click sorts by one of them."""

    class Clicked(Message):
        """The user has clicked on the title of a column that pods can be sorted by."""

        def __init__(self, sort: str) -> None:
            super().__init__()
            self.sort = sort

    fitted: tuple[FittedColumn, ...] = ()
    """The columns that have a title."""

    def on_click(self, event: events.Click) -> None:
        if sort := sort_at(self.fitted, event.x):
            self.post_message(self.Clicked(sort))


class PodList(RowList):
    """The cursor moves with its pod when rows move; until the user moves it, it stays at the top."""

    BINDINGS = bindings(Where.PODS)

    class Opened(Message):
        """The user has opened the pod under the cursor."""

    def __init__(self, heading: Heading, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._heading = heading
        self.list_view = ListView()
        self._now: datetime = EPOCH
        self.wide = False
        self.namespace = True
        self._was_moved = False
        self._fitted: tuple[FittedColumn, ...] = ()
        self._drawn: dict[int, Drawn] = {}
        """What each visible row was drawn from."""

    @property
    def selected(self) -> str:
        """The uid of the pod under the cursor; "" on an empty list."""
        order = self.list_view.order
        return order[self.cursor] if self.cursor < len(order) else ""

    def report_of(self, uid: str) -> PodReport | None:
        """The report of a pod; None if it is gone."""
        entry = self.list_view.inspected.pods.get(uid)
        return entry[0] if entry else None

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """True if the key's action applies now: an empty list opens no pod."""
        return bool(self.selected) if action == "open" else True

    def count(self) -> int:
        """The number of lines."""
        return len(self.list_view.order)

    def line_at(self, index: int, _width: int) -> TonedLine:
        """The cells of a line."""
        uid = self.list_view.order[index]
        report = self.report_of(uid)
        if report is None:
            return EMPTY
        self._drawn[index] = self._current(index)
        return row(report, self.list_view.inspected.snapshot.pods.get(uid), self._fitted, self._now)

    def _current(self, index: int) -> Drawn:
        """The values from which the row would be drawn now; cheaper than the row itself."""
        if index >= self.count():
            return NOT_DRAWN
        uid = self.list_view.order[index]
        report = self.report_of(uid)
        if report is None:
            return NOT_DRAWN
        spec = self.list_view.inspected.snapshot.pods.get(uid)
        return Drawn(report, age(report.created_at, self._now), restarts(report, spec, self._now))

    def highlight(self, index: int) -> str:
        """The cursor on the selected pod; paler while another widget has the keys."""
        if index != self.cursor:
            return ""
        return CURSOR if self.has_focus else RESTING

    def show(self, list_view: ListView, now: datetime, *, wide: bool, namespace: bool) -> None:
        """Shows another list; the cursor stays on its pod. `namespace` shows that column."""
        uid, offset = self.selected, self.cursor - self.scroll_offset.y
        self.list_view, self._now, self.wide, self.namespace = list_view, now, wide, namespace
        self._fit()
        index = self._index_of(uid)
        has_moved, self.cursor = index != self.cursor, index
        self.update_size()
        if has_moved:
            self.scroll_to(y=max(0, index - offset), animate=False)
            self.refresh()
        self._refresh_changed()

    def _index_of(self, uid: str) -> int:
        """The row of the pod; the same row if the pod is gone; the first row if the cursor was never moved."""
        order = self.list_view.order
        if not self._was_moved:
            return 0
        last = max(0, len(order) - 1)
        if self.cursor < len(order) and order[self.cursor] == uid:
            return self.cursor
        return order.index(uid) if uid in self.list_view.inspected.pods and uid in order else min(self.cursor, last)

    def tick(self, now: datetime) -> None:
        """Updates the ages of the visible rows."""
        self._now = now
        self._refresh_changed()

    def _refresh_changed(self) -> None:
        """Draws the visible rows again that differ from the screen."""
        first = self.scroll_offset.y
        drawn, self._drawn = self._drawn, {}
        for index in range(first, first + self.size.height):
            before, now = drawn.get(index, NOT_DRAWN), self._current(index)
            self._drawn[index] = now
            if before.report is not now.report or before[1:] != now[1:]:
                self.refresh_line(index)

    def _fit(self) -> None:
        fitted = fit(self.list_view.widths, max(1, self.size.width - 2), wide=self.wide, namespace=self.namespace)
        query, self._heading.fitted = self.list_view.query, fitted
        self._heading.show(lambda _width: (header_line(fitted, query.sort, reverse=query.reverse),))
        if fitted != self._fitted:
            self._fitted = fitted
            self.refresh()

    def on_resize(self, _event: events.Resize) -> None:
        self._fit()
        self.virtual_size = Size(self.size.width, self.count())
        self.scroll_to_cursor()
        self.refresh()

    def move_to(self, index: int) -> None:
        """Moves the cursor to a row, or to the nearest that exists, with which it moves from now on."""
        self._was_moved = True
        super().move_to(index)

    def on_focus(self) -> None:
        self.refresh_line(self.cursor)

    def on_blur(self) -> None:
        self.refresh_line(self.cursor)

    def action_open(self) -> None:
        if self.selected:
            self.post_message(self.Opened())
