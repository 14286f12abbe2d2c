"""The prompt: one line for a filter, a search or a command."""

from __future__ import annotations

from textual.message import Message
from textual.suggester import SuggestFromList
from textual.widget import Widget
from textual.widgets import Input

from kubectl_sidecars.tui.keys import Where, bindings


class Prompt(Input):
    """Opens above the footer. Enter keeps what was typed, esc drops it."""

    BINDINGS = bindings(Where.PROMPT)

    class Typed(Message):
        """The text has changed; for a command, it was entered."""

        def __init__(self, mode: str, text: str) -> None:
            super().__init__()
            self.mode, self.text = mode, text

    mode = ""
    """What is typed: "/" for a filter, ":" for a command, or "search"."""
    _behind: Widget | None = None
    """The widget that gets the keys back."""

    def open(self, mode: str, text: str = "", suggestions: list[str] | None = None) -> None:
        """Shows the prompt with this text selected, so that typing replaces it, and gives it the keys."""
        self.mode = mode
        self.suggester = SuggestFromList(suggestions, case_sensitive=False) if suggestions else None
        self.border_title = {"/": "filter", ":": "command"}.get(mode, mode)
        with self.prevent(Input.Changed):
            self.value = text
        self.action_select_all()
        self._behind = self.screen.focused
        self.add_class("-open")
        self.screen.set_focus(self)

    def close(self) -> None:
        """Hides the prompt, and gives the keys back."""
        self.remove_class("-open")
        self.screen.set_focus(self._behind)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if self.mode != ":" and self.has_class("-open"):
            self.post_message(self.Typed(self.mode, event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_keep()

    def on_blur(self) -> None:
        """Closes the prompt after a click elsewhere, and keeps what was typed."""
        if self.has_class("-open"):
            self.remove_class("-open")
            if self.mode != ":":
                self.post_message(self.Typed(self.mode, self.value))

    def action_complete(self) -> None:
        """Accepts the suggestion; the prompt keeps the keys."""
        self.action_end()
        self.action_cursor_right()

    def action_keep(self) -> None:
        self.close()
        self.post_message(self.Typed(self.mode, self.value))

    def action_leave(self) -> None:
        self.close()
        if self.mode != ":":
            self.post_message(self.Typed(self.mode, ""))
