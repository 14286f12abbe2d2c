"""The words of evidence are for people: no step reads them."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest

from kubectl_sidecars.api import Pod
from kubectl_sidecars.classify.catalog import Index, built_in
from kubectl_sidecars.classify.context import ContainerContext, LoneContainer
from kubectl_sidecars.classify.decide.judge import Judge
from kubectl_sidecars.classify.decide.weigh import Sources
from kubectl_sidecars.classify.evidence import Evidence
from kubectl_sidecars.classify.facts import pod_facts
from kubectl_sidecars.classify.match.catalog_match import Match
from kubectl_sidecars.classify.roles import Role
from kubectl_sidecars.classify.rules_file import parse_rules
from kubectl_sidecars.model import containers
from tests.support import labelled_roles, material
from tests.support.cases import cases

C = TypeVar("C", bound=LoneContainer)
Scramble = Callable[[str], str]
USUAL = Sources()
OWN = '[app]\nrole = "main"\nnames = ["app", "istio-proxy"]\n[log]\nrole = "adapter"\nimages = ["busybox", "envoy"]\n'
WITH_OWN = Index(built_in().containers, parse_rules(OWN).containers)


def checksum(words: str) -> str:
    return f"{zlib.crc32(words.encode()):x}"


def misleading(_: str) -> str:
    """Words that other evidence begins with or has."""
    return "name image named in runs your own rule"


def scrambled(scramble: Scramble) -> Sources:
    """All sources of evidence, with other words from the start."""

    def one(piece: Evidence) -> Evidence:
        return piece._replace(words=scramble(piece.words))

    def signal(ask: Callable[[C], Iterator[Evidence]]) -> Callable[[C], Iterator[Evidence]]:
        return lambda container: map(one, ask(container))

    def recognise(container: LoneContainer, index: Index) -> Match | None:
        match = USUAL.recognise(container, index)
        return match and match._replace(evidence=tuple(map(one, match.evidence)))

    def refused(container: LoneContainer, index: Index) -> Iterator[Evidence]:
        return map(one, USUAL.refused(container, index))

    def injected(container: LoneContainer) -> Evidence | None:
        proof = USUAL.injected(container)
        return proof and one(proof)

    def purpose(container: ContainerContext, role: Role, task: str) -> Iterator[Evidence]:
        return map(one, USUAL.purpose(container, role, task))

    return Sources(
        recognise=recognise,
        refused=refused,
        injected=injected,
        helper=tuple(map(signal, USUAL.helper)),
        init=tuple(map(signal, USUAL.init)),
        preparing=tuple(map(signal, USUAL.preparing)),
        copying=tuple(map(signal, USUAL.copying)),
        main=tuple(map(signal, USUAL.main)),
        service=tuple(map(signal, USUAL.service)),
        purpose=purpose,
    )


def pods() -> Iterator[Pod]:
    """All labelled and all recorded pods."""
    yield from labelled_roles.pods()
    yield from (line.object for line in material.demo_lines() if isinstance(line.object, Pod))
    for case in cases():
        yield from case.snapshot().pods.values()


def decided(judge: Judge, pod: Pod, index: Index) -> list[tuple[str, ...]]:
    """What is said in data of each container."""
    facts = pod_facts(pod, containers(pod), index)
    return [(each.role, each.task, each.confidence, each.step, each.entry) for each in judge.explain(facts)]


@pytest.mark.parametrize("scramble", [checksum, misleading])
@pytest.mark.parametrize(
    "index", [built_in(), Index(built_in().containers, parse_rules(OWN).containers)], ids=["ours", "own"]
)
def test_with_all_words_scrambled_roles_tasks_and_confidence_stay(scramble: Scramble, index: Index) -> None:
    usual, other = Judge(index), Judge(index, scrambled(scramble))
    assert [pod.metadata.name for pod in pods() if decided(usual, pod, index) != decided(other, pod, index)] == []


def test_the_scrambled_words_are_those_that_are_printed() -> None:
    judge, seen = Judge(built_in(), scrambled(lambda _: "scrambled")), set[str]()
    for pod in labelled_roles.pods():
        for judgement in judge.judgements[pod_facts(pod, containers(pod), built_in())]:
            seen.update(judgement.evidence)
    assert seen == {
        "scrambled",
        "the only container that is not a helper",
        "one of several main containers",
        "nothing shows what it is for",
        "in initContainers",
        "an ephemeral container",
        "the pod's only container that runs on",
    }
