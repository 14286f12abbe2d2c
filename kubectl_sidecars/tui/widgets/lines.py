"""Lists of lines, of which only the visible lines are drawn: every text on the screen is in one of these."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from kubectl_sidecars.escape import visible
from kubectl_sidecars.render.tones import Tone
from kubectl_sidecars.tui import sgr
from kubectl_sidecars.tui.keys import Where, bindings
from kubectl_sidecars.tui.looks import CURSOR, style_of

REVERSED = Style(reverse=True)
"""The cursor where a terminal has too few colours to show a background: without other colours in it."""
TonedLine = Sequence[tuple[str, str]]
"""Cells: a text and the name of its tone."""
Build = Callable[[int], Sequence[TonedLine]]
"""Makes the lines for a width."""


class LineView(ScrollView, can_focus=True):
    """Shows `count()` lines; `line_at` makes a line when it is drawn.

    Only here does text reach the terminal: it is escaped, and never parsed as markup."""

    BINDINGS = bindings(Where.LINES)

    def count(self) -> int:
        """The number of lines."""
        raise NotImplementedError

    def line_at(self, index: int, _width: int) -> TonedLine:
        """The cells of a line."""
        raise NotImplementedError

    def blank(self, _y: int, _width: int) -> TonedLine:
        """The cells of a row of the screen that has no line."""
        return ()

    def highlight(self, _index: int) -> str:
        """The tone of a whole line, such as the cursor's; "" for none."""
        return ""

    def render_line(self, y: int) -> Strip:
        index, width = y + self.scroll_offset.y, self.size.width
        base = self.rich_style
        if not 0 <= index < self.count():
            return strip(self.blank(y, width), base, self._tone, width)
        highlight = self.highlight(index)
        if highlight == CURSOR and self._has_few_colours:
            return strip(self.line_at(index, width), base + REVERSED, lambda _tone: Style(), width)
        if highlight:
            base += self._tone(highlight)
        return strip(self.line_at(index, width), base, self._tone, width)

    @property
    def _has_few_colours(self) -> bool:
        return self.app.no_color or self.app.native_ansi_color

    def _tone(self, tone: str) -> Style:
        return sgr.style_of(tone) if tone.startswith(sgr.SGR) else style_of(tone, self.app.theme_variables)

    def update_size(self) -> None:
        """Adapts the scrolled area to `count()`; to be called when it may have changed."""
        size = Size(self.size.width, self.count())
        if size != self.virtual_size:
            self.virtual_size = size

    def on_resize(self, _event: events.Resize) -> None:
        self.update_size()

    def refresh_line(self, index: int) -> None:
        """Draws a line again, if it is visible."""
        y = index - self.scroll_offset.y
        if 0 <= y < self.size.height:
            self.refresh(Region(0, y, self.size.width, 1))

    def action_move(self, step: int) -> None:
        self.scroll_to(y=self.scroll_target_y + step, animate=False)

    def action_page(self, step: int) -> None:
        self.action_move(step * max(1, self.size.height - 1))

    def action_end(self, step: int) -> None:
        self.scroll_to(y=0 if step < 0 else self.max_scroll_y, animate=False)


def strip(line: TonedLine, base: Style, tone_style: Callable[[str], Style], width: int) -> Strip:
    """The cells of a line, escaped, on exactly `width` columns."""
    segments = [
        Segment(visible(text), base if tone is Tone.PLAIN else base + tone_style(tone)) for text, tone in line if text
    ]
    return Strip(segments).adjust_cell_length(width, base)


class Lines(LineView):
    """Lines that are made for the width, and again when it changes."""

    def __init__(self, build: Build | None = None, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._build: Build = build or (lambda _width: ())
        self._lines: Sequence[TonedLine] = ()

    def show(self, build: Build) -> None:
        """Shows other lines; only those that differ are drawn again."""
        self._build = build
        self._rebuild()

    def count(self) -> int:
        """The number of lines."""
        return len(self._lines)

    def line_at(self, index: int, _width: int) -> TonedLine:
        """The cells of a line."""
        return self._lines[index]

    def _rebuild(self) -> None:
        before, self._lines = self._lines, self._build(self.size.width or self.app.size.width)
        if len(before) != len(self._lines):
            self.update_size()
            self.refresh(layout=True)
            return
        for index in self._visible():
            if before[index] != self._lines[index]:
                self.refresh_line(index)

    def _visible(self) -> range:
        first = self.scroll_offset.y
        return range(first, min(self.count(), first + self.size.height))

    def on_mount(self) -> None:
        super().on_mount()  # type: ignore[no-untyped-call]
        self._rebuild()

    def on_resize(self, _event: events.Resize) -> None:
        self._lines = self._build(self.size.width)
        self.update_size()


class Bar(Lines, can_focus=False):
    """Lines that cannot be scrolled or focused: headers and titles."""
