"""The last line: the keys that apply here, as many as there is room for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual import events
from textual.screen import Screen
from textual.widgets import Input

from kubectl_sidecars.render.tones import Tone
from kubectl_sidecars.tui.widgets.lines import Bar, Line

LASTING = ("back", "all", "help", "quit", "follow", "turn")
"""What stays where there is little room: the way back, the list of all keys, the way out, and what this view alone
has."""
GAP = 2


class Key(NamedTuple):
    """`press` is its name, `id` its binding's."""

    press: str
    shown: str
    words: str
    id: str

    @property
    def width(self) -> int:
        return len(self.shown) + 1 + len(self.words) + GAP


def with_room(keys: Sequence[Key], width: int) -> list[Key]:
    """Those that last first, then the others from the left; in their own order."""
    wanted = sorted(keys, key=lambda key: LASTING.index(key.id) if key.id in LASTING else len(LASTING))
    kept: list[Key] = []
    for key in wanted:
        if sum(each.width for each in kept) + key.width - GAP + 2 <= width:
            kept.append(key)
    return [key for key in keys if key in kept]


class KeyBar(Bar):
    """Made from the bindings themselves; a click on one presses it."""

    def __init__(self) -> None:
        super().__init__(self._line, id="keys", classes="keys")
        self._keys: list[Key] = []
        self._ends: list[tuple[int, str]] = []

    def on_mount(self) -> None:
        super().on_mount()
        self.screen.bindings_updated_signal.subscribe(self, self._renew)

    def _renew(self, screen: Screen[object]) -> None:
        if screen is self.screen and self.is_attached:
            self.call_after_refresh(self.renew)

    def renew(self) -> None:
        """Other keys may apply now."""
        if not self.is_attached:
            return
        typing = isinstance(self.screen.focused, Input)
        found: dict[str, Key] = {}
        for node, binding, enabled, _ in self.screen.active_bindings.values():
            if binding.show and enabled and (node is self.screen.focused or not typing):
                shown = binding.key_display or self.app.get_key_display(binding)
                found.setdefault(binding.action, Key(binding.key, shown, binding.description, binding.id or ""))
        self._keys = list(found.values())
        self.show(self._line)

    def _line(self, width: int) -> Sequence[Line]:
        cells: list[tuple[str, str]] = [(" ", Tone.PLAIN)]
        self._ends, end = [], 1
        for key in with_room(self._keys, width):
            cells += [(key.shown, "key"), (f" {key.words}{' ' * GAP}", Tone.PLAIN)]
            end += key.width
            self._ends.append((end, key.press))
        return [cells]

    def on_click(self, event: events.Click) -> None:
        for end, press in self._ends:
            if event.x < end:
                self.app.simulate_key(press)
                return
