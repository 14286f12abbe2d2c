"""A list of rows with a cursor."""

from __future__ import annotations

from textual import events

from kubectl_sidecars.render.tones import Tone
from kubectl_sidecars.tui.view.wrapping import wrapped
from kubectl_sidecars.tui.widgets.lines import LineView, TonedLine


class RowList(LineView):
    """Rows, one of which is under the cursor. A double click opens it, as the key of the list does."""

    notice = ""
    """Why the list is empty."""
    cursor = 0
    """The row under the cursor; 0 on an empty list."""

    def blank(self, y: int, width: int) -> TonedLine:
        """A line of the notice of an empty list, which begins on the second row if there is room."""
        lines = [] if self.count() else wrapped(self.notice, width - 4)
        index = y - (1 if len(lines) < self.size.height else 0)
        return ((f"  {lines[index]}", Tone.MUTED),) if 0 <= index < len(lines) else ()

    def action_move(self, step: int) -> None:
        self.move_to(self.cursor + step)

    def action_end(self, step: int) -> None:
        self.move_to(0 if step < 0 else self.count() - 1)

    def move_to(self, index: int) -> None:
        """Moves the cursor to a row, or to the nearest that exists."""
        before, self.cursor = self.cursor, max(0, min(index, self.count() - 1))
        self.refresh_line(before)
        self.refresh_line(self.cursor)
        self.scroll_to_cursor()

    def scroll_to_cursor(self) -> None:
        """Scrolls as far as the row under the cursor needs it."""
        top, height = self.scroll_offset.y, max(1, self.size.height)
        if self.cursor < top:
            self.scroll_to(y=self.cursor, animate=False)
        elif self.cursor >= top + height:
            self.scroll_to(y=self.cursor - height + 1, animate=False)

    def on_click(self, event: events.Click) -> None:
        index = event.y + self.scroll_offset.y
        if index >= self.count():
            return
        if index == self.cursor and event.chain > 1:
            self.action_open()
        self.move_to(index)

    def action_open(self) -> None:
        raise NotImplementedError
