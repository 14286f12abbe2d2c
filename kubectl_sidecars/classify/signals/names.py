"""Signals of helpers in the words of a container's name and of its image's."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from kubectl_sidecars.classify import weights
from kubectl_sidecars.classify.context import ContainerContext
from kubectl_sidecars.classify.evidence import Evidence, Kind
from kubectl_sidecars.classify.judgement import Role
from kubectl_sidecars.classify.signals.words import HELPER_WORDS, known_word

_PLAIN = frozenset({"sidecar", "container", "helper", "service", "daemon", "worker", "agent", "watch", "v1", "v2"})
"""Last words of names that say nothing: the word before them counts as the last one."""
_MOVERS = frozenset({"forwarder", "router", "relay", "gateway"})
"""Last words of names that move what the word before them says: a log-forwarder ships logs."""
_PRODUCT_WORDS = (
    "filebeat fluentd fluentbit promtail logstash telegraf rsyslog envoy haproxy pgbouncer xtrabackup restic r10k"
    " gluetun stunnel statsd"
)
_PRODUCTS = frozenset(_PRODUCT_WORDS.split())
"""Words that are the names of products: wherever they stand, that product runs."""
_SERVERS = {(word,) for word in ("controller", "operator", "api", "server", "search", "ui")}
"""Last words of the names of applications: the word before them says what they are about, not what they do."""
_SPLIT = re.compile(r"[-_./]+")


@functools.lru_cache(maxsize=4096)
def tokens(name: str) -> tuple[str, ...]:
    """The words of a name, in small letters: `mysql-exporter` has mysql and exporter."""
    return tuple(part for part in _SPLIT.split(name.lower()) if part)


def subject(name: str) -> tuple[str, ...]:
    """The words of a workload's name that name the workload: those before `with` in `app-with-logrotate`."""
    parts = tokens(name)
    return parts[: parts.index("with")] if "with" in parts[1:] else parts


HELPING = frozenset({"sidecar", "helper", "side", "car", "companion"})
"""Words by which a container calls itself a helper."""


SIDECAR = frozenset({"sidecar"})


def calls_itself_sidecar(container: ContainerContext) -> bool:
    """True if a word of its name is sidecar, or one of its command line: `--mode sidecar`."""
    return "sidecar" in tokens(container.name) or "sidecar" in container.words


def calls_itself_helper(name: str) -> bool:
    """True for the name of a container that calls itself a helper."""
    return not HELPING.isdisjoint(tokens(name))


def by_name(container: ContainerContext) -> Iterator[Evidence]:
    """The words of its name; the last one says most (a log-proxy proxies, a proxy-log logs)."""
    of_product = container.is_part and not any(map(HELPER_WORDS.get, tokens(container.image.base)))
    factor = weights.IN_NAME * (weights.SAME_PRODUCT if of_product else 1)
    yield from _known(tokens(container.name), Kind.NAME, f"name {container.name}", (), factor)


def by_image_name(container: ContainerContext) -> Iterator[Evidence]:
    """The words of its image's name; those that its own name has too count less."""
    if not container.shares_image:
        factor = weights.IN_IMAGE * (weights.OF_SERVER if tokens(container.name)[-1:] in _SERVERS else 1)
        words, known = f"image {container.image.base}", tokens(container.name)
        yield from _known(tokens(container.image.base), Kind.IMAGE, words, known, factor)


NAMES = frozenset({Kind.NAME, Kind.IMAGE})
"""Kinds of evidence that only a name gives: people call an app of their own router, config or scanner."""


def _known(parts: tuple[str, ...], kind: Kind, words: str, known: tuple[str, ...], factor: float) -> Iterator[Evidence]:
    """Evidence of each word that is known, with less weight unless it is last; `known` are words that count less."""
    if parts[-1:] in _SERVERS:
        factor *= weights.OF_SERVER
    end = len(parts) - 1
    while end > 0 and (parts[end] in _PLAIN or parts[end].isdigit()):
        end -= 1
    moved = HELPER_WORDS.get(parts[end - 1]) if end > 0 and parts[end] in _MOVERS else None
    if moved and moved[0] is Role.ADAPTER:
        end -= 1
        parts = parts[: end + 1]
    for index, part in enumerate(parts):
        meaning = HELPER_WORDS.get(known_word(part))
        if meaning:
            role, task, weight = meaning
            other = weights.PRODUCT_NOT_LAST if part in _PRODUCTS else weights.NOT_LAST
            last = 1.0 if index == end else other
            once = weights.SAID_TWICE if part in known else 1.0
            yield Evidence(role, task, weight * factor * last * once, kind, words)
