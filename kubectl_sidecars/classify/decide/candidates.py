"""The candidates for the role of a container: all that evidence speaks for, also where the decision did not need it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from kubectl_sidecars.classify.catalog import Index
from kubectl_sidecars.classify.context import LoneContainer
from kubectl_sidecars.classify.decide.decision import Candidate
from kubectl_sidecars.classify.decide.weigh import Sources, Weighed, heaviest_first
from kubectl_sidecars.classify.evidence import Evidence, EvidenceSource, total
from kubectl_sidecars.classify.match.catalog_match import matches
from kubectl_sidecars.classify.roles import Role
from kubectl_sidecars.classify.tasks import words
from kubectl_sidecars.model import ContainerType

C = TypeVar("C", bound=LoneContainer)


def candidates(weighed: Weighed, index: Index, sources: Sources) -> tuple[Candidate, ...]:
    """Every known container that fits and every role or task that signals speak for, by their sums.

    The evidence of each has the name of its signal. Empty where nothing speaks for any role.
    """
    found = (*_known(weighed, index), *_by_signals(weighed, sources))
    return tuple(sorted(found, key=lambda candidate: -candidate.score))


def _known(weighed: Weighed, index: Index) -> Iterator[Candidate]:
    for match in matches(weighed.container, index):
        entry, source = match.entry, EvidenceSource.RULE if match.is_own else EvidenceSource.CATALOG
        role = Role.INIT if weighed.container.type is ContainerType.INIT else entry.role
        evidence = heaviest_first(match.evidence)
        yield Candidate(role, words(entry.task, role), source, entry.id, match.score, evidence)


def _by_signals(weighed: Weighed, sources: Sources) -> Iterator[Candidate]:
    container = weighed.container
    if container.type is ContainerType.INIT:
        yield from _grouped((*_asked(container, sources.init), *_asked(container, sources.preparing)))
        return
    yield from _grouped(_asked(container, sources.helper))
    if container.type is ContainerType.CONTAINER:
        main = [*_asked(container, (*sources.main, *sources.service))]
        main += [_named(piece, sources.purpose) for piece in sources.purpose(container, weighed.role, weighed.task)]
        if main:
            yield _candidate(main)


def _asked(container: C, signals: Iterable[Callable[[C], Iterator[Evidence]]]) -> Iterator[Evidence]:
    return (_named(piece, signal) for signal in signals for piece in signal(container))


def _named(piece: Evidence, signal: Callable[..., Iterator[Evidence]]) -> Evidence:
    return piece._replace(signal=f"{signal.__module__.rpartition('.')[2]}.{signal.__name__}")


def _grouped(evidence: Iterable[Evidence]) -> Iterator[Candidate]:
    """A candidate for each role; for each task of an init container, whose role is a fact."""
    groups: dict[str, list[Evidence]] = {}
    for piece in evidence:
        groups.setdefault(piece.task if piece.role is Role.INIT else piece.role, []).append(piece)
    return map(_candidate, groups.values())


def _candidate(evidence: Iterable[Evidence]) -> Candidate:
    pieces = heaviest_first(evidence)
    task = next((words(piece.task, piece.role) for piece in pieces if piece.task), "")
    return Candidate(pieces[0].role, task, EvidenceSource.SIGNAL, "", total(pieces), pieces)
