"""A message of a machine in one plain sentence: from events, waiting messages, ends and last words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import msgspec

from kubectl_sidecars.diagnose.facts.messages.row import AtFault, Row
from kubectl_sidecars.diagnose.facts.thresholds import MOST_READ
from kubectl_sidecars.diagnose.faults import MessageKey, MessageName
from kubectl_sidecars.diagnose.phrasing.quotes import innermost
from kubectl_sidecars.needles import may_match, needles_of


class Explanation(msgspec.Struct, frozen=True):
    """Meaning of a message: a clause, who is at fault, and the cure. `name` and `about` are what pods with the same
    fault have in common; `about` is what the message names, or "". `of_many` is the clause for pods of several
    nodes: as its subject they are `each of their nodes`, so that the verb stays as it is."""

    name: MessageName
    words: str
    at_fault: AtFault
    advice: str
    about: str
    of_many: str
    takes_new_pod: bool

    @property
    def key(self) -> MessageKey:
        """The row and what the message names: they tell one meaning from another, whatever the words."""
        return MessageKey(self.name, self.about)


@cache
def rows() -> tuple[Row, ...]:
    """All rows, in the order in which they decide; loaded when the first message is looked up."""
    from kubectl_sidecars.diagnose.facts.messages.binaries import BINARIES  # noqa: PLC0415
    from kubectl_sidecars.diagnose.facts.messages.networks import NETWORKS  # noqa: PLC0415
    from kubectl_sidecars.diagnose.facts.messages.programs import OF_THE_SYSTEM, PROGRAMS  # noqa: PLC0415
    from kubectl_sidecars.diagnose.facts.messages.runtimes import RUNTIMES  # noqa: PLC0415
    from kubectl_sidecars.diagnose.facts.messages.volumes import VOLUMES  # noqa: PLC0415

    return (*NETWORKS, *VOLUMES, *RUNTIMES, *BINARIES, *PROGRAMS, *OF_THE_SYSTEM)


@cache
def rows_of_programs() -> tuple[Row, ...]:
    """The rows that hold for the last words of a program too."""
    from kubectl_sidecars.diagnose.facts.messages.applications import APPLICATIONS  # noqa: PLC0415
    from kubectl_sidecars.diagnose.facts.messages.binaries import BINARIES  # noqa: PLC0415
    from kubectl_sidecars.diagnose.facts.messages.damaged_data import DAMAGED_DATA  # noqa: PLC0415
    from kubectl_sidecars.diagnose.facts.messages.databases import DATABASES  # noqa: PLC0415
    from kubectl_sidecars.diagnose.facts.messages.node_drivers import NODE_DRIVERS  # noqa: PLC0415
    from kubectl_sidecars.diagnose.facts.messages.programs import OF_A_PROGRAM, PROGRAMS  # noqa: PLC0415
    from kubectl_sidecars.diagnose.facts.messages.servers import SERVERS  # noqa: PLC0415

    return (*BINARIES, *NODE_DRIVERS, *PROGRAMS, *DAMAGED_DATA, *SERVERS, *DATABASES, *APPLICATIONS, *OF_A_PROGRAM)


def explained(message: str, node: str) -> Explanation | None:
    """The meaning of a message of the kubelet or the runtime in plain words; None for one that no row knows.

    `node` is the name of the pod's node, or ""."""
    return _first(rows(), message, node)


def explained_words(words: str, node: str) -> Explanation | None:
    """The meaning of the last words of a program; None for words that no row knows."""
    return _first(rows_of_programs(), words, node)


def _first(table: Sequence[Row], message: str, node: str) -> Explanation | None:
    text = innermost(message[:MOST_READ])
    small = text.lower()
    for row in table:
        if not may_match(needles_of(row.pattern), small):
            continue
        found = re.search(row.pattern, text, re.IGNORECASE)
        if found is not None:
            about = next((group for group in found.groups() if group), "")
            its_node = f"node {node}" if node else "its node"
            return Explanation(
                MessageName(row.name),
                row.words.format(about, node=its_node, its_node=its_node),
                row.at_fault,
                row.advice,
                about,
                row.words.format(about, node="their nodes", its_node="each of their nodes"),
                row.takes_new_pod,
            )
    return None
