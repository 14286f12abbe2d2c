"""The commands that can be typed after `:`, one row a command. The words are k9s' own where k9s has the command."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import msgspec

from kubectl_sidecars.feed import Scope
from kubectl_sidecars.render.sort_keys import ON_SCREEN
from kubectl_sidecars.tui.controller import Controller


class TypedCommand(NamedTuple):
    """`run` gets what was typed after the word; `complete` returns the lines that typing may be completed to."""

    name: str
    aliases: tuple[str, ...]
    help: str
    run: Callable[[Controller, str], None]
    complete: Callable[[Controller], Iterable[str]] | None = None


def find(text: str) -> tuple[tuple[TypedCommand, ...], str]:
    """The commands that a typed line may mean and its argument: `((namespace,), "shop")` for `ns shop`.

    A word that is no command means those that begin with it; an unknown one means none."""
    word, _, argument = text.strip().partition(" ")
    word = word.lower()
    exact = [BY_WORD[word]] if word in BY_WORD else []
    begun = (command for name, command in BY_WORD.items() if word and name.startswith(word))
    return tuple(exact or dict.fromkeys(begun)), argument.strip()


def run(controller: Controller, text: str) -> None:
    """Runs a typed line; an unknown command is reported with those that exist, an ambiguous one with what it may be."""
    found, argument = find(text)
    if len(found) == 1:
        found[0].run(controller, argument)
    elif found:
        names = " or ".join(command.name for command in found)
        controller.say(f"'{text.strip()}' may be {names}", severity="warning")
    elif text.strip():
        names = ", ".join(sorted(each.name for each in COMMANDS))
        controller.say(f"unknown command {text.strip()!r}: one of {names}", severity="warning")


def suggestions(controller: Controller) -> list[str]:
    """Whole lines that typing may be completed to; those with arguments come first."""
    with_arguments = [line for command in COMMANDS if command.complete for line in command.complete(controller)]
    return [*with_arguments, *(command.name for command in COMMANDS if not command.complete)]


def _pods(controller: Controller, namespace: str) -> None:
    if namespace:
        _namespace(controller, namespace)
    else:
        controller.go_home()
        controller.list_pods(controller.state.query.of_all())


def _namespace(controller: Controller, name: str) -> None:
    if name:
        controller.scopes.open_namespace("" if name in ("all", "*") else name)
    else:
        controller.scopes.choose_namespace()


def _namespaces(controller: Controller) -> Iterable[str]:
    known = {report.namespace for report, _ in controller.state.inspected.pods.values()}
    return (f"ns {name}" for name in sorted(known))


def _context(controller: Controller, name: str) -> None:
    contexts = controller.feed.contexts
    if not contexts:
        controller.say("no contexts: no kubeconfig is in use", severity="warning")
    elif not name:
        controller.scopes.choose_context()
    elif name in contexts:
        controller.scopes.switch(Scope(name, None))
    else:
        controller.say(f"no context {name!r} in the kubeconfig: one of {', '.join(contexts)}", severity="warning")


def _sort(controller: Controller, key: str) -> None:
    if key in ON_SCREEN:
        controller.sort_by(key)
    else:
        controller.say(f"sort by one of {', '.join(ON_SCREEN)}", severity="warning")


def _filter(controller: Controller, text: str) -> None:
    controller.list_pods(msgspec.structs.replace(controller.state.query, filter=text))


COMMANDS = (
    TypedCommand("namespace", ("ns", "namespaces"), "Pods of a namespace; all for all", _namespace, _namespaces),
    TypedCommand("context", ("ctx", "contexts"), "Pods of another context", _context,
            lambda controller: (f"ctx {name}" for name in controller.feed.contexts)),
    TypedCommand("sort", (), "Sort by a column", _sort, lambda _: (f"sort {key}" for key in ON_SCREEN)),
    TypedCommand("filter", (), "Filter the pods, as after /", _filter, lambda _: ("filter ",)),
    TypedCommand("help", ("?",), "Show all keys", lambda controller, _: controller.action_help()),
    TypedCommand("pods", ("pod", "po"), "All pods, or those of a namespace", _pods),
    TypedCommand("quit", ("q", "q!", "exit"), "Quit", lambda controller, _: controller.exit(0)),
    TypedCommand("save", (), "Save the screen or the report", lambda controller, _: controller.action_save()),
    TypedCommand("workloads", ("wl", "workload", "owners", "deploy", "dp", "sts", "ds", "job", "cj"),
            "Owners of pods: how far each is, and what holds it",
            lambda controller, _: controller.list_workloads()),
    TypedCommand("theme", (), "Next theme", lambda controller, _: controller.action_theme()),
    TypedCommand("wide", (), "More or fewer columns", lambda controller, _: controller.action_wide()),
)  # fmt: skip

BY_WORD = {word: command for command in COMMANDS for word in (command.name, *command.aliases)}
