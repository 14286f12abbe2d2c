"""Keys are obeyed one after another, however fast they come."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.widgets import Input

PATIENCE = 1.0
"""Seconds after which a key does not wait any longer for the one before it: what that one was given to has gone."""


class TypingApp(App[int]):
    """Textual gives a key to the widget that has the focus and looks at the next one at once; what the widget does not
    take itself comes back up to the app, which then runs the binding (App.on_event, 8.2). So of keys that come
    together, from a macro, a paste or over a slow line, letters would overtake enter, backspace and those that open
    the field they are meant for."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: deque[events.Key] = deque()
        self._in_hand: events.Key | None = None

    @property
    def is_behind(self) -> bool:
        """Whether what is on the screen is not yet what the keys before asked for: one that acts on it has to wait."""
        return False

    @property
    def is_idle(self) -> bool:
        """Whether all keys were obeyed."""
        return self._in_hand is None

    async def on_event(self, event: events.Event) -> None:
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
            return
        self._waiting.extend(_apart(event))
        if self._in_hand is None or event.time - self._in_hand.time > PATIENCE:
            await self._next()

    async def _next(self) -> None:
        """Hands out the first key that waits, and the one after it once all that this one set off is done: on its way
        up, on the way up of what its binding sent, and in a screen that it opened."""
        self._in_hand = key = self._waiting.popleft() if self._waiting else None
        if key is None:
            return
        target = self.focused or self.screen
        await super().on_event(key)
        self._after(target, lambda: self._after(target, lambda: self._after(self.screen, lambda: self._done(key))))

    def _after(self, node: DOMNode | None, then: Callable[[], object]) -> None:
        """Calls it behind all that waits now with this node, then with those above it, up to the app."""
        if node is None or node is self:
            self.call_later(then)
        elif not node.call_later(self._after, node.parent, then):
            self._after(node.parent, then)

    async def _done(self, key: events.Key) -> None:
        if key is self._in_hand and (isinstance(self.focused, Input) or not self.is_behind):
            await self._next()

    def caught_up(self) -> None:
        """What was behind no longer is."""
        if self._in_hand is not None:
            self.call_later(self._done, self._in_hand)


def _apart(key: events.Key) -> tuple[events.Key, ...]:
    """Esc and a letter that come together are the letter with alt to a terminal; no key here is one with alt."""
    if key.key.startswith("alt+") and key.character:
        return events.Key("escape", None), events.Key(key.character, key.character)
    return (key,)
