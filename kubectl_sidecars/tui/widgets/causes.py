"""The verdicts, with one of them open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from kubectl_sidecars.causes.cause import Cause
from kubectl_sidecars.snapshot import EPOCH
from kubectl_sidecars.tui.view.causes import CauseLines
from kubectl_sidecars.tui.widgets.lines import Line, Lines

REFRESH = 10
"""Seconds after which `for 5m` may read otherwise."""


class CauseList(Lines):
    """The chosen cause stays chosen while others come and go."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Pods of this cause", id="cause", tooltip="Only the pods of this cause")
    ]

    class Opened(Message):
        """Enter on a cause."""

        def __init__(self, cause: Cause) -> None:
            super().__init__()
            self.cause = cause

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(self._lines_of, id=id)
        self.found: Sequence[Cause] = ()
        self.now: datetime = EPOCH
        self.chosen = 0
        self._span = (0, 0)

    @property
    def selected(self) -> Cause | None:
        return self.found[self.chosen] if self.chosen < len(self.found) else None

    def take(self, found: Sequence[Cause], now: datetime) -> None:
        if found is self.found and (now - self.now).total_seconds() < REFRESH:
            return
        before = self.selected
        self.found, self.now = found, now
        same = [index for index, cause in enumerate(found) if before and cause.continues(before)]
        self.chosen = same[0] if same and self.chosen else 0
        self.display = bool(found)
        self.show(self._lines_of)

    def _lines_of(self, width: int) -> Sequence[Line]:
        lines = CauseLines(self.found, self.chosen, self.now, width - 1)
        self._span = (lines.first, lines.last + 1) if lines else (0, 0)
        return lines

    def highlight(self, index: int) -> str:
        return "line--cursor" if index == self._span[0] and self.has_focus else ""

    def action_move(self, step: int) -> None:
        self.choose(self.chosen + step)

    def action_end(self, step: int) -> None:
        self.choose(0 if step < 0 else len(self.found) - 1)

    def choose(self, index: int) -> None:
        self.chosen = max(0, min(index, len(self.found) - 1))
        self.show(self._lines_of)
        self.refresh()
        first, last = self._span
        if last > self.scroll_offset.y + self.size.height:
            self.scroll_to(y=last - self.size.height, animate=False)
        if first < self.scroll_offset.y:
            self.scroll_to(y=first, animate=False)

    def on_click(self, event: events.Click) -> None:
        line, (first, last) = event.y + self.scroll_offset.y, self._span
        below = max(0, line - last + 1) if line >= last else 0
        index = line if line <= first else self.chosen + below
        if index == self.chosen and event.chain > 1:
            self.action_open()
        self.choose(index)

    def action_open(self) -> None:
        if self.selected:
            self.post_message(self.Opened(self.selected))

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()
