"""Handles keys one after another, however fast they come."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Collection
from typing import Any

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.widgets import Input

ENTER = "ctrl+j"
"""The line feed that ends the lines of a text which is pasted or sent by a program; the enter key sends another."""

Typed = events.Key | events.Paste
"""A key, or a text that was pasted: it goes to the field that the keys before it opened."""


class KeyQueue:
    """Gives the app a key when everything that the key before it set off is done.

    Textual gives a key to the focused widget and reads the next key at once. What the widget does not handle comes
    back to the app later, which then runs the binding (App.on_event, 8.2). So with keys that come together, from a
    macro, a paste or over a slow line, letters would overtake enter, backspace and the keys that open their field."""

    def __init__(
        self,
        app: App[Any],
        deliver: Callable[[events.Event], Awaitable[None]],
        is_behind: Callable[[Typed], bool],
        urgent: Collection[str] = (),
    ) -> None:
        """`deliver` is the app's own `on_event`. `is_behind` returns True for a key that has to wait: the screen does
        not show yet what the key acts on, or what the keys before asked for. It is asked again when `caught_up` or
        `check` is called. `urgent` are keys that wait for no other: a server that does not answer must not keep the
        user in."""
        self._app, self._deliver, self._is_behind, self._urgent = app, deliver, is_behind, urgent
        self._waiting: deque[Typed] = deque()
        self._current: Typed | None = None
        """The key that is being handled."""
        self._at: DOMNode | None = None
        """The node whose messages the current key waits for."""

    async def put(self, typed: Typed) -> None:
        """Delivers a key or a pasted text now if no other is being handled, else in its turn."""
        if isinstance(typed, events.Key) and typed.key in self._urgent:
            await self._deliver(typed)
            return
        self._waiting.extend(_split(typed) if isinstance(typed, events.Key) else (typed,))
        self.check()
        await self._next()

    async def _next(self) -> None:
        """Delivers the first waiting key, unless another is being handled or it has to wait for the screen.

        The key is done after three passes through the message queues: its own way up to the app, that of the messages
        that its binding sent, and those of a screen that it opened."""
        app = self._app
        if self._current is not None or not self._waiting:
            return
        if not isinstance(app.focused, Input) and self._is_behind(self._waiting[0]):
            return
        self._current = key = self._waiting.popleft()
        target = app.focused or app.screen
        await self._deliver(key)
        self._after(target, lambda: self._after(target, lambda: self._after(app.screen, lambda: self._done(key))))

    def _after(self, node: DOMNode | None, then: Callable[[], object]) -> None:
        """Calls `then` after everything that waits now in the queues of this node and of those above it."""
        self._at = node
        if node is None or node is self._app:
            self._app.call_later(then)
        elif not node.call_later(self._after, node.parent, then):
            self._after(node.parent, then)

    def check(self) -> None:
        """Ends the wait for a widget that has been removed, and has dropped the messages that waited in its queue; and
        the wait of a key for the screen, if it is over."""
        key, node = self._current, self._at
        if key is not None and node is not None and not node.is_attached:
            self._after(self._app.screen, lambda: self._done(key))
        self.caught_up()

    async def _done(self, key: Typed) -> None:
        if key is self._current:
            self._current = None
            await self._next()

    def caught_up(self) -> None:
        """Delivers the next key if it waits no longer: the screen shows more than before."""
        if self._current is None and self._waiting:
            self._app.call_later(self._next)


def _split(key: events.Key) -> tuple[events.Key, ...]:
    """The keys that one event stands for: escape and the letter for alt and a letter, which a terminal sends alike, as
    no key here has alt; enter for a line feed."""
    if key.key.startswith("alt+") and key.character:
        return events.Key("escape", None), events.Key(key.character, key.character)
    return (events.Key("enter", "\r"),) if key.key == ENTER else (key,)
