"""The part of the app that is used by what reads from the cluster in threads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from textual.message import Message

from kubectl_sidecars.feed import Feed
from kubectl_sidecars.tui.state import AppState


class ReadingHost(Protocol):
    """The part of the app that Excerpts and Rollbacks use."""

    @property
    def state(self) -> AppState:
        """The state that is shown now."""

    @property
    def feed(self) -> Feed:
        """The feed that is followed."""

    def show(self, **changes: object) -> None:
        """Shows the state with these fields changed."""

    def post_message(self, message: Message) -> bool:
        """Puts a message into the app's queue; from any thread."""

    def run_in_thread(self, work: Callable[[], None], group: str) -> None:
        """Runs the work in a thread of its own."""
