"""Judgements: the role of a container with the evidence."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from kubectl_sidecars.classify.known_container import KnownContainer
from kubectl_sidecars.classify.roles import NO_HELPERS, Role


class Confidence(StrEnum):
    """The confidence in a role."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Judgement(msgspec.Struct, frozen=True, gc=False):
    """The role of one container. `evidence` is words for people, strongest first.

    `known` is the container of the catalogue or of the user's own rules that was recognised, None where signals
    decided; `entry` is its id, "" without one.
    """

    role: Role
    task: str = ""
    confidence: Confidence = Confidence.LOW
    evidence: tuple[str, ...] = ()
    entry: str = ""
    known: KnownContainer | None = None

    @property
    def is_helper(self) -> bool:
        """True for a container that serves another one: neither main nor init nor unknown."""
        return self.role not in NO_HELPERS
