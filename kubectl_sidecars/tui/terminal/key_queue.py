"""Handles keys one after another, however fast they come."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.widgets import Input

PATIENCE = 1.0
"""Seconds that a key waits for the one before it. More would be waiting for a widget that is gone."""


class KeyQueue:
    """Gives the app a key when everything that the key before it set off is done.

    Textual gives a key to the focused widget and reads the next key at once. What the widget does not handle comes
    back to the app later, which then runs the binding (App.on_event, 8.2). So with keys that come together, from a
    macro, a paste or over a slow line, letters would overtake enter, backspace and the keys that open their field."""

    def __init__(
        self, app: App[Any], deliver: Callable[[events.Event], Awaitable[None]], is_behind: Callable[[], bool]
    ) -> None:
        """`deliver` is the app's own `on_event`. `is_behind` returns True while the screen does not show yet what the
        keys before asked for: a key that acts on the screen waits until `caught_up` is called."""
        self._app, self._deliver, self._is_behind = app, deliver, is_behind
        self._waiting: deque[events.Key] = deque()
        self._current: events.Key | None = None

    async def put(self, key: events.Key) -> None:
        """Delivers the key now if no other is being handled, else in its turn."""
        self._waiting.extend(_split(key))
        if self._current is None or key.time - self._current.time > PATIENCE:
            await self._next()

    async def _next(self) -> None:
        """Delivers the first waiting key.

        The key is done after three passes through the message queues: its own way up to the app, that of the messages
        that its binding sent, and those of a screen that it opened."""
        self._current = key = self._waiting.popleft() if self._waiting else None
        if key is None:
            return
        app = self._app
        target = app.focused or app.screen
        await self._deliver(key)
        self._after(target, lambda: self._after(target, lambda: self._after(app.screen, lambda: self._done(key))))

    def _after(self, node: DOMNode | None, then: Callable[[], object]) -> None:
        """Calls `then` after everything that waits now in the queues of this node and of those above it."""
        if node is None or node is self._app:
            self._app.call_later(then)
        elif not node.call_later(self._after, node.parent, then):
            self._after(node.parent, then)

    async def _done(self, key: events.Key) -> None:
        if key is self._current and (isinstance(self._app.focused, Input) or not self._is_behind()):
            await self._next()

    def caught_up(self) -> None:
        """Delivers the next key: the screen shows what the keys before asked for."""
        if self._current is not None:
            self._app.call_later(self._done, self._current)


def _split(key: events.Key) -> tuple[events.Key, ...]:
    """Escape and the letter for alt and a letter: a terminal sends both alike, and no key here has alt."""
    if key.key.startswith("alt+") and key.character:
        return events.Key("escape", None), events.Key(key.character, key.character)
    return (key,)
