"""The footer: the keys that work now, as many as there is room for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from textual import events
from textual.screen import Screen
from textual.widgets import Input

from kubectl_sidecars.render.tones import Tone
from kubectl_sidecars.tui.keys import RANKS
from kubectl_sidecars.tui.widgets.lines import Bar, TonedLine

GAP = 2
GIVES_WAY = len(RANKS) + 1
"""Rank of the keys that give way in a narrow footer."""


class FooterKey(NamedTuple):
    """`press` is the key's name for Textual, `shown` how it is written."""

    press: str
    shown: str
    label: str
    rank: int = GIVES_WAY

    @property
    def width(self) -> int:
        """The columns that it needs."""
        return len(self.shown) + 1 + len(self.label) + GAP


def with_room(keys: Sequence[FooterKey], width: int) -> list[FooterKey]:
    """The keys that have room, in their order: first those with a rank, then the others from the left."""
    kept: list[FooterKey] = []
    for key in sorted(keys, key=lambda key: key.rank):
        if sum(other.width for other in kept) + key.width - GAP + 2 <= width:
            kept.append(key)
    return [key for key in keys if key in kept]


class KeyBar(Bar):
    """Made from the screen's active bindings; a click on a key presses it."""

    def __init__(self, is_offered: Callable[[str], bool]) -> None:
        """`is_offered` returns False for an action that is kept out."""
        super().__init__(self._build_line, id="keys", classes="keys")
        self._is_offered = is_offered
        self._keys: list[FooterKey] = []
        self._ends: list[tuple[int, str]] = []
        """The column after each key, and the key that a click before it presses."""

    def on_mount(self) -> None:
        super().on_mount()
        self.screen.bindings_updated_signal.subscribe(self, self._on_bindings_updated)

    def _on_bindings_updated(self, screen: Screen[object]) -> None:
        if screen is self.screen and self.is_attached:
            self.call_after_refresh(self._update_keys)

    def _update_keys(self) -> None:
        if not self.is_attached:
            return
        is_typing = isinstance(self.screen.focused, Input)
        keys: dict[str, FooterKey] = {}
        for node, binding, enabled, _ in self.screen.active_bindings.values():
            if (
                binding.show
                and enabled
                and self._is_offered(binding.action)
                and (node is self.screen.focused or not is_typing)
            ):
                shown = binding.key_display or self.app.get_key_display(binding)
                rank = RANKS.get(binding.id or "", GIVES_WAY)
                keys.setdefault(binding.action, FooterKey(binding.key, shown, binding.description, rank))
        self._keys = list(keys.values())
        self.show(self._build_line)

    def _build_line(self, width: int) -> Sequence[TonedLine]:
        cells: list[tuple[str, str]] = [(" ", Tone.PLAIN)]
        self._ends, end = [], 1
        for key in with_room(self._keys, width):
            cells += [(key.shown, "key"), (f" {key.label}{' ' * GAP}", Tone.PLAIN)]
            end += key.width
            self._ends.append((end, key.press))
        return [cells]

    def on_click(self, event: events.Click) -> None:
        for end, press in self._ends:
            if event.x < end:
                self.app.simulate_key(press)
                return
