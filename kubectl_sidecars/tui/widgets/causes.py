"""The list of causes, with details of the selected one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from textual import events
from textual.message import Message

from kubectl_sidecars.causes.cause import Cause
from kubectl_sidecars.snapshot import EPOCH
from kubectl_sidecars.tui.keys import Where, bindings
from kubectl_sidecars.tui.looks import CURSOR
from kubectl_sidecars.tui.view.causes import CauseLines, CauseLook
from kubectl_sidecars.tui.widgets.lines import Lines, TonedLine


class CauseList(Lines):
    """The selected cause stays selected while others come and go."""

    BINDINGS = bindings(Where.CAUSES)

    class Selected(Message):
        """Another cause is selected: its log is wanted."""

    class Opened(Message):
        """The user has opened a cause."""

        def __init__(self, cause: Cause) -> None:
            super().__init__()
            self.cause = cause

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(self._build_lines, id=id)
        self.causes: Sequence[Cause] = ()
        self._now: datetime = EPOCH
        self._look = CauseLook()
        self._index = 0
        """The index of the selected cause."""
        self._span = (0, 0)
        """The first line of the selected cause, and the line after its last."""

    @property
    def selected(self) -> Cause | None:
        """The selected cause; None if there are no causes."""
        return self.causes[self._index] if self._index < len(self.causes) else None

    def show_causes(self, causes: Sequence[Cause], now: datetime, look_of: Callable[[Cause | None], CauseLook]) -> None:
        """Shows these causes; `look_of` gets the one that is selected. Nothing is made again of what is the same."""
        is_same = causes is self.causes
        before = self.selected
        self.causes, self._now = causes, now
        if not is_same:
            same = [index for index, cause in enumerate(causes) if before and cause.continues(before)]
            self._index = same[0] if same and self._index else 0
        look = look_of(self.selected)
        if is_same and look == self._look:
            return
        self._look = look
        self.styles.max_height = look.room or None
        self.display = bool(causes)
        self.show(self._build_lines)

    def _build_lines(self, width: int) -> Sequence[TonedLine]:
        lines = CauseLines(self.causes, self._index, self._now, width - 1, self._look)
        self._span = (lines.first, lines.last + 1) if lines else (0, 0)
        return lines

    def highlight(self, index: int) -> str:
        """The cursor on the title of the selected cause."""
        return CURSOR if index == self._span[0] and self.has_focus else ""

    def action_move(self, step: int) -> None:
        self.select(self._index + step)

    def action_end(self, step: int) -> None:
        self.select(0 if step < 0 else len(self.causes) - 1)

    def select(self, index: int) -> None:
        """Selects a cause, or the nearest that exists, and scrolls to its details."""
        self._index = max(0, min(index, len(self.causes) - 1))
        self.post_message(self.Selected())
        self.show(self._build_lines)
        self.refresh()
        first, end = self._span
        if end > self.scroll_offset.y + self.size.height:
            self.scroll_to(y=end - self.size.height, animate=False)
        if first < self.scroll_offset.y:
            self.scroll_to(y=first, animate=False)

    def on_click(self, event: events.Click) -> None:
        line, (first, end) = event.y + self.scroll_offset.y, self._span
        after = max(0, line - end + 1) if line >= end else 0
        index = line if line <= first else self._index + after
        if index == self._index and event.chain > 1:
            self.action_open()
        self.select(index)

    def action_open(self) -> None:
        if self.selected:
            self.post_message(self.Opened(self.selected))

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()
