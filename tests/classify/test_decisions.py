"""Decisions: the step that decided each role, and all that was weighed."""

from __future__ import annotations

from typing import Any

import pytest

from kubectl_sidecars.api import Pod
from kubectl_sidecars.classify import Role, classify, decisions
from kubectl_sidecars.classify.catalog import Index, built_in
from kubectl_sidecars.classify.decide.decision import Decision, Step
from kubectl_sidecars.classify.evidence import Kind, Source, total
from kubectl_sidecars.classify.rules_file import parse_rules
from kubectl_sidecars.model import containers
from tests.support.labelled_roles import pod, pods

APP = {"name": "shop", "image": "registry.example.com/shop:4", "ports": {"http": 8080}}
PROXY = {"name": "istio-proxy", "image": "istio/proxyv2:1.27"}
LISTED = {"sidecar.istio.io/status": '{"containers":["istio-proxy"]}'}
OTHER = {"name": "x", "image": "registry.example.com/x:1", "command": ["inotifywait", "-m", "/etc/shop"]}
INIT = {"name": "first", "image": "registry.example.com/x:1"}
RULES = Index(built_in().containers, parse_rules('[shops]\nrole = "main"\nnames = ["shop"]\n').containers)


def decided(index: Index | None = None, **described: Any) -> dict[str, Decision]:
    """The decisions about the containers of a pod in the short form of the labelled set."""
    value = pod({"owner": "Deployment/other", **described})
    views = containers(value)
    return {view.name: decision for view, decision in zip(views, decisions(value, views, index), strict=True)}


@pytest.mark.parametrize(
    ("step", "name", "described"),
    [
        (Step.RULE, "shop", {"index": RULES, "run": [APP, PROXY]}),
        (Step.INJECTION, "istio-proxy", {"annotations": LISTED, "run": [APP, PROXY]}),
        (Step.CATALOG, "istio-proxy", {"run": [APP, PROXY]}),
        (Step.SIGNALS, "x", {"run": [APP, OTHER]}),
        (Step.SIGNALS, "shop", {"owner": "Deployment/shop", "run": [APP, OTHER]}),
        (Step.REST, "shop", {"run": [APP, OTHER]}),
        (Step.ALONE, "x", {"run": [OTHER]}),
        (Step.TYPE, "first", {"init": [INIT], "run": [APP]}),
        (Step.TYPE, "debugger", {"ephemeral": [{**INIT, "name": "debugger"}], "run": [APP]}),
        (Step.SIGNALS, "first", {"init": [{**INIT, "command": ["chown", "-R", "1", "/d"]}], "run": [APP]}),
        (Step.NOTHING, "zebra", {"init": [{**INIT, "name": "zebra", "native": True}], "run": [APP]}),
    ],
)
def test_the_step_that_decided_is_named(step: Step, name: str, described: dict[str, Any]) -> None:
    assert decided(**described)[name].step is step


def test_what_speaks_against_a_role_is_among_the_candidates_with_its_sum() -> None:
    envoy = {"name": "proxy-helper", "image": "envoyproxy/envoy:v1.30", "ports": {"http": 8080}, "probes": True}
    decision = decided(run=[APP, envoy])["proxy-helper"]
    (main,) = (each for each in decision.candidates if each.role is Role.MAIN)
    assert {(piece.kind, piece.weight, piece.signal) for piece in main.evidence} == {
        (Kind.NAME, -3.0, "main_signals.by_helping_name"),
        (Kind.PROBE, 0.5, "main_signals.by_probe"),
        (Kind.PORT, 0.5, "main_signals.by_probe"),
    }
    assert main.score == -2.0
    assert not decision.follows(main)


def test_the_evidence_of_a_candidate_adds_up_to_its_sum() -> None:
    wrong = [
        (value.metadata.name, candidate)
        for value in pods()
        for decision in explained(value)
        for candidate in decision.candidates
        if candidate.score != pytest.approx(total(candidate.evidence))
    ]
    assert wrong == []


def test_a_decision_is_the_judgement_that_everything_else_shows() -> None:
    for value in pods():
        said = classify(value, containers(value))
        assert tuple(decision.judgement for decision in explained(value)) == said, value.metadata.name


def test_what_the_catalogue_or_signals_decide_follows_one_candidate() -> None:
    """Others have none, or none that was needed: an only container is main without any evidence."""
    steps = (Step.RULE, Step.INJECTION, Step.CATALOG, Step.SIGNALS)
    for value in pods():
        for decision in explained(value):
            followed = [candidate for candidate in decision.candidates if decision.follows(candidate)]
            assert len(followed) <= 1, (value.metadata.name, decision)
            assert followed or decision.step not in steps, (value.metadata.name, decision)


def test_each_signal_has_its_name_and_only_signals_have_one() -> None:
    for value in pods():
        for decision in explained(value):
            for candidate in decision.candidates:
                for piece in candidate.evidence:
                    assert bool(piece.signal) == (piece.source is Source.SIGNAL), piece


def explained(value: Pod) -> tuple[Decision, ...]:
    return decisions(value, containers(value))
