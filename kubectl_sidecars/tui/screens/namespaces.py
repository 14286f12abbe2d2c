"""The dialog that chooses a namespace."""

from __future__ import annotations

from collections.abc import Iterable

from kubectl_sidecars.errors import SidecarsError
from kubectl_sidecars.escape import visible
from kubectl_sidecars.tui.controller import Controller
from kubectl_sidecars.tui.screens.dialogs import Choose

ALL = "/"
"""The value of "all namespaces": no namespace has this name."""


def name_of(choice: str) -> str:
    """The namespace that a choice of the dialog means; "" for all."""
    return "" if choice == ALL else choice


def _options(namespaces: Iterable[str]) -> list[tuple[str, str]]:
    return [(ALL, "all namespaces"), *((name, visible(name)) for name in sorted(namespaces) if name)]


class ChooseNamespace(Choose):
    """Offers at once the namespaces of the pods that are known and those that were shown before, then those that the
    feed lists. Until these are there any other can be typed, also by users who may not list namespaces."""

    def __init__(self, controller: Controller) -> None:
        state = controller.state
        self._controller = controller
        self._known = state.visited.union(report.namespace for report, _ in state.inspected.pods.values())
        now = state.scope.namespace or ALL
        super().__init__("Namespace", _options(self._known), now=now, other=True)

    def on_mount(self) -> None:
        self._controller.run_in_thread(self._list, "namespaces")

    def _list(self) -> None:
        """In a thread: offers what the feed lists."""
        controller = self._controller
        list_namespaces = controller.feed.namespaces
        try:
            names = list_namespaces() if list_namespaces else ()
        except SidecarsError as error:
            why = f"{error}: only the namespaces at hand are listed, another one can be typed"
            controller.call_later(controller.say, why, "warning")
            return
        controller.call_later(self.offer, _options(self._known.union(names)), not list_namespaces)
