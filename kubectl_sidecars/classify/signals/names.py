"""What the words in a container's name and in its image's say."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from kubectl_sidecars.classify.context import ContainerContext, Evidence
from kubectl_sidecars.classify.signals.words import HELPER_WORDS, known_word

_PLAIN = frozenset({"sidecar", "container", "helper", "service", "daemon", "worker", "agent", "watch", "v1", "v2"})
"""Last words of names that say nothing: what stands before them does."""
_SPLIT = re.compile(r"[-_./]+")


@functools.lru_cache(maxsize=4096)
def tokens(name: str) -> tuple[str, ...]:
    """The words of a name: `mysql-exporter` is mysql, exporter."""
    return tuple(part for part in _SPLIT.split(name.lower()) if part)


def subject(name: str) -> tuple[str, ...]:
    """The words of a workload's name that name it: in `app-with-logrotate` only what stands before `with`."""
    parts = tokens(name)
    return parts[: parts.index("with")] if "with" in parts[1:] else parts


def by_name(actor: ContainerContext) -> Iterator[Evidence]:
    """The words of its name; the last one says most (a log-proxy proxies, a proxy-log logs)."""
    yield from _said(tokens(actor.name), 1.0, f"name {actor.name}", ())


def by_image_name(actor: ContainerContext) -> Iterator[Evidence]:
    """The words of its image's name; what its own name says too counts less."""
    if not actor.shares_image:
        yield from _said(tokens(actor.image.base), 0.8, f"image {actor.image.base}", tokens(actor.name))


def is_of_names(evidence: Evidence) -> bool:
    """Whether only a name says so: people call an app of their own router, config or scanner."""
    return evidence.words.startswith(("name ", "image "))


def _said(parts: tuple[str, ...], factor: float, words: str, known: tuple[str, ...]) -> Iterator[Evidence]:
    end = len(parts) - 1
    while end > 0 and (parts[end] in _PLAIN or parts[end].isdigit()):
        end -= 1
    for index, part in enumerate(parts):
        meaning = HELPER_WORDS.get(known_word(part))
        if meaning:
            role, task, weight = meaning
            last = 1.0 if index == end else 0.6
            yield Evidence(role, task, weight * factor * last * (0.5 if part in known else 1.0), words)
