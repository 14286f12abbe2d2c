"""What is typed after `:`, in k9s' words where it has one."""

from __future__ import annotations

import msgspec

ALIASES = {
    "pods": "pods", "pod": "pods", "po": "pods",
    "ns": "namespace", "namespace": "namespace", "namespaces": "namespace",
    "ctx": "context", "context": "context", "contexts": "context",
    "sort": "sort", "filter": "filter", "theme": "theme", "help": "help", "?": "help",
    "save": "save", "wide": "wide", "q": "quit", "q!": "quit", "quit": "quit", "exit": "quit",
}  # fmt: skip
"""Each word, and what it means."""


class Command(msgspec.Struct, frozen=True):
    """`name` is "" for what we do not know."""

    name: str
    argument: str = ""


def command(text: str) -> Command:
    """`ns shop`, `ctx prod`, `sort age`, `q`; `po shop` lists that namespace, as in k9s."""
    word, _, rest = text.strip().partition(" ")
    return Command(ALIASES.get(word.lower(), ""), rest.strip())


def suggestions(namespaces: tuple[str, ...], contexts: tuple[str, ...], sorts: tuple[str, ...]) -> list[str]:
    """Whole lines that typing may be completed to."""
    return [
        *(f"ns {name}" for name in namespaces),
        *(f"ctx {name}" for name in contexts),
        *(f"sort {name}" for name in sorts),
        "filter ", "help", "pods", "quit", "save", "theme", "wide",
    ]  # fmt: skip
