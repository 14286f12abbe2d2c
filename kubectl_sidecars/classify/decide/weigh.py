"""Weighs the evidence of each container: for which role how much there is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from kubectl_sidecars.classify import thresholds, weights
from kubectl_sidecars.classify.bounded_cache import Memory
from kubectl_sidecars.classify.catalog import Index
from kubectl_sidecars.classify.context import ContainerContext, LoneContainer, LoneSignal, PodContext, Signal
from kubectl_sidecars.classify.evidence import Evidence, Kind, total
from kubectl_sidecars.classify.facts import LoneFacts, Marks, PodFacts
from kubectl_sidecars.classify.known_container import Strength
from kubectl_sidecars.classify.match.catalog_match import Match, recognise, refused
from kubectl_sidecars.classify.match.injection_proof import injected
from kubectl_sidecars.classify.roles import Role
from kubectl_sidecars.classify.signals import HELPER_SIGNALS, INIT_SIGNALS, PREPARING_SIGNALS
from kubectl_sidecars.classify.signals.filling import by_program, by_source, runs_configured_script
from kubectl_sidecars.classify.signals.main_signals import MAIN_SIGNALS, by_purpose, by_service
from kubectl_sidecars.classify.signals.preparing import does_nothing
from kubectl_sidecars.classify.signals.shares import share
from kubectl_sidecars.model import ContainerType

C = TypeVar("C", bound=LoneContainer)


class Sources(NamedTuple):
    """The functions that give evidence."""

    recognise: Callable[[LoneContainer, Index], Match | None] = recognise
    refused: Callable[[LoneContainer, Index], Iterator[Evidence]] = refused
    injected: Callable[[LoneContainer], Evidence | None] = injected
    helper: tuple[Signal, ...] = HELPER_SIGNALS
    init: tuple[LoneSignal, ...] = INIT_SIGNALS
    preparing: tuple[Signal, ...] = PREPARING_SIGNALS
    """Asked of an init container of which `init` tells nothing."""
    copying: tuple[Signal, ...] = (by_program, by_source)
    """Asked of an init container that copies files or makes directories, as most do besides."""
    main: tuple[Signal, ...] = MAIN_SIGNALS
    service: tuple[Signal, ...] = (by_service,)
    """Asked of containers that are no helpers: a Service sends to a proxy too, which then passes it to the app."""
    purpose: Callable[[ContainerContext, Role, str], Iterator[Evidence]] = by_purpose


SOURCES = Sources()


class Weighed(NamedTuple):
    """One container with all that is known of it by itself.

    `helper` is the evidence for its best role as a helper, or for the task of an init container.
    """

    container: ContainerContext
    match: Match | None
    helper: tuple[Evidence, ...]
    main: tuple[Evidence, ...] = ()
    proof: Evidence | None = None
    """Proof that it was injected."""
    refused: tuple[Evidence, ...] = ()
    """The user's own rules that mean it and cannot hold."""
    job: tuple[Evidence, ...] = ()
    """The evidence for the task of a Job's container."""

    @property
    def helper_score(self) -> float:
        """The score of the match, or the sum of the signals, for its role as a helper."""
        if self.match and self.match.entry.role is not Role.MAIN:
            return self.match.score
        return total(self.helper)

    @property
    def role(self) -> Role:
        """Its role as a helper."""
        return self.match.entry.role if self.match else self.helper[0].role if self.helper else Role.UNKNOWN

    @property
    def task(self) -> str:
        """Its task as a helper."""
        return self.match.entry.task if self.match else self.helper[0].task if self.helper else ""

    @property
    def main_evidence(self) -> float:
        """The sum of the evidence for main, without the catalogue's."""
        return total(self.main)

    @property
    def is_named(self) -> bool:
        """True if the pod itself names it as its main container."""
        return any(piece.kind is Kind.DEFAULT_CONTAINER for piece in self.main)

    @property
    def is_node_agent(self) -> bool:
        """True if it reads the node's logs on each node."""
        return any(piece.kind is Kind.NODE_LOGS for piece in self.main)

    @property
    def main_score(self) -> float:
        """The sum of all evidence for main, with the score of a match that says main."""
        known = self.match.score if self.match and self.match.entry.role is Role.MAIN else 0.0
        return known + self.main_evidence


Lone = tuple[Match | None, tuple[Evidence, ...]]
"""What is known of a container without its neighbours: its match, and the evidence for an init container's task."""


class Weigher:
    """Weighs containers by one index and keeps what is known of each without its neighbours."""

    def __init__(self, index: Index, sources: Sources = SOURCES) -> None:
        self.index = index
        self.sources = sources
        self._lone: Memory[LoneFacts, Lone] = Memory(self._weigh_alone)

    def weigh(self, facts: PodFacts) -> list[Weighed]:
        """Each container of a pod, in their order. Who is main is decided later, for the pod as a whole."""
        pod, marks = PodContext(facts), self.index.marks
        annotations: Marks = tuple([item for item in facts.annotations if marks[item]])
        labels: Marks = tuple([item for item in facts.labels if marks[item]])
        return [
            self._weigh(container, LoneFacts(container.spec, annotations, labels, container.shares_image))
            for container in pod.containers
        ]

    def _weigh(self, container: ContainerContext, facts: LoneFacts) -> Weighed:
        ask = self.sources
        refused = tuple(ask.refused(container, self.index))
        match, helper = self._lone[facts]
        if match and match.entry.strength is Strength.COMMAND and not match.is_own:
            only_sleeps = container.is_idle and match.entry.role is not Role.DEBUG
            match = None if only_sleeps or container.starts_another else match
        if container.type is ContainerType.INIT:
            if match and _is_of_image_alone(match) and runs_configured_script(container):
                match, helper = None, self._task(container)
            if match is None and (total(helper) < thresholds.HELPER or _is_vague(helper)):
                helper = best_task((*helper, *gathered(container, ask.preparing)))
            elif match is None and helper[0].task == VAGUE and helper[0].kind is Kind.COMMAND:
                helper = best_task((*helper, *gathered(container, ask.copying)))
            return Weighed(container, match, helper, refused=refused)
        if match is None or match.score < thresholds.MATCH_DECIDES or match.entry.strength is Strength.COMMAND:
            helper = best_role(gathered(container, ask.helper))
            match = _agreed(match, helper) if match else None
        weighed = Weighed(container, match, helper, (), ask.injected(container), refused)
        return weighed if container.type is not ContainerType.CONTAINER else self._with_main(weighed)

    def _with_main(self, weighed: Weighed) -> Weighed:
        """The container with the evidence for its being main."""
        ask, container, match = self.sources, weighed.container, weighed.match
        main = gathered(container, ask.main)
        if (
            container.pod.served
            and total(weighed.helper) < thresholds.HELPER
            and (match is None or match.entry.role is Role.MAIN)
        ):
            main = heaviest_first((*main, *gathered(container, ask.service)))
        if match is None or match.may_stand_alone:
            main = (*main, *ask.purpose(container, weighed.role, weighed.task))
        job = self._task(container) if container.pod.is_of_job else ()
        return weighed._replace(main=main, job=job)

    def _weigh_alone(self, facts: LoneFacts) -> Lone:
        """The match; of an init container known by its command alone, the signals instead where those say more."""
        container = LoneContainer(facts)
        match = self.sources.recognise(container, self.index)
        if container.type is not ContainerType.INIT:
            return match, ()
        if match and match.score >= thresholds.MATCH_DECIDES and match.entry.strength is not Strength.COMMAND:
            return match, (self._task(container) if _does_many_things(match) or does_nothing(container) else ())
        task = self._task(container)
        if match and not match.is_own and share(container, match.entry.task) < 1:
            return None, task
        return (match, ()) if match and match.score >= total(task) else (None, task)

    def _task(self, container: LoneContainer) -> tuple[Evidence, ...]:
        return best_task(gathered(container, self.sources.init))


def _is_vague(evidence: Sequence[Evidence]) -> bool:
    """True if only common words of a name tell the task."""
    return all(piece.weight <= weights.FAIR for piece in evidence)


def _is_of_image_alone(match: Match) -> bool:
    """True if only its image says what it is."""
    return not match.is_own and all(piece.kind in (Kind.IMAGE, Kind.TYPE) for piece in match.evidence)


def _does_many_things(match: Match) -> bool:
    """True if the command of an init container says more than its image: that of a family of tasks, or of a helper."""
    return not match.is_own and (match.entry.is_family or match.entry.role is not Role.INIT)


def _agreed(match: Match, helper: tuple[Evidence, ...]) -> Match | None:
    """A weak match with the signals that agree, heaviest first; None where signals say more of another role."""
    if helper and helper[0].role is match.entry.role:
        heavier = [piece for piece in helper if piece.weight > match.score]
        lighter = [piece for piece in helper if piece.weight <= match.score]
        evidence = (*heavier, *match.evidence, *lighter)
        return match._replace(evidence=evidence, score=max(match.score, total(helper)))
    return None if match.score < total(helper) else match


def gathered(container: C, signals: Iterable[Callable[[C], Iterator[Evidence]]]) -> tuple[Evidence, ...]:
    """The evidence of all the signals, heaviest first."""
    found = [piece for signal in signals for piece in signal(container)]
    return heaviest_first(found) if len(found) > 1 else tuple(found)


def heaviest_first(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """The evidence by weight; what weighs the same stays in its order."""
    return tuple(sorted(evidence, key=lambda piece: -piece.weight))


def best_role(evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """The evidence for the role with the greatest sum, in its order."""
    if not evidence:
        return ()
    scores: dict[Role, float] = {}
    for piece in evidence:
        scores[piece.role] = scores.get(piece.role, 0) + piece.weight
    best = max(scores, key=lambda role: scores[role])
    return tuple(piece for piece in evidence if piece.role is best)


def best_task(evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """The evidence for the task of an init container with the greatest sum, in its order.

    Directories are made and files copied for any task: such evidence does not add up.
    """
    if not evidence:
        return ()
    scores: dict[str, float] = {}
    for piece in evidence:
        before = scores.get(piece.task, 0)
        scores[piece.task] = max(before, piece.weight) if piece.task == VAGUE else before + piece.weight
    best = max(scores, key=lambda task: (scores[task], task != VAGUE))
    return tuple(piece for piece in evidence if piece.task == best)


VAGUE = "volume-prepare"
"""The task that most init containers have besides: it does not contradict the one that the catalogue knows."""
