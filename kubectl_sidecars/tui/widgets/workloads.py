"""The list of workloads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from textual import events
from textual.message import Message

from kubectl_sidecars.snapshot import EPOCH
from kubectl_sidecars.tui.keys import Where, bindings
from kubectl_sidecars.tui.looks import CURSOR
from kubectl_sidecars.tui.view.workloads import Table
from kubectl_sidecars.tui.widgets.lines import TonedLine
from kubectl_sidecars.tui.widgets.rows import RowList
from kubectl_sidecars.workloads.schema import WorkloadReport


class WorkloadList(RowList):
    """The cursor stays on its workload while rows move."""

    BINDINGS = bindings(Where.WORKLOAD_ROWS)

    class Opened(Message):
        """The user has opened the workload under the cursor."""

    class Selected(Message):
        """Another workload is under the cursor."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.rows: Sequence[WorkloadReport] = ()
        self._now: datetime = EPOCH
        self._namespace = True
        self._table = Table((), EPOCH, 80, namespace=True)

    @property
    def selected(self) -> WorkloadReport | None:
        """The workload under the cursor; None on an empty list."""
        return self.rows[self.cursor] if self.cursor < len(self.rows) else None

    def show(self, rows: Sequence[WorkloadReport], now: datetime, *, namespace: bool) -> None:
        """Shows other rows."""
        before = self.selected if self.cursor else None
        self.rows, self._now, self._namespace = rows, now, namespace
        index = next((index for index, row in enumerate(rows) if before and row.place == before.place), self.cursor)
        self.cursor = max(0, min(index if before else 0, len(rows) - 1))
        self._lay_out()

    def _lay_out(self) -> None:
        self._table = Table(self.rows, self._now, max(1, self.size.width - 1), namespace=self._namespace)
        self.update_size()
        self.refresh()

    def heading(self) -> TonedLine:
        """The titles of the columns."""
        return self._table.line(0) if self.rows else ()

    def count(self) -> int:
        """The number of lines."""
        return len(self.rows)

    def line_at(self, index: int, _width: int) -> TonedLine:
        """The cells of a line."""
        return self._table.line(index + 1)

    def highlight(self, index: int) -> str:
        """The cursor on the selected workload."""
        return CURSOR if index == self.cursor else ""

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """True if the key's action applies now: an empty list opens nothing."""
        return self.selected is not None if action == "open" else True

    def move_to(self, index: int) -> None:
        """Moves the cursor to a row, or to the nearest that exists."""
        super().move_to(index)
        self.post_message(self.Selected())

    def action_open(self) -> None:
        if self.selected is not None:
            self.post_message(self.Opened())

    def on_resize(self, _event: events.Resize) -> None:
        self._lay_out()
