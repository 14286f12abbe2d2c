"""Signals of the tasks of init containers in the words of names: their own, their images', their scripts'."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from kubectl_sidecars.classify import weights
from kubectl_sidecars.classify.context import LoneContainer
from kubectl_sidecars.classify.evidence import Evidence, Kind
from kubectl_sidecars.classify.roles import Role
from kubectl_sidecars.classify.signals.init_clues import WAIT
from kubectl_sidecars.classify.signals.migration_clues import MIGRATION
from kubectl_sidecars.classify.signals.names import known_word, tokens
from kubectl_sidecars.classify.signals.products import FILLED
from kubectl_sidecars.classify.signals.program_names import NO_PROGRAM, UTILITY, called
from kubectl_sidecars.classify.signals.shares import only_checks, share
from kubectl_sidecars.classify.signals.task_words import TASK_WORDS, WORDS, Sense
from kubectl_sidecars.patterns import on_demand

MOST_STEPS = 12
"""Simple commands of which the programs are looked at."""


def by_task_name(container: LoneContainer) -> Iterator[Evidence]:
    """The words of its name and of its image's name."""
    parts = tokens(container.name)
    if _is_last(Sense.FILLS, parts) and not container.words and not container.spec.volume_mounts:
        yield Evidence(Role.INIT, "image-prepull", weights.STRONG, Kind.NAME, f"name {container.name}")
        return
    yield from _of_own_name(container, parts)
    if not container.shares_image:
        yield from _tasks_in(container.image.base, Kind.IMAGE, weights.IN_INIT_IMAGE)
    if "init" in parts and not container.words:
        about = [part for part in parts if part != "init" and part not in _NO_SUBJECT and not part.isdigit()]
        if len(about) == 1 and about[0] in FILLED:
            words = f"name {container.name}"
            yield Evidence(Role.INIT, FILLED[about[0]], weights.FAIR, Kind.NAME, words, table="products")


def _of_own_name(container: LoneContainer, parts: tuple[str, ...]) -> Iterator[Evidence]:
    """Evidence of the words of its name, without what its command says against them."""
    then = parts[parts.index("and") + 1 :] if "and" in parts else ()
    also = any(TASK_WORDS.get(known_word(part), (WAIT, 0))[0] != WAIT for part in then)
    also = also or only_checks(container)
    copies = _only_copies(container)
    moves = _is_last(Sense.CHECKS, parts) and any(map(_COPIES().match, container.steps))
    is_wait = parts[:1] == ("wait",) and parts[1:2] in (("for",), ("until",)) and not then
    checks_schema = not share(container, MIGRATION)
    is_start = container.shares_image and parts[-1:] == ("init",) and not container.words
    for piece in _tasks_in(container.name, Kind.NAME, weights.IN_NAME):
        task = WAIT if checks_schema and piece.task == "config-validate" else piece.task
        if (is_wait and task != WAIT) or (checks_schema and task == MIGRATION) or (is_start and task == "api-task"):
            continue
        left = share(container, WAIT) if also and task == WAIT else 1.0
        brought = weights.IS_BROUGHT if copies or (moves and task == WAIT) else 1.0
        yield piece._replace(task=task, weight=piece.weight * left * (brought if task in _DONE else 1.0))


_DONE = frozenset({MIGRATION, WAIT, "data-restore", "config-validate", "artifact-outputs", "api-task", "network-init"})
"""Tasks that a script which only copies files does not do."""
_NO_SUBJECT = frozenset({"container", "job"})
_COPIES = on_demand(r"(?:cp|mv|ln|install|rsync|tar)\s|(?:echo|printf|cat)\b.*(?<!\d)> *(?!&|/dev/|\d)\S")
_COPIES_ONLY = on_demand(
    r"(?:cp|mv|ln|install|rsync|tar|mkdir|ls|cd|\[+|test|echo|printf|cat|set|exit|hostname|for|if|basename|dirname|true|:"
    r"|rm|chmod|chown|touch|find|date|sleep|sync|umask)(?:\s|$)|\w+="
)


def _is_last(sense: Sense, parts: tuple[str, ...]) -> bool:
    return bool(parts) and parts[-1] in WORDS[sense]


def _only_copies(container: LoneContainer) -> bool:
    """True if its script only copies files: it brings what its name says, and does not run it."""
    return any(map(_COPIES().match, container.steps)) and all(map(_COPIES_ONLY().match, container.steps))


def _tasks_in(name: str, kind: Kind, factor: float) -> Iterator[Evidence]:
    """Evidence of each word of a name that is known."""
    words = _known(name)
    last = max((index for index, token in enumerate(words) if token in TASK_WORDS), default=0)
    first_word = words[0] if words else ""
    brings, makes = first_word in WORDS[Sense.BRINGS], first_word in WORDS[Sense.MAKES]
    for index, token in enumerate(words):
        if token in TASK_WORDS:
            if token in WORDS[Sense.IS_SUBJECT] and index != last:
                continue
            task, weight = _meant(words, index, last), TASK_WORDS[token][1]
            is_first = index == 0 or (index == 1 and name.startswith("init"))
            first = weights.WAIT_FIRST if is_first and task in (WAIT, "config-validate") else 1.0
            place = 1.0 if index == last or weight <= weights.FAIR else weights.BEFORE_LAST
            made = makes and task in _MADE
            brought = weights.IS_BROUGHT if made or (brings and task == MIGRATION) else 1.0
            left = first * place * brought * factor
            yield Evidence(Role.INIT, task, weight * left, kind, f"{kind} {name}", table="task_words")


@functools.lru_cache(maxsize=4096)
def _known(name: str) -> tuple[str, ...]:
    """The words of a name, each as the word that is known here, if any. A `livesync` brings no data."""
    words = ((token, known_word(token)) for token in tokens(name))
    return tuple(token if word != token and word in WORDS[Sense.RESTORES] else word or token for token, word in words)


def _meant(words: tuple[str, ...], index: int, last: int) -> str:
    """The task that the word at `index` means beside the others: a check of a version, a download of plugins."""
    token, task = words[index], TASK_WORDS[words[index]][0]
    if token in WORDS[Sense.FETCHES] and index < last:
        fetched = TASK_WORDS.get(words[last], ("", 0))[0]
        return fetched if fetched in _FETCHED else task
    if token in WORDS[Sense.IS_FETCHED] and not _GETTING.isdisjoint(words[:index]):
        return "data-restore"
    if token in WORDS[Sense.CHECKS] and not WORDS[Sense.IS_INPUT].isdisjoint(words):
        return "config-validate"
    if token in WORDS[Sense.VERIFIES] and not WORDS[Sense.IS_REACHED].isdisjoint(words):
        return WAIT
    if task == "data-restore" and "to" in words[:-1] and words[words.index("to") + 1] in WORDS[Sense.IS_PLACE]:
        return "data-backup"
    return task


_GETTING = WORDS[Sense.FETCHES] | WORDS[Sense.RESTORES]
_FETCHED = frozenset({"model-download", "plugin-copy", "config-preload", "secret-preload", "cert-bootstrap"})
"""Tasks that are done by fetching what their word says: `download-plugins`."""
_MADE = frozenset({"api-task", "plugin-copy"})
"""Tasks that are not done by who generates the file for them: `generate-registration`."""


def by_task_script(container: LoneContainer) -> Iterator[Evidence]:
    """The words in the name of the script or program that it runs, and in the sub-commands of that program."""
    already = frozenset(tokens(container.name))
    for step in container.steps[:MOST_STEPS]:
        if not NO_PROGRAM().match(step) and not UTILITY().match(step):
            name = called(step)
            best: dict[str, float] = {}
            words = _known(name)
            for index, token in enumerate(words):
                if token in TASK_WORDS and token not in already:
                    task = _meant(words, index, len(words) - 1)
                    best[task] = max(best.get(task, 0), TASK_WORDS[token][1])
            for task, weight in best.items():
                if task == "plugin-copy" and _only_reads(container):
                    continue
                runs = f"runs {name}"
                yield Evidence(Role.INIT, task, weight * weights.IN_SCRIPT, Kind.COMMAND, runs, table="task_words")


def _only_reads(container: LoneContainer) -> bool:
    """True if it mounts volumes and can write to none: it brings nothing to them."""
    mounts = container.spec.volume_mounts
    return bool(mounts) and all(mount.read_only for mount in mounts)
