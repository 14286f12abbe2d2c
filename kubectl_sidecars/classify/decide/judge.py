"""Judges pods by one index, and remembers what it judged."""

from __future__ import annotations

from msgspec import structs

from kubectl_sidecars.classify.bounded_cache import Memory
from kubectl_sidecars.classify.catalog import Index
from kubectl_sidecars.classify.decide.decision import Decision
from kubectl_sidecars.classify.decide.role import decide
from kubectl_sidecars.classify.decide.weigh import SOURCES, Sources, Weigher
from kubectl_sidecars.classify.facts import PodFacts
from kubectl_sidecars.classify.judgement import Judgement


class Judge:
    """Judges pods by one index. `judgements` has one judgement for each container, by the facts of their pod."""

    def __init__(self, index: Index, sources: Sources = SOURCES) -> None:
        self._weigher = Weigher(index, sources)
        self.judgements: Memory[PodFacts, tuple[Judgement, ...]] = Memory(self._judge)

    def explain(self, facts: PodFacts) -> tuple[Decision, ...]:
        """One decision for each container, in their order, with all its candidates."""
        from kubectl_sidecars.classify.decide.candidates import candidates  # noqa: PLC0415 - for `explain --why` alone

        weigher = self._weigher
        weighed = weigher.weigh(facts)
        return tuple(
            structs.replace(decision, candidates=candidates(container, weigher.index, weigher.sources))
            for container, decision in zip(weighed, decide(weighed), strict=True)
        )

    def _judge(self, facts: PodFacts) -> tuple[Judgement, ...]:
        return tuple(decision.judgement for decision in decide(self._weigher.weigh(facts)))
