"""A decision: the role of one container, the step that decided it, and all that was weighed."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import msgspec

from kubectl_sidecars.classify.evidence import Evidence, EvidenceSource
from kubectl_sidecars.classify.judgement import Confidence, Judgement
from kubectl_sidecars.classify.known_container import KnownContainer
from kubectl_sidecars.classify.roles import Role

MOST_EVIDENCE = 4
"""Reasons in a judgement: the strongest ones."""


class Step(StrEnum):
    """The step that decided a role, or the task of an init container. The values are words for people."""

    RULE = "your own rule"
    INJECTION = "proof of injection"
    CATALOG = "the catalogue"
    SIGNALS = "signals"
    TYPE = "its type"
    ALONE = "no other container runs on: main"
    REST = "no other container is left: main"
    NOTHING = "nothing, as no evidence is strong enough"


class Candidate(msgspec.Struct, frozen=True):
    """A role that some evidence speaks for, with the sum of the weights.

    `entry` is the id of the catalogue's entry or of the user's rule, "" for signals.
    """

    role: Role
    task: str
    source: EvidenceSource
    entry: str
    score: float
    evidence: tuple[Evidence, ...]


class Decision(msgspec.Struct, frozen=True):
    """`evidence` has the reasons that are printed, strongest first; `candidates` all that was weighed.

    `known` is the container of the catalogue or of the user's own rules that was recognised, if any.
    """

    role: Role
    task: str
    confidence: Confidence
    step: Step
    evidence: Sequence[Evidence]
    known: KnownContainer | None = None
    candidates: tuple[Candidate, ...] = ()

    @property
    def entry(self) -> str:
        """The id of the known container, "" without one."""
        return self.known.id if self.known else ""

    def follows(self, candidate: Candidate) -> bool:
        """True for the candidate that the decision follows. Where the type or the other containers decide, none may."""
        if candidate.role is not self.role or self.step is Step.NOTHING:
            return False
        if self.step in (Step.RULE, Step.CATALOG, Step.INJECTION):
            return candidate.entry == self.entry
        return candidate.source is EvidenceSource.SIGNAL and (self.role is Role.MAIN or candidate.task == self.task)

    @property
    def judgement(self) -> Judgement:
        """The decision in words for people. Words are made last: no step reads them."""
        words = dict.fromkeys(piece.words for piece in self.evidence if not piece.quiet)
        return Judgement(self.role, self.task, self.confidence, tuple(words)[:MOST_EVIDENCE], self.entry, self.known)
