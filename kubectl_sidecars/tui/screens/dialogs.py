"""Boxes over a screen: choose one, say yes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from kubectl_sidecars.render.tones import Tone
from kubectl_sidecars.tui.view.wrapping import wrapped
from kubectl_sidecars.tui.widgets.lines import Bar, Line, Lines

NARROW, SHARE, BORDER = 50, 80, 2
"""Columns below which a box takes the whole screen; percent of the lines that it may take else; lines of its border."""


class Dialog(ModalScreen[str]):
    """Dismissed with what was chosen; "" for nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Back", show=False)]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (NARROW, "-normal")]

    def on_resize(self, event: events.Resize) -> None:
        """A box that has no room is cut off, and nothing in it scrolls: so its lines give way to what stands above."""
        room = event.size.height if event.size.width < NARROW else event.size.height * SHARE // 100
        for lines in self.query(Lines).exclude("Bar"):
            above = len(lines.siblings)
            lines.styles.max_height = max(1, room - BORDER - above)

    def action_leave(self) -> None:
        self.dismiss("")


class Choose(Dialog):
    """Type to narrow, arrows to move, enter to take. An option is (value, label); it begins at the current one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
    ]

    def __init__(self, title: str, options: Sequence[tuple[str, str]], *, now: str = "", other: bool = False) -> None:
        """`now` is the value in use; `other`: what is typed and is none of the options may be taken as well."""
        super().__init__()
        self._title, self._options, self._now, self._other = title, tuple(options), now, other
        self.chosen = next((index for index, (value, _) in enumerate(options) if value == now), 0)

    def offer(self, options: Sequence[tuple[str, str]]) -> None:
        """Other options than before; the one that is chosen stays so."""
        before = self.matching()[self.chosen : self.chosen + 1] if self.is_mounted else []
        self._options = tuple(options)
        if self.is_mounted:
            found = self.matching()
            self.chosen = found.index(before[0]) if before and before[0] in found else 0
            self.query_one("#options", Lines).show(self._lines)

    def compose(self) -> ComposeResult:
        with Vertical(classes="box"):
            yield Bar(lambda _width: [[(self._title, Tone.STRONG)]], classes="title")
            yield Input(placeholder="type to narrow")
            yield Lines(self._lines, id="options")

    def on_mount(self) -> None:
        self.call_after_refresh(self._to_the_chosen)

    def matching(self) -> list[tuple[str, str]]:
        typed = self.query_one(Input).value.strip()
        found = [option for option in self._options if typed.lower() in option[1].lower()]
        return found or ([(typed, typed)] if typed and self._other else [])

    def _lines(self, _width: int) -> list[Line]:
        return [
            [
                ("▸ " if index == self.chosen else "  ", Tone.NOTICE),
                (label, Tone.STRONG if index == self.chosen else Tone.PLAIN),
                ("  current" if value == self._now else "", Tone.MUTED),
            ]
            for index, (value, label) in enumerate(self.matching())
        ]

    def on_input_changed(self) -> None:
        self.chosen = 0
        self.query_one("#options", Lines).show(self._lines)

    def on_input_submitted(self) -> None:
        found = self.matching()
        if found:
            self.dismiss(found[self.chosen][0])

    def action_move(self, step: int) -> None:
        self.chosen = max(0, min(self.chosen + step, len(self.matching()) - 1))
        self.query_one("#options", Lines).show(self._lines)
        self._to_the_chosen()

    def _to_the_chosen(self) -> None:
        lines = self.query_one("#options", Lines)
        lines.scroll_to(y=self.chosen - lines.size.height // 2, animate=False)

    def on_click(self, event: events.Click) -> None:
        lines = self.query_one("#options", Lines)
        if lines.region.contains(event.screen_x, event.screen_y):
            index = event.screen_y - lines.region.y + lines.scroll_offset.y
            if index < len(self.matching()):
                self.dismiss(self.matching()[index][0])


class Confirm(Dialog):
    """Shows the exact command; `y` runs it, all else does not."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("y", "yes", "Run it"), Binding("n,q", "leave", "No")]

    def __init__(self, what: str, command: str) -> None:
        super().__init__()
        self._what, self.command = what, command

    def compose(self) -> ComposeResult:
        with Vertical(classes="box"):
            yield Lines(self._lines)

    def _lines(self, width: int) -> list[Line]:
        command = [[("  ", Tone.PLAIN), (line, Tone.NOTICE)] for line in wrapped(self.command, width - 4)]
        ask: Line = [("y", Tone.STRONG), (" run it    ", Tone.PLAIN), ("n", Tone.STRONG), (" do not", Tone.PLAIN)]
        return [[(f"Really {self._what}?", Tone.STRONG)], [], *command, [], ask]

    def action_yes(self) -> None:
        self.dismiss("yes")
