"""Evidence: one reason for or against a role. Later steps read its typed fields; its words are for people alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from kubectl_sidecars.classify.roles import Role
from kubectl_sidecars.needles import Needles, needles_of
from kubectl_sidecars.patterns import on_demand


class Kind(StrEnum):
    """The part of the pod that was looked at. The values are words for people."""

    RULE = "your rule"
    INJECTOR_LIST = "injector's list"
    DEFAULT_CONTAINER = "default container"
    ANNOTATION = "annotation"
    LABEL = "label"
    NAME = "name"
    IMAGE = "image"
    SHARED_IMAGE = "shared image"
    COMMAND = "command"
    ENVIRONMENT = "environment"
    PORT = "port"
    ADDRESS = "address"
    CAPABILITY = "capability"
    VOLUME = "volume"
    NODE_LOGS = "node's logs"
    WORKLOAD_NAME = "workload's name"
    WORKLOAD_IMAGE = "workload's image"
    PROBE = "probes"
    SERVICE = "Service"
    TYPE = "container type"
    OTHERS = "other containers"


class EvidenceSource(StrEnum):
    """The source of the evidence. The values are words for people."""

    RULE = "your rule"
    CATALOG = "catalogue"
    INJECTOR = "injector"
    SIGNAL = "signal"
    POD = "pod"


class Evidence(NamedTuple):
    """`weight` speaks for the role, or against it where it is negative: see `weights` for the scale.

    `words` is for people: no step reads them. `signal` is the module and the function of `classify/signals/`
    that found it, as `names.by_name`; "" for another source. `table` is the module there of which it is a row, if any.
    """

    role: Role
    task: str
    weight: float
    kind: Kind
    words: str
    source: EvidenceSource = EvidenceSource.SIGNAL
    signal: str = ""
    quiet: bool = False
    """True for what only agrees with other evidence: it counts, and is not printed beside it."""
    table: str = ""


class Clue(NamedTuple):
    """A part of a command line, and what it is evidence for.

    With `of_program` the pattern is searched in the simple commands, one a line, each of which begins with its program.
    A text without any of the `needles` is not searched, and the pattern is compiled for the first text that has one.
    """

    pattern: Callable[[], re.Pattern[str]]
    needles: Needles
    evidence: Evidence
    of_program: bool = False


def clue(role: Role, task: str, weight: float, words: str, *alternatives: str) -> Clue:
    """A clue that one of the regular expressions finds, in capitals or not."""
    pattern = "|".join(alternatives)
    evidence = Evidence(role, task, weight, Kind.COMMAND, words)
    return Clue(on_demand(pattern, re.IGNORECASE), needles_of(pattern), evidence)


def program(role: Role, task: str, weight: float, words: str, *alternatives: str) -> Clue:
    """A clue that a program is run: each expression begins with the program. Arguments of others are no clue."""
    pattern = rf"^(?:{'|'.join(alternatives)})"
    evidence = Evidence(role, task, weight, Kind.COMMAND, words)
    return Clue(on_demand(pattern, re.IGNORECASE | re.MULTILINE), needles_of(pattern), evidence, of_program=True)


def rows_of(module: str, *clues: Clue) -> tuple[Clue, ...]:
    """The clues of the table in this module, and of others that it takes in: the evidence of each names its own."""
    name = module.rpartition(".")[2]
    named = (each.evidence._replace(table=each.evidence.table or name) for each in clues)
    return tuple(each._replace(evidence=evidence) for each, evidence in zip(clues, named, strict=True))


def clues_in(clues: Iterable[Clue], argv: str, step_lines: str) -> Iterator[Evidence]:
    """The evidence of each clue that is in a command line, or in its simple commands, in the order of the clues."""
    if not argv:
        return
    texts = (_read(argv), _read(step_lines))
    for pattern, needles, evidence, of_program in clues:
        small, text, is_plain = texts[of_program]
        for needle in needles:
            if needle in small:
                break
        else:
            if is_plain and needles:
                continue
        if pattern().search(text):
            yield evidence


def _read(text: str) -> tuple[str, str, bool]:
    """The text in small letters, the text, and whether a text without any of a clue's needles cannot match it."""
    small = text.lower()
    return small, text, small.isascii()


def total(evidence: tuple[Evidence, ...]) -> float:
    """The sum of the weights; 0 for no evidence."""
    return sum(piece.weight for piece in evidence)
