"""Namespaces and contexts: which one is shown, and how another one is chosen."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from typing import Any, Protocol

import msgspec
from textual.screen import Screen

from kubectl_sidecars.errors import SidecarsError
from kubectl_sidecars.escape import visible
from kubectl_sidecars.feed import Feed, Scope
from kubectl_sidecars.tui.controller import Controller
from kubectl_sidecars.tui.feed_runner import FeedRunner
from kubectl_sidecars.tui.state import AppState, loading


class Host(Controller, Protocol):
    """The part of the app that Scopes uses beside the Controller."""

    state: AppState

    def show(self, **changes: object) -> None:
        """Shows the state with these fields changed."""

    def caught_up(self) -> None:
        """Delivers the keys that waited."""

    def push_screen(self, screen: Screen[Any], callback: Callable[[Any], None]) -> object:
        """Opens a dialog, and calls back with its result."""


class Scopes:
    """Switches to another namespace or context: to a part of the feed that is followed if that has it, else to another
    feed."""

    def __init__(self, host: Host, runner: FeedRunner) -> None:
        self._host, self._runner = host, runner
        self.is_asking = False
        """True while a namespace is looked up."""
        self._verified: Scope | None = None
        """The scope without pods whose namespace was looked up."""

    @property
    def feed(self) -> Feed:
        """The feed that is followed."""
        return self._runner.feed

    def switch(self, scope: Scope) -> None:
        """Shows another namespace or context."""
        switch, host, before = self.feed.switch, self._host, self._host.state
        if switch is None:
            return
        if self._runner.can_narrow(scope):
            self._begin(scope)
            host.state = msgspec.structs.replace(host.state, sync=before.sync, now=before.now)
            self._runner.narrow(scope.namespace or "")
            return
        try:
            feed = switch(scope)
        except SidecarsError as error:
            host.say(str(error), severity="error")
            return
        self._begin(feed.scope)
        self._runner.follow(feed)
        host.show()

    def _begin(self, scope: Scope) -> None:
        """Forgets what was shown of the scope before, but for the filter and the order."""
        host, state = self._host, self._host.state
        self._verified = None
        host.go_home()
        query = msgspec.structs.replace(state.query.of_all(), filter=state.query.filter)
        begun = loading(scope, query, wide=state.wide, visited=state.visited)
        host.state = msgspec.structs.replace(begun, acknowledged=state.acknowledged)

    def open_namespace(self, name: str) -> None:
        """Shows a namespace, "" for all. One of which no pod is known is looked up first: keys wait for the answer."""
        scope, names = Scope(self.feed.scope.context, name), self.feed.namespaces
        is_known = not name or name in self._host.state.visited or self._runner.has_namespace(name)
        if is_known or names is None:
            self.switch(scope)
            return
        self.is_asking = True
        self._look_up(names, lambda known: self._answered(scope, known))

    def verify(self) -> None:
        """Looks up, once, if the namespace that is shown exists: it has no pods, and was not chosen from a list."""
        scope, names = self._host.state.scope, self.feed.namespaces
        if names is None or not scope.namespace or scope == self._verified:
            return
        self._verified = scope
        self._look_up(names, lambda known: self._verify(scope, known))

    def _verify(self, scope: Scope, known: tuple[str, ...] | None) -> None:
        if known is not None and scope.namespace not in known and scope == self._host.state.scope:
            self._host.show(is_missing=True)

    def _look_up(self, names: Callable[[], tuple[str, ...]], answer: Callable[[tuple[str, ...] | None], None]) -> None:
        """Lists the namespaces in a thread, and gives them to `answer`; None if they may not be listed."""

        def ask() -> None:
            known: tuple[str, ...] | None = None
            try:
                known = names()
            except SidecarsError:  # who may not list namespaces may still read one
                pass
            finally:
                self._host.call_later(answer, known)

        self._host.run_in_thread(ask, "namespace")

    def _answered(self, scope: Scope, known: tuple[str, ...] | None) -> None:
        """Shows the namespace if it is one of the known ones, or if these are not known."""
        self.is_asking = False
        name = scope.namespace or ""
        if known is None or name in known:
            self.switch(scope)
        else:
            close = get_close_matches(name, known, 1)
            hint = f": did you mean {close[0]}?" if close else ""
            self._host.say(f"there is no namespace '{name}'{hint}", severity="warning")
        self._host.caught_up()

    def choose_namespace(self) -> None:
        """Opens the dialog of namespaces, and shows the one that is chosen."""
        from kubectl_sidecars.tui.screens.namespaces import (  # noqa: PLC0415 - not before the first rows
            ChooseNamespace,
            name_of,
        )

        self._host.push_screen(
            ChooseNamespace(self._host), lambda choice: self.open_namespace(name_of(choice)) if choice else None
        )

    def choose_context(self) -> None:
        """Opens the dialog of contexts, and shows the one that is chosen with its own namespace."""
        from kubectl_sidecars.tui.screens.dialogs import Choose  # noqa: PLC0415 - not before the first rows

        dialog = Choose("Context", [(name, visible(name)) for name in self.feed.contexts], now=self.feed.scope.context)
        self._host.push_screen(dialog, lambda context: self.switch(Scope(context, None)) if context else None)
