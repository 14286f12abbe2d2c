"""Weighs the evidence of one container: for which role how much of it there is."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import NamedTuple

from kubectl_sidecars.classify.bounded_cache import Memory
from kubectl_sidecars.classify.catalog import Index
from kubectl_sidecars.classify.context import (
    ContainerContext,
    Evidence,
    Sign,
)
from kubectl_sidecars.classify.judgement import Role
from kubectl_sidecars.classify.known_container import Strength
from kubectl_sidecars.classify.match.catalog_match import Match, recognise
from kubectl_sidecars.classify.signals import HELPER_SIGNS, INIT_SIGNS
from kubectl_sidecars.classify.signals.main_signals import (
    FIRST,
    MAIN_SIGNS,
    NAMED,
    NODE_AGENT,
    by_purpose,
    by_service,
)
from kubectl_sidecars.classify.signals.volumes import by_preparing
from kubectl_sidecars.model import ContainerType

SIGN = 2.0
"""Below this, heuristics are too weak to take a container for a helper, or to tell a task."""
NO_MATCH_WORTH = 4.5
"""A match below this yields to heuristics that say more."""


class Weighed(NamedTuple):
    """One container with its match, its best role by heuristics, and what speaks for its being main."""

    actor: ContainerContext
    match: Match | None
    helper: tuple[Evidence, ...]
    main: tuple[Evidence, ...]

    @property
    def helper_score(self) -> float:
        if self.match and self.match.entry.role is not Role.MAIN:
            return self.match.score
        return total(self.helper)

    @property
    def role(self) -> Role:
        """What it would be as a helper."""
        return self.match.entry.role if self.match else self.helper[0].role if self.helper else Role.UNKNOWN

    @property
    def task(self) -> str:
        """What it would do as a helper."""
        return self.match.entry.task if self.match else self.helper[0].task if self.helper else ""

    @property
    def shown(self) -> float:
        """What speaks for its being main, but for its place in the list."""
        return sum(each.weight for each in self.main if each.words != FIRST)

    @property
    def is_named(self) -> bool:
        """Whether the pod itself names it as its main container."""
        return any(each.weight >= NAMED for each in self.main)

    @property
    def is_node_agent(self) -> bool:
        return any(each.task == NODE_AGENT for each in self.main)

    @property
    def main_score(self) -> float:
        known = self.match.score if self.match and self.match.entry.role is Role.MAIN else 0.0
        return known + total(self.main)


def total(evidence: Iterable[Evidence]) -> float:
    return sum(each.weight for each in evidence)


def weigh(actor: ContainerContext, index: Index) -> Weighed:
    """Everything that is known of one container by itself; who is main is decided for the pod as a whole."""
    match, task = _alone(actor, index)
    if actor.type is ContainerType.INIT:
        if match is None and total(task) < SIGN:
            task = gathered(actor, (by_preparing,)) or task
        return Weighed(actor, match, task, ())
    helper: tuple[Evidence, ...] = ()
    if match is None or match.score < NO_MATCH_WORTH or match.entry.strength is Strength.COMMAND:
        helper = best_role(gathered(actor, HELPER_SIGNS))
        match = _agreed(match, helper) if match else None
    main = gathered(actor, MAIN_SIGNS) if actor.type is ContainerType.CONTAINER else ()
    if main and actor.scene.served and total(helper) < 2 and (match is None or match.entry.role is Role.MAIN):
        # Of a proxy it tells that it stands before the app, so that it tells main containers from one another alone.
        main = tuple(sorted((*main, *by_service(actor)), key=lambda each: -each.weight))
    weighed = Weighed(actor, match, helper, main)
    if main and (match is None or match.may_stand_alone):
        return weighed._replace(main=(*main, *by_purpose(actor, weighed.role, weighed.task)))
    return weighed


def _agreed(match: Match, helper: tuple[Evidence, ...]) -> Match | None:
    """A weak match: heuristics that say the same give it words, those that say more replace it."""
    if helper and helper[0].role is match.entry.role:
        return match._replace(words=_strongest_first(match, helper), score=max(match.score, total(helper)))
    return None if match.score < total(helper) else match


def _strongest_first(match: Match, said: Iterable[Evidence]) -> tuple[str, ...]:
    """What recognised the match, and what heuristics add to it."""
    weights = dict.fromkeys(match.words, match.score)
    for each in said:
        weights.setdefault(each.words, each.weight)
    return tuple(sorted(weights, key=lambda words: -weights[words]))


Alone = tuple[Match | None, tuple[Evidence, ...]]


def _never(key: Hashable) -> Alone:
    raise KeyError(key)


_kept: Memory[Hashable, Alone] = Memory(_never)


def _alone(actor: ContainerContext, index: Index) -> Alone:
    """What is known of a container without its neighbours: an injector's are the same in thousands of pods."""
    key = (index, actor.fingerprint)
    known = _kept.get(key)
    if known is None:
        match = recognise(actor, index)
        known = _matched_or_task(actor, match) if actor.type is ContainerType.INIT else (match, ())
        _kept.keep(key, known)
    return known


def _matched_or_task(actor: ContainerContext, match: Match | None) -> Alone:
    """What an init container prepares: an entry known by its command alone is no better than heuristics."""
    if match and match.score >= NO_MATCH_WORTH and match.entry.strength is not Strength.COMMAND:
        return match, (best_task(actor) if match.entry.is_family and not match.is_own else ())
    task = best_task(actor)
    return (match, ()) if match and match.score >= total(task) else (None, task)


def gathered(actor: ContainerContext, signs: Iterable[Sign]) -> tuple[Evidence, ...]:
    """What the signs say, heaviest first."""
    said = [evidence for sign in signs for evidence in sign(actor)]
    return tuple(sorted(said, key=lambda evidence: -evidence.weight))


def best_role(said: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """The evidence for the role for which there is most, heaviest first."""
    if not said:
        return ()
    scores: dict[Role, float] = {}
    for each in said:
        scores[each.role] = scores.get(each.role, 0) + each.weight
    best = max(scores, key=lambda role: scores[role])
    return tuple(each for each in said if each.role is best)


def best_task(actor: ContainerContext) -> tuple[Evidence, ...]:
    """The evidence for the task of an init container for which there is most."""
    said = gathered(actor, INIT_SIGNS)
    if not said:
        return ()
    scores: dict[str, float] = {}
    for each in said:
        before = scores.get(each.task, 0)
        # Whatever is done, directories are made and files copied for it: such signs do not add up.
        scores[each.task] = max(before, each.weight) if each.task == "volume-prepare" else before + each.weight
    best = max(scores, key=lambda task: scores[task])
    return tuple(each for each in said if each.task == best)
