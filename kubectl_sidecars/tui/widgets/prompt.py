"""One line to type in: a filter, a search, a command."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.suggester import SuggestFromList
from textual.widget import Widget
from textual.widgets import Input


class Prompt(Input):
    """Opens over the footer; enter keeps what was typed, esc drops it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Drop", show=True),
        Binding("down", "keep", show=False),
        Binding("tab", "complete", show=False),
    ]

    class Typed(Message):
        """`done` once it was kept or dropped; until then with every key."""

        def __init__(self, mode: str, text: str, *, done: bool) -> None:
            super().__init__()
            self.mode, self.text, self.done = mode, text, done

    mode = ""
    _behind: Widget | None = None

    def open(self, mode: str, text: str = "", suggestions: list[str] | None = None) -> None:
        self.mode = mode
        self.suggester = SuggestFromList(suggestions, case_sensitive=False) if suggestions else None
        self.border_title = {"/": "filter", ":": "command"}.get(mode, mode)
        with self.prevent(Input.Changed):
            self.value = text
        self.cursor_position = len(text)
        self._behind = self.screen.focused
        self.add_class("-open")
        self.screen.set_focus(self)

    def close(self) -> None:
        self.remove_class("-open")
        self.screen.set_focus(self._behind)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if self.mode != ":" and self.has_class("-open"):
            self.post_message(self.Typed(self.mode, event.value, done=False))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_keep()

    def on_blur(self) -> None:
        """A click elsewhere keeps what was typed: a prompt without the keys would only be in the way."""
        if self.has_class("-open"):
            self.remove_class("-open")
            if self.mode != ":":
                self.post_message(self.Typed(self.mode, self.value, done=True))

    def action_complete(self) -> None:
        """Takes what is suggested; the keys stay here."""
        self.action_end()
        self.action_cursor_right()

    def action_keep(self) -> None:
        self.close()
        self.post_message(self.Typed(self.mode, self.value, done=True))

    def action_leave(self) -> None:
        self.close()
        if self.mode != ":":
            self.post_message(self.Typed(self.mode, "", done=True))
