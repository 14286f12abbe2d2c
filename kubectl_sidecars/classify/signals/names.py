"""Signals in the words of a container's name, of its image's, and of the script that it runs."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator

from kubectl_sidecars.classify import weights
from kubectl_sidecars.classify.context import ContainerContext, LoneContainer
from kubectl_sidecars.classify.evidence import Evidence, Kind
from kubectl_sidecars.classify.roles import Role
from kubectl_sidecars.classify.signals.init_clues import MIGRATION, WAIT
from kubectl_sidecars.classify.signals.preparing import only_checks, share
from kubectl_sidecars.classify.signals.words import HELPER_WORDS, INITIALISED, TASK_WORDS, known_word
from kubectl_sidecars.patterns import on_demand

_PLAIN = frozenset({"sidecar", "container", "helper", "service", "daemon", "worker", "agent", "watch", "v1", "v2"})
"""Last words of names that say nothing: the word before them counts as the last one."""
_MOVERS = frozenset({"forwarder", "router", "relay", "gateway"})
"""Last words of names that move what the word before them says: a log-forwarder ships logs."""
_GIVEN_OUT = frozenset({"credential", "credentials", "creds", "secret", "secrets", "password"})
"""Words before `exporter` in the name of what gives these to another, and measures nothing."""
_PRODUCT_WORDS = (
    "filebeat fluentd fluentbit promtail logstash telegraf rsyslog envoy haproxy pgbouncer xtrabackup restic r10k"
    " gluetun stunnel statsd"
)
_PRODUCTS = frozenset(_PRODUCT_WORDS.split())
"""Words that are the names of products: wherever they stand, that product runs."""
_SERVERS = {(word,) for word in ("controller", "operator", "api", "server", "search", "ui", "sanity", "test", "tests")}
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


def by_program_name(container: ContainerContext) -> Iterator[Evidence]:
    """The words in the name of the program or script that it runs, without those that its own or its image's has."""
    if not container.words or container.is_idle:
        return
    already = frozenset((*tokens(container.name), *tokens(container.image.base)))
    for step in container.steps[-1:]:
        if not _NO_PROGRAM().match(step) and not _UTILITY().match(step):
            name = _called(step).partition(" ")[0]
            yield from _known(tokens(name), Kind.NAME, f"runs {name}", (), weights.IN_SCRIPT, already)


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
    if parts[-1:] in _SERVERS:
        factor *= weights.OF_SERVER
    end = len(parts) - 1
    while end > 0 and (parts[end] in _PLAIN or parts[end].isdigit()):
        end -= 1
    moved = HELPER_WORDS.get(parts[end - 1]) if end > 0 and parts[end] in _MOVERS else None
    exports = parts[end:] == ("exporter",) and not _GIVEN_OUT.isdisjoint(parts[:end])
    if exports or (moved and moved[0] is Role.ADAPTER):
        end -= 1
        parts = parts[: end + 1]
    for index, part in enumerate(parts):
        meaning = HELPER_WORDS.get(known_word(part))
        if meaning and part not in already:
            role, task, weight = meaning
            other = weights.PRODUCT_NOT_LAST if part in _PRODUCTS else weights.NOT_LAST
            last = 1.0 if index == end else other
            once = weights.SAID_TWICE if part in known else 1.0
            yield Evidence(role, task, weight * factor * last * once, kind, words)


SCRIPTS = (".sh", ".bash", ".py", ".rb")
MOST_WORDS = 6
"""Words of a simple command in which the script that it runs is looked for."""
MOST_STEPS = 12
"""Simple commands of which the programs are looked at."""
MOST_SUB_COMMANDS = 2
_UTILITY = on_demand(
    r"(?:echo|printf|cat|cp|mv|ln|ls|cd|rm|test|\[+|mkdir|chmod|chown|chgrp|touch|sed|grep|awk|cut|head|tail|sleep|set|exit"
    r"|wait|flock|umask|shopt|export|source|\.|trap|find|curl|wget|nc|if|for|case|local|return|read|install|tar|tee|date|env|true|false)"
    r"(?:\s|$)"
)
"""Programs whose names and arguments tell no task by themselves."""
_INTERPRETER = on_demand(r"(?:ba|da|a|k|z)?sh|python[\d.]*|node|ruby|perl|php")
_SUB_COMMAND = on_demand(r"[a-z][\w:-]*")


def by_task_name(container: LoneContainer) -> Iterator[Evidence]:
    """The words of its name and of its image's name."""
    parts = tokens(container.name)
    then = parts[parts.index("and") + 1 :] if "and" in parts else ()
    also = any(TASK_WORDS.get(known_word(part), (WAIT, 0))[0] != WAIT for part in then)
    also = also or only_checks(container)
    copies = _only_copies(container)
    moves = parts[-1:] in _CHECKING and any(map(_COPIES().match, container.steps))
    is_wait = parts[:1] == ("wait",) and parts[1:2] in (("for",), ("until",)) and not then
    is_start = container.shares_image and parts[-1:] == ("init",) and not container.words
    for piece in _tasks_in(container.name, Kind.NAME, weights.IN_NAME):
        if is_wait and piece.task != WAIT:
            continue
        left = share(container, WAIT) if also and piece.task == WAIT else 1.0
        if piece.task == "api-task" and is_start:
            continue
        brought = weights.IS_BROUGHT if copies or (moves and piece.task == WAIT) else 1.0
        yield piece._replace(weight=piece.weight * left * (brought if piece.task in _DONE else 1.0))
    if not container.shares_image:
        yield from _tasks_in(container.image.base, Kind.IMAGE, weights.IN_INIT_IMAGE)
    if "init" in parts and not container.words:
        about = [part for part in parts if part != "init" and part not in _NO_SUBJECT and not part.isdigit()]
        if len(about) == 1 and about[0] in INITIALISED:
            yield Evidence(Role.INIT, INITIALISED[about[0]], weights.FAIR, Kind.NAME, f"name {container.name}")


_DONE = frozenset({MIGRATION, WAIT, "data-restore", "config-validate"})
"""Tasks that a script which only copies files does not do."""
_NO_SUBJECT = frozenset({"container", "job"})


_CHECKING = {("check",), ("checker",)}
"""Last words of names that mean a wait, unless the script also mends what it checks."""
_COPIES = on_demand(r"(?:cp|mv|ln|install|rsync|tar)\s")
_COPIES_ONLY = on_demand(
    r"(?:cp|mv|ln|install|rsync|tar|mkdir|ls|cd|\[+|test|echo|set|exit|hostname|for|if|basename)(?:\s|$)|\w+="
)


def _only_copies(container: LoneContainer) -> bool:
    """True if its script only copies files: it brings what its name says, and does not run it."""
    return any(map(_COPIES().match, container.steps)) and all(map(_COPIES_ONLY().match, container.steps))


def _tasks_in(name: str, kind: Kind, factor: float) -> Iterator[Evidence]:
    """Evidence of each word of a name that is known."""
    words = tuple(map(known_word, tokens(name)))
    last = max((index for index, token in enumerate(words) if token in TASK_WORDS), default=0)
    brings, makes = words[:1] in _BRINGING, words[:1] in _MAKING
    for index, token in enumerate(words):
        if token in TASK_WORDS:
            task, weight = TASK_WORDS[token]
            is_first = index == 0 or (index == 1 and name.startswith("init"))
            first = weights.WAIT_FIRST if is_first and task in (WAIT, "config-validate") else 1.0
            place = 1.0 if index == last or weight <= weights.FAIR else weights.BEFORE_LAST
            made = makes and task in _MADE
            brought = weights.IS_BROUGHT if made or (brings and task == MIGRATION) else 1.0
            yield Evidence(Role.INIT, task, weight * first * place * brought * factor, kind, f"{kind} {name}")


_MAKING = {("generate",), ("render",)}
_MADE = frozenset({"api-task", "plugin-copy"})
"""Tasks that are not done by who generates the file for them: `generate-registration`."""
_BRINGING = {(word,) for word in ("prepare", "copy", "install", "cp", "fetch", "download")}
"""First words of names that bring the program which the name goes on with."""


def by_task_script(container: LoneContainer) -> Iterator[Evidence]:
    """The words in the name of the script or program that it runs, and in the sub-commands of that program."""
    already = frozenset(tokens(container.name))
    for step in container.steps[:MOST_STEPS]:
        if not _NO_PROGRAM().match(step) and not _UTILITY().match(step):
            name = _called(step)
            best: dict[str, float] = {}
            for token in map(known_word, tokens(name)):
                if token in TASK_WORDS and token not in already:
                    task, weight = TASK_WORDS[token]
                    best[task] = max(best.get(task, 0), weight)
            for task, weight in best.items():
                if task == "plugin-copy" and _only_reads(container):
                    continue
                yield Evidence(Role.INIT, task, weight * weights.IN_SCRIPT, Kind.COMMAND, f"runs {name}")


def _only_reads(container: LoneContainer) -> bool:
    """True if it mounts volumes and can write to none: it brings nothing to them."""
    mounts = container.spec.volume_mounts
    return bool(mounts) and all(mount.read_only for mount in mounts)


_NO_PROGRAM = on_demand(r"-|function |[A-Za-z_]\w*=|[\w.\[\]\"']+ = |(?:import|from|def|class|with|print) ")
"""Beginnings of steps that run nothing: options, the head of a function, an assignment, lines of a Python script."""
_HUMP = on_demand(r"(?<=[a-z])(?=[A-Z])")
"""Between the words of a name like initVolumeData."""


def _called(step: str) -> str:
    """The names of the program or script of a simple command and of its sub-commands."""
    program, *rest = step.split(" ")[:MOST_WORDS]
    if rest and _INTERPRETER().fullmatch(program):
        script = next((word for word in rest if word.endswith(SCRIPTS)), "")
        return _HUMP().sub("-", script.rpartition("/")[2].rpartition(".")[0])
    if program.endswith(SCRIPTS):
        return _HUMP().sub("-", program.rpartition(".")[0])
    return " ".join((program, *itertools.takewhile(_SUB_COMMAND().fullmatch, rest[:MOST_SUB_COMMANDS])))
