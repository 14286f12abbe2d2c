"""The list of pods: ten or fifty thousand, at the price of those on the screen."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, NamedTuple

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message

from kubectl_sidecars.durations import age
from kubectl_sidecars.render.tones import Tone
from kubectl_sidecars.report import PodReport
from kubectl_sidecars.snapshot import EPOCH
from kubectl_sidecars.tui.pod_list import View
from kubectl_sidecars.tui.pod_table import (
    Fitted,
    fit,
    header_line,
    restarts,
    row,
)
from kubectl_sidecars.tui.widgets.lines import Bar, Line, LineView

UNKNOWN: Line = (("", Tone.PLAIN),)


class Drawn(NamedTuple):
    """What a line on the screen was made from."""

    report: PodReport | None = None
    age: str = ""
    restarts: str = ""


NOTHING = Drawn()


class PodList(LineView):
    """A cursor that stays with its pod when rows move, and at the top until it is first moved."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "open", "Open", id="open", tooltip="Open this pod")]

    class Opened(Message):
        """Enter, or a click on the row under the cursor."""

    notice = ""
    """Why there is nothing to list."""

    def __init__(self, heading: Bar, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.heading = heading
        self.view = View()
        self.now: datetime = EPOCH
        self.wide = False
        self.namespace = True
        self.cursor = 0
        self._chosen = False
        self._fitted: tuple[Fitted, ...] = ()
        self._drawn: dict[int, Drawn] = {}

    @property
    def selected(self) -> str:
        """The uid under the cursor; "" on an empty list."""
        order = self.view.order
        return order[self.cursor] if self.cursor < len(order) else ""

    def report_of(self, uid: str) -> PodReport | None:
        entry = self.view.inspected.pods.get(uid)
        return entry[0] if entry else None

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        return bool(self.selected) if action == "open" else True

    def count(self) -> int:
        return len(self.view.order)

    def blank(self, y: int, _width: int) -> Line:
        return ((f"  {self.notice}", Tone.MUTED),) if y == 1 and not self.view.order else ()

    def line_at(self, index: int, _width: int) -> Line:
        uid = self.view.order[index]
        report = self.report_of(uid)
        if report is None:
            return UNKNOWN
        self._drawn[index] = self._now_at(index)
        return row(report, self.view.inspected.snapshot.pods.get(uid), self._fitted, self.now)

    def _now_at(self, index: int) -> Drawn:
        """All that the line depends on and that may change: cheaper than the line itself."""
        if index >= self.count():
            return NOTHING
        uid = self.view.order[index]
        report = self.report_of(uid)
        if report is None:
            return NOTHING
        spec = self.view.inspected.snapshot.pods.get(uid)
        return Drawn(report, age(report.created_at, self.now), restarts(report, spec, self.now))

    def highlight(self, index: int) -> str:
        if index != self.cursor:
            return ""
        return "line--cursor" if self.has_focus else "line--resting"

    def show(self, view: View, now: datetime, *, wide: bool, namespace: bool) -> None:
        """Another order or other pods; the cursor goes where its pod went."""
        uid, offset = self.selected, self.cursor - self.scroll_offset.y
        self.view, self.now, self.wide, self.namespace = view, now, wide, namespace
        self._fit()
        place = self._place_of(uid)
        moved, self.cursor = place != self.cursor, place
        self.resized_content()
        if moved:
            self.scroll_to(y=max(0, place - offset), animate=False)
            self.refresh()
        self.refresh_changed()

    def _place_of(self, uid: str) -> int:
        order = self.view.order
        if not self._chosen:
            return 0
        last = max(0, len(order) - 1)
        if self.cursor < len(order) and order[self.cursor] == uid:
            return self.cursor
        return order.index(uid) if uid in self.view.inspected.pods and uid in order else min(self.cursor, last)

    def tick(self, now: datetime) -> None:
        """A second later: the ages of the visible rows."""
        self.now = now
        self.refresh_changed()

    def refresh_changed(self) -> None:
        """Draws again what differs from what is on the screen."""
        first = self.scroll_offset.y
        drawn, self._drawn = self._drawn, {}
        for index in range(first, first + self.size.height):
            before, now = drawn.get(index, NOTHING), self._now_at(index)
            self._drawn[index] = now
            if before.report is not now.report or before[1:] != now[1:]:
                self.refresh_index(index)

    def _fit(self) -> None:
        fitted = fit(self.view.widths, max(1, self.size.width - 2), wide=self.wide, namespace=self.namespace)
        wish = self.view.wish
        self.heading.show(lambda _width: (header_line(fitted, wish.sort, reverse=wish.reverse),))
        if fitted != self._fitted:
            self._fitted = fitted
            self.refresh()

    def on_resize(self, _event: events.Resize) -> None:
        self._fit()
        self.virtual_size = Size(self.size.width, self.count())
        self._keep_in_sight()
        self.refresh()

    def action_move(self, step: int) -> None:
        self.go_to(self.cursor + step)

    def action_end(self, step: int) -> None:
        self.go_to(0 if step < 0 else self.count() - 1)

    def go_to(self, index: int) -> None:
        before, self.cursor = self.cursor, max(0, min(index, self.count() - 1))
        self._chosen = True
        self.refresh_index(before)
        self.refresh_index(self.cursor)
        self._keep_in_sight()

    def _keep_in_sight(self) -> None:
        top, height = self.scroll_offset.y, max(1, self.size.height)
        if self.cursor < top:
            self.scroll_to(y=self.cursor, animate=False)
        elif self.cursor >= top + height:
            self.scroll_to(y=self.cursor - height + 1, animate=False)

    def on_focus(self) -> None:
        self.refresh_index(self.cursor)

    def on_blur(self) -> None:
        self.refresh_index(self.cursor)

    def on_click(self, event: events.Click) -> None:
        index = event.y + self.scroll_offset.y
        if index >= self.count():
            return
        if index == self.cursor and event.chain > 1:
            self.action_open()
        self.go_to(index)

    def action_open(self) -> None:
        if self.selected:
            self.post_message(self.Opened())
