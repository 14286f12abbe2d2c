"""Signals of helpers in the words of a container's name, of its image's, and of the program that it runs."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from kubectl_sidecars.classify import counts, weights
from kubectl_sidecars.classify.context import ContainerContext, PodContext
from kubectl_sidecars.classify.evidence import Evidence, Kind
from kubectl_sidecars.classify.roles import Role
from kubectl_sidecars.classify.signals.products import MEANT
from kubectl_sidecars.classify.signals.program_names import NO_PROGRAM, UTILITY, called
from kubectl_sidecars.classify.signals.task_words import TASK_WORDS
from kubectl_sidecars.classify.signals.words import BESIDE, HELPER_WORDS

_PLAIN_WORDS = "sidecar container helper service daemon worker agent watch loop management v1 v2"
_PLAIN = frozenset(_PLAIN_WORDS.split())
"""Last words of names that say nothing: the word before them counts as the last one."""
_MOVERS = frozenset({"forwarder", "router", "relay", "gateway"})
"""Last words of names that move what the word before them says: a log-forwarder ships logs."""
_HANDLERS = frozenset({"pusher", "rotator", "rotate", "push", "terminator"})
"""Last words of names that yield to the word before them, if that means a helper: a tls-terminator ends TLS."""
_GIVEN_OUT = frozenset({"credential", "credentials", "creds", "secret", "secrets", "password"})
"""Words before `exporter` in the name of what gives these to another, and measures nothing."""
_PRODUCT_WORDS = (
    "filebeat fluentd fluentbit promtail logstash telegraf rsyslog envoy haproxy pgbouncer xtrabackup"
    " restic r10k gluetun stunnel statsd universalforwarder"
)
_PRODUCTS = frozenset(_PRODUCT_WORDS.split())
"""Words that are the names of products: wherever they stand, that product runs."""
_SERVER_WORDS = "controller operator api server search ui mcp sanity test tests"
SERVERS = {(word,) for word in _SERVER_WORDS.split()}
"""Last words of the names of applications: the word before them says what they are about, not what they do."""
_SPLIT = re.compile(r"[-_./]+")


ENDINGS = (
    *("checker", "proxy", "exporter", "metrics", "reloader", "backup", "logger", "tunnel", "update", "sync", "syncer"),
    *("backuper", "shipper", "updater", "watcher", "uploader", "downloader", "cleaner", "monitor", "forwarder"),
)
"""Words that names are put together with: `rqmetrics`, `sqlproxy`, `geoipupdate`."""

BEGINNINGS = ("waitfor",)
"""Words that names begin with, written together with the next one: `waitforpostgres`."""


def known_word(part: str) -> str:
    """The part of a name that is a word here: all of it, its beginning, its end; "" for none."""
    if part in HELPER_WORDS or part in TASK_WORDS:
        return part
    if part.startswith(BEGINNINGS):
        return next(word for word in BEGINNINGS if part.startswith(word))
    return next((end for end in ENDINGS if part.endswith(end)), "") if part.endswith(ENDINGS) else ""


@functools.lru_cache(maxsize=4096)
def tokens(name: str) -> tuple[str, ...]:
    """The words of a name, in small letters: `mysql-exporter` has mysql and exporter."""
    return tuple(part for part in _SPLIT.split(name.lower()) if part)


def subject(name: str) -> tuple[str, ...]:
    """The words of a workload's name that name the workload: those before `with` in `app-with-logrotate`."""
    parts = tokens(name)
    return parts[: parts.index("with")] if "with" in parts[1:] else parts


_NUMBER = re.compile(r"(?<=[a-z]{3})\d+$")
_GROUP = re.compile(r"([a-z]{4,})(?:cluster|server|node|instance|replica|set)$")
"""A word that names a product and the group that it makes: `varnishcluster`."""


@functools.lru_cache(maxsize=4096)
def subjects(name: str) -> frozenset[str]:
    """The words of a workload's name without their numbers, and the products in them: peer for `org1-peer0`."""
    parts = {_NUMBER.sub("", part) for part in subject(name)}
    return frozenset((*parts, *(found[1] for part in parts if (found := _GROUP.match(part)))))


HELPING = frozenset({"sidecar", "helper", "side", "car", "companion"})
"""Words by which a container calls itself a helper."""


SIDECAR = frozenset({"sidecar"})


def calls_itself_sidecar(container: ContainerContext) -> bool:
    """True if a word of its name is sidecar, or one of its command line: `--mode sidecar`."""
    return "sidecar" in tokens(container.name) or "sidecar" in container.words


def calls_itself_helper(name: str) -> bool:
    """True for the name of a container that calls itself a helper."""
    return not HELPING.isdisjoint(tokens(name))


def named_for(container: ContainerContext) -> tuple[Role, str] | None:
    """The role and the task that the last word of its name means; None for a word that means none."""
    meaning = HELPER_WORDS.get(known_word(tokens(container.name)[-1])) if tokens(container.name) else None
    return meaning[:2] if meaning else None


def by_name(container: ContainerContext) -> Iterator[Evidence]:
    """The words of its name; the last one says most (a log-proxy proxies, a proxy-log logs).

    A watcher in a Job reloads nothing: it waits for what its neighbour makes.
    """
    of_product = container.is_part and not any(map(HELPER_WORDS.get, tokens(container.image.base)))
    same = weights.SAME_PRODUCT if of_product else 1
    factor = weights.IN_NAME * (weights.SAME_SUITE if _is_of_suite(container) else same)
    words = f"name {container.name}"
    for piece in _known(_own_words(container), Kind.NAME, words, (), factor):
        if container.pod.is_of_job and piece.task == "config-watch-reload":
            yield piece._replace(role=Role.JOB_HELPER, task="result-export")
        else:
            yield piece._replace(role=Role.BACKUP) if _keeps_uploading(container, piece) else piece


def _is_of_suite(container: ContainerContext) -> bool:
    """True if the names of some images of the pod, its own among them, begin with the same words and go on.

    It is one of the programs of a product then, and its name tells which.
    """
    return len(container.pod.once(_families).get(_family(container), ())) >= counts.IMAGES_OF_SUITE


def _family(container: ContainerContext) -> tuple[str, ...]:
    parts = tokens(container.image.base)
    return parts[: counts.WORDS_OF_SUITE] if len(parts) > counts.WORDS_OF_SUITE else ()


def _families(pod: PodContext) -> dict[tuple[str, ...], set[str]]:
    """By the first words of an image's name: the images of the running containers that have them."""
    found: dict[tuple[str, ...], set[str]] = {}
    for container in pod.running:
        if family := _family(container):
            found.setdefault(family, set()).add(container.image.repository)
    return found


def _own_words(container: ContainerContext) -> tuple[str, ...]:
    """The words of its name, without the workload's at the end: `stats-shop` of the workload shop makes statistics."""
    parts, about = tokens(container.name), tokens(container.pod.name)
    end = len(parts)
    while end > 1 and parts[end - 1] in about and not known_word(parts[end - 1]):
        end -= 1
    return parts[:end]


_WITH_DATA = frozenset({"StatefulSet", "DaemonSet"})
"""Kinds of workloads that have data of their own and no end: there are no results to export."""


def _keeps_uploading(container: ContainerContext, piece: Evidence) -> bool:
    """True for an uploader in a pod that has data and no end: it keeps elsewhere what its neighbour writes."""
    return piece.role is Role.JOB_HELPER and container.pod.workload.kind in _WITH_DATA


def by_image_name(container: ContainerContext) -> Iterator[Evidence]:
    """The words of its image's name; those that its own name has too count less."""
    if not container.shares_image and not _is_of_suite(container):
        factor = weights.IN_IMAGE * (weights.OF_SERVER if tokens(container.name)[-1:] in SERVERS else 1)
        words, known = f"image {container.image.base}", tokens(container.name)
        yield from _known(tokens(container.image.base), Kind.IMAGE, words, known, factor)


def by_program_name(container: ContainerContext) -> Iterator[Evidence]:
    """The words in the name of the program or script that it runs, without those that its own or its image's has.

    Of the parts of a product each runs another program: there the program says again what the name says.
    """
    if not container.words or container.is_idle:
        return
    of_image, own = tokens(container.image.base), tokens(container.name)
    already = frozenset(of_image if container.is_part else own if container.shares_image else (*own, *of_image))
    for step in container.steps[-1:]:
        if not NO_PROGRAM().match(step) and not UTILITY().match(step):
            name = called(step).partition(" ")[0]
            evidence = _known(tokens(name), Kind.NAME, f"runs {name}", (), weights.IN_SCRIPT, already)
            yield from () if _is_brought(container) else evidence


def _is_brought(container: ContainerContext) -> bool:
    """True if its program is on an emptyDir: launchers bring the same one for whatever a container runs."""
    program, volumes = container.words[0], container.pod.volumes
    return any(
        mount.name in volumes and volumes[mount.name].empty_dir and program.startswith(f"{mount.mount_path}/")
        for mount in container.spec.volume_mounts
    )


NAMES = frozenset({Kind.NAME, Kind.IMAGE})
"""Kinds of evidence that only a name gives: people call an app of their own router, config or scanner."""


def _known(
    parts: tuple[str, ...],
    kind: Kind,
    words: str,
    known: tuple[str, ...],
    factor: float,
    already: frozenset[str] = frozenset(),
) -> Iterator[Evidence]:
    """Evidence of each word that is known, with less weight unless it is last.

    `known` are words that count less, and `already` words that do not count.
    """
    if parts[-1:] in SERVERS:
        factor *= weights.OF_SERVER
    end = len(parts) - 1
    while end > 0 and (parts[end] in _PLAIN or parts[end].isdigit()):
        end -= 1
    before = HELPER_WORDS.get(parts[end - 1]) if end > 0 else None
    moved = before is not None and before[0] is Role.ADAPTER and parts[end] in _MOVERS
    handled = before is not None and parts[end] in _HANDLERS
    exports = parts[end:] == ("exporter",) and not _GIVEN_OUT.isdisjoint(parts[:end])
    if exports or moved or handled:
        end -= 1
        parts = parts[: end + 1]
    for index, part in enumerate(parts):
        meaning = HELPER_WORDS.get(known_word(part))
        if meaning and part not in already:
            role, task, weight = meaning
            if (beside := BESIDE.get(part)) is not None and not beside.words.isdisjoint(parts):
                role, task = beside.role, beside.task
            other = weights.PRODUCT_NOT_LAST if part in _PRODUCTS else weights.NOT_LAST
            last = 1.0 if index == end else other
            once = weights.WORD_TWICE if part in known else 1.0
            table = "products" if part in MEANT else "words"
            yield Evidence(role, task, weight * factor * last * once, kind, words, table=table)
