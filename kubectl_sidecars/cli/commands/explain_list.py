"""`explain` without a word: all words that it knows, by kind."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from kubectl_sidecars.classify.roles import Role
from kubectl_sidecars.classify.tasks import WORDS as TASKS
from kubectl_sidecars.cli.program import program
from kubectl_sidecars.glossary.meanings import SUBJECTS
from kubectl_sidecars.glossary.own_words import own_words


def listing(width: int) -> Iterator[str]:
    """The lines of the list, wrapped at `width` columns."""
    yield f"Words that `{program()} explain` knows. Several may be named at once."
    for kind, words in (("roles", tuple(Role)), *own_words().items(), ("tasks", sorted(set(TASKS.values())))):
        yield from _kind(kind.capitalize(), words, width)
    for subject, meanings in SUBJECTS.items():
        yield from _kind(subject, sorted(meanings), width)
    yield from _kind("Exits", ("exit/137", "137", "SIGTERM", "Init:0/2"), width, " and all others")
    yield from ("", "Known containers, by name or image (istio-proxy, fluent-bit), and those of a pod: pod/NAME.")


def _kind(title: str, words: Sequence[str], width: int, rest: str = "") -> Iterator[str]:
    yield ""
    yield f"{title}:"
    text = ", ".join(word.replace(" ", "\N{NO-BREAK SPACE}") for word in words) + rest
    for line in textwrap.wrap(text, width, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False):
        yield line.replace("\N{NO-BREAK SPACE}", " ")
