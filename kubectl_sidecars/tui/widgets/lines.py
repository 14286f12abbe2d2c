"""A list of lines of cells that costs what is visible: everything on our screens is one of these."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from kubectl_sidecars.escape import visible
from kubectl_sidecars.render.tones import Tone

REVERSED = Style(reverse=True)
"""The cursor where a background of its own may not be seen."""
Line = Sequence[tuple[str, str]]
"""Text and the name of its tone."""
Build = Callable[[int], Sequence[Line]]
"""Lines for a width."""


class LineView(ScrollView, can_focus=True):
    """Shows `count()` lines, each made by `line_at` when it is looked at. Text enters the terminal here alone, made
    visible and never parsed."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"tone--{tone}" for tone in (*Tone, "found", "key", "lane1", "lane2", "lane3", "lane4", "lane5", "lane6")),
        "line--cursor",
        "line--resting",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", "Down", show=False),
        Binding("k,up", "move(-1)", "Up", show=False),
        Binding("pagedown,ctrl+f", "page(1)", "Page down", show=False),
        Binding("pageup,ctrl+b", "page(-1)", "Page up", show=False),
        Binding("g,home", "end(-1)", "First", show=False),
        Binding("G,end", "end(1)", "Last", show=False),
    ]

    def count(self) -> int:
        raise NotImplementedError

    def line_at(self, index: int, _width: int) -> Line:
        raise NotImplementedError

    def blank(self, _y: int, _width: int) -> Line:
        """A line where the list has none."""
        return ()

    def highlight(self, _index: int) -> str:
        """The component class that lies over a line; "" for none."""
        return ""

    def render_line(self, y: int) -> Strip:
        index, width = y + self.scroll_offset.y, self.size.width
        base = self.rich_style
        if not 0 <= index < self.count():
            return strip(self.blank(y, width), base, self._tone, width)
        over = self.highlight(index)
        if over == "line--cursor" and self._has_few_colours:
            base += REVERSED
        elif over:
            base += self.get_component_rich_style(over)
        return strip(self.line_at(index, width), base, self._tone, width)

    @property
    def _has_few_colours(self) -> bool:
        return self.app.no_color or self.app.native_ansi_color

    def _tone(self, tone: str) -> Style:
        return self.get_component_rich_style(f"tone--{tone}", partial=True)

    def resized_content(self) -> None:
        """To be called when `count()` may have changed."""
        size = Size(self.size.width, self.count())
        if size != self.virtual_size:
            self.virtual_size = size

    def on_resize(self, _event: events.Resize) -> None:
        self.resized_content()

    def refresh_index(self, index: int) -> None:
        y = index - self.scroll_offset.y
        if 0 <= y < self.size.height:
            self.refresh(Region(0, y, self.size.width, 1))

    def action_move(self, step: int) -> None:
        self.scroll_to(y=self.scroll_target_y + step, animate=False)

    def action_page(self, step: int) -> None:
        self.action_move(step * max(1, self.size.height - 1))

    def action_end(self, step: int) -> None:
        self.scroll_to(y=0 if step < 0 else self.max_scroll_y, animate=False)


def strip(line: Line, base: Style, tone_style: Callable[[str], Style], width: int) -> Strip:
    """Exactly `width` cells, whatever the text."""
    segments = [
        Segment(visible(text), base if tone is Tone.PLAIN else base + tone_style(tone)) for text, tone in line if text
    ]
    return Strip(segments).adjust_cell_length(width, base)


class Lines(LineView):
    """Lines that were made for the width at hand, and are made again when it changes."""

    def __init__(self, build: Build | None = None, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._build: Build = build or (lambda _width: ())
        self._lines: Sequence[Line] = ()

    def show(self, build: Build) -> None:
        """Another content; only the lines that differ are drawn again."""
        self._build = build
        self._rebuild()

    def count(self) -> int:
        return len(self._lines)

    def line_at(self, index: int, _width: int) -> Line:
        return self._lines[index]

    def _rebuild(self) -> None:
        before, self._lines = self._lines, self._build(self.size.width or self.app.size.width)
        if len(before) != len(self._lines):
            self.resized_content()
            self.refresh(layout=True)
            return
        for index in self._visible():
            if before[index] != self._lines[index]:
                self.refresh_index(index)

    def _visible(self) -> range:
        first = self.scroll_offset.y
        return range(first, min(self.count(), first + self.size.height))

    def on_mount(self) -> None:
        super().on_mount()  # type: ignore[no-untyped-call]
        self._rebuild()

    def on_resize(self, _event: events.Resize) -> None:
        self._lines = self._build(self.size.width)
        self.resized_content()


class Bar(Lines, can_focus=False):
    """Lines that cannot be scrolled or focused: headers and titles."""
