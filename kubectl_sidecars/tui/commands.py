"""What each command does, by its name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from kubectl_sidecars.feed import Scope
from kubectl_sidecars.tui.pod_list import SORTS

if TYPE_CHECKING:
    from kubectl_sidecars.tui.app import Console


def _pods(console: Console, namespace: str) -> None:
    if namespace:
        _namespace(console, namespace)
    else:
        console.go_home()
        console.wish(msgspec.structs.replace(console.shown.wish, filter="", only=None))


def _namespace(console: Console, name: str) -> None:
    if name:
        console.switch(Scope(console.feed.scope.context, "" if name in ("all", "*") else name))
    else:
        console.choose_namespace()


def _context(console: Console, name: str) -> None:
    contexts = console.feed.contexts
    if not contexts:
        console.say("there are no contexts here: no kubeconfig is in use", severity="warning")
    elif not name:
        console.choose_context()
    elif name in contexts:
        console.switch(Scope(name, None))
    else:
        console.say(f"no context {name!r} in the kubeconfig: one of {', '.join(contexts)}", severity="warning")


def _sort(console: Console, key: str) -> None:
    if key in SORTS:
        console.sort_by(key)
    else:
        console.say(f"sort by one of {', '.join(SORTS)}", severity="warning")


def _filter(console: Console, text: str) -> None:
    console.wish(msgspec.structs.replace(console.shown.wish, filter=text))


ORDERS: dict[str, Callable[[Console, str], None]] = {
    "pods": _pods,
    "namespace": _namespace,
    "context": _context,
    "sort": _sort,
    "filter": _filter,
    "help": lambda console, _: console.action_help(),
    "save": lambda console, _: console.action_save(),
    "theme": lambda console, _: console.action_theme(),
    "wide": lambda console, _: console.action_wide(),
    "quit": lambda console, _: console.exit(0),
}
"""Their names are what `commands.ALIASES` means."""
