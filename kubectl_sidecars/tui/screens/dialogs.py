"""The dialogs: choose one of several options, and confirm a command."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from kubectl_sidecars.render.tones import Tone
from kubectl_sidecars.tui.keys import Where, bindings
from kubectl_sidecars.tui.view.wrapping import wrapped
from kubectl_sidecars.tui.widgets.lines import Bar, Lines, TonedLine

NARROW, SHARE, BORDER = 50, 80, 2
"""Columns below which a box fills the screen; percent of the height that it may have otherwise; lines of its border."""


class Dialog(ModalScreen[str]):
    """A box over the screen. Its result is what was chosen; "" for nothing."""

    BINDINGS = bindings(Where.DIALOG)
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (NARROW, "-normal")]

    def on_resize(self, event: events.Resize) -> None:
        """Limits the height of the lines, so that they scroll: a box without room would be cut off."""
        room = event.size.height if event.size.width < NARROW else event.size.height * SHARE // 100
        for lines in self.query(Lines).exclude("Bar"):
            above = len(lines.siblings)
            lines.styles.max_height = max(1, room - BORDER - above)

    def action_leave(self) -> None:
        self.dismiss("")


class Choose(Dialog):
    """A list of options (value, label), narrowed by typing. The cursor begins at the current value."""

    BINDINGS = bindings(Where.CHOOSE)

    def __init__(self, title: str, options: Sequence[tuple[str, str]], *, now: str = "", other: bool = False) -> None:
        """`now` is the current value. With `other` a typed text that matches no option may be chosen as well."""
        super().__init__()
        self._title, self._options, self._now, self._other = title, tuple(options), now, other
        self._index = next((index for index, (value, _) in enumerate(options) if value == now), 0)
        """The index of the selected option among those that match."""

    def offer(self, options: Sequence[tuple[str, str]], other: bool) -> None:
        """Replaces the options; the selected one stays selected. `other` as for a new dialog."""
        self._other = other
        before = self.matching()[self._index : self._index + 1] if self.is_mounted else []
        self._options = tuple(options)
        if self.is_mounted:
            matching = self.matching()
            self._index = matching.index(before[0]) if before and before[0] in matching else 0
            self.query_one("#options", Lines).show(self._lines)

    def compose(self) -> ComposeResult:
        with Vertical(classes="box"):
            yield Bar(lambda _width: [[(self._title, Tone.STRONG)]], classes="title")
            yield Input(placeholder="type to narrow")
            yield Lines(self._lines, id="options")

    def on_mount(self) -> None:
        self.call_after_refresh(self._scroll_to_selected)

    def matching(self) -> list[tuple[str, str]]:
        """The options whose label contains what was typed; or the typed text itself, if it may be chosen."""
        typed = self.query_one(Input).value.strip()
        matching = [option for option in self._options if typed.lower() in option[1].lower()]
        return matching or ([(typed, typed)] if typed and self._other else [])

    def _lines(self, _width: int) -> list[TonedLine]:
        matching = self.matching()
        if not matching:
            return [[(f"  nothing has '{self.query_one(Input).value.strip()}' in its name", Tone.MUTED)]]
        return [
            [
                ("▸ " if index == self._index else "  ", Tone.NOTICE),
                (label, Tone.STRONG if index == self._index else Tone.PLAIN),
                ("  current" if value == self._now else "", Tone.MUTED),
            ]
            for index, (value, label) in enumerate(matching)
        ]

    def on_input_changed(self) -> None:
        self._index = 0
        self.query_one("#options", Lines).show(self._lines)

    def on_input_submitted(self) -> None:
        matching = self.matching()
        if matching:
            self.dismiss(matching[self._index][0])

    def action_move(self, step: int) -> None:
        self._index = max(0, min(self._index + step, len(self.matching()) - 1))
        self.query_one("#options", Lines).show(self._lines)
        self._scroll_to_selected()

    def _scroll_to_selected(self) -> None:
        lines = self.query_one("#options", Lines)
        lines.scroll_to(y=self._index - lines.size.height // 2, animate=False)

    def on_click(self, event: events.Click) -> None:
        lines = self.query_one("#options", Lines)
        if lines.region.contains(event.screen_x, event.screen_y):
            index = event.screen_y - lines.region.y + lines.scroll_offset.y
            if index < len(self.matching()):
                self.dismiss(self.matching()[index][0])


class Confirm(Dialog):
    """Asks whether to do something, with the exact command. Its result is "yes" after `y`."""

    BINDINGS = bindings(Where.CONFIRM)

    def __init__(self, verb: str, what: str, command: str) -> None:
        super().__init__()
        self._verb, self._question, self.command = verb, f"{verb} {what}?", command

    def compose(self) -> ComposeResult:
        with Vertical(classes="box"):
            yield Lines(self._lines)

    def _lines(self, width: int) -> list[TonedLine]:
        command = [[("  ", Tone.PLAIN), (line, Tone.NOTICE)] for line in wrapped(self.command, width - 4)]
        ask: TonedLine = [
            ("y", Tone.STRONG),
            (f" {self._verb}    ", Tone.PLAIN),
            ("esc", Tone.STRONG),
            (" Cancel", Tone.PLAIN),
        ]
        return [[(f"{line}", Tone.STRONG)] for line in wrapped(self._question, width - 2)] + [
            [],
            *command,
            [],
            ask,
        ]

    def action_yes(self) -> None:
        self.dismiss("yes")
