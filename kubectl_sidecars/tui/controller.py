"""The part of the app that screens and commands use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from kubectl_sidecars.causes.cause import Cause, LogRequest
from kubectl_sidecars.feed import Feed, Scope
from kubectl_sidecars.tui.pod_list import ListQuery
from kubectl_sidecars.tui.settings import Settings
from kubectl_sidecars.tui.state import AppState


class ScopeSwitch(Protocol):
    """Shows other namespaces and contexts."""

    def switch(self, scope: Scope) -> None:
        """Shows the pods of another namespace or context."""

    def open_namespace(self, name: str) -> None:
        """Shows a namespace if it exists or cannot be looked up; "" for all."""

    def verify(self) -> None:
        """Looks up, once, if the namespace that is shown exists."""

    def choose_namespace(self) -> None:
        """Opens the dialog of namespaces."""

    def choose_context(self) -> None:
        """Opens the dialog of contexts."""


class HiddenCauses(Protocol):
    """Hides causes that the user acknowledges."""

    def hide(self, cause: Cause) -> None:
        """Hides a cause until it changes for the worse."""

    def choose(self) -> None:
        """Opens the dialog of the hidden causes, to show one again."""


class Controller(Protocol):
    """The app as screens and commands know it, so that they need not import the app, which imports them."""

    @property
    def state(self) -> AppState:
        """The state that is shown now."""

    @property
    def feed(self) -> Feed:
        """The feed that is followed."""

    @property
    def settings(self) -> Settings:
        """The settings that the app was started with."""

    def list_pods(self, query: ListQuery) -> None:
        """Lists the pods of another query: another filter, order or cause."""

    def sort_by(self, key: str) -> None:
        """Sorts the pods by this column; by the same column again, in the other direction."""

    @property
    def scopes(self) -> ScopeSwitch:
        """The namespace and context that are shown, and how another one is chosen."""

    @property
    def hidden(self) -> HiddenCauses:
        """The causes that are acknowledged."""

    def go_home(self) -> None:
        """Closes the screens of pods, back to the overview."""

    def list_workloads(self) -> None:
        """Opens the list of workloads."""

    def want_log(self, request: LogRequest) -> None:
        """Reads the last lines of a log that is shown, if they are not known yet or may have changed."""

    def run_in_thread(self, work: Callable[[], None], group: str) -> None:
        """Runs the work in a thread of its own; an exception in it is reported as a defect."""

    def call_later(self, callback: Callable[..., None], *args: object) -> bool:
        """Calls back in the app's own thread, also from another; False if the app is closing."""

    def run_kubectl(self, words: Sequence[str]) -> None:
        """Gives the terminal to a kubectl command until it ends, and reports its status."""

    def say(self, text: str, severity: str = "information") -> None:
        """Shows a notice that disappears by itself."""

    def action_help(self) -> None:
        """Opens the help."""

    def action_save(self) -> None:
        """Opens the dialog of what to save."""

    def action_theme(self) -> None:
        """Switches to the next theme."""

    def action_wide(self) -> None:
        """Shows more columns, or fewer."""

    def exit(self, result: int) -> None:
        """Ends the app with this exit status."""
