"""Decisions: the step that decided each role, and all that was weighed."""

from __future__ import annotations

from typing import Any

import pytest

from kubectl_sidecars.api import Pod
from kubectl_sidecars.classify import Role, classify, decisions
from kubectl_sidecars.classify.catalog import Index, built_in
from kubectl_sidecars.classify.decide.decision import Decision, Step
from kubectl_sidecars.classify.evidence import EvidenceSource, Kind, total
from kubectl_sidecars.classify.rules_file import parse_rules
from kubectl_sidecars.glossary.decision import explain_decision
from kubectl_sidecars.model import containers
from tests.support.labelled_roles import pod, pods
from tests.support.paths import ROOT

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


SIGNALS = ROOT / "kubectl_sidecars" / "classify" / "signals"


@pytest.mark.parametrize(
    ("described", "table"),
    [
        ({"run": [APP, {"name": "log-shipper", "image": "registry.example.com/x:1"}]}, "words"),
        ({"run": [APP, {"name": "memcached", "image": "registry.example.com/x:1"}]}, "products"),
        ({"run": [APP, OTHER]}, "helper_clues"),
        ({"init": [{**INIT, "name": "fix-perms"}], "run": [APP]}, "task_words"),
        ({"init": [{**INIT, "name": "minio-init"}], "run": [APP]}, "products"),
        (
            {"init": [{**INIT, "command": ["sh", "-c", "until nc -z db 1; do :; done"]}], "run": [APP]},
            "init_clues",
        ),
        ({"init": [{**INIT, "command": ["sh", "-c", "db:migrate"]}], "run": [APP]}, "migration_clues"),
        ({"init": [{**INIT, "command": ["sh", "-c", "jinja2 a > /etc/x/b"]}], "run": [APP]}, "tool_clues"),
        ({"init": [{**INIT, "command": ["sh", "-c", "echo a > /etc/x/b.yaml"]}], "run": [APP]}, "file_clues"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_evidence_of_a_row_names_its_table_beside_its_signal(described: dict[str, Any], table: str) -> None:
    evidence = [
        piece for each in decided(**described).values() for candidate in each.candidates for piece in candidate.evidence
    ]
    assert table in {piece.table for piece in evidence}
    printed = [line for each in decided(**described).values() for line in explain_decision(each, 500)]
    assert any(f", a row of {table})" in line for line in printed)


def test_contributing_names_every_table_of_signals() -> None:
    tables = {f"{path.name}" for path in SIGNALS.glob("*_clues.py")} | {"words.py", "task_words.py", "products.py"}
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert {table for table in tables if f"`{table}`" not in text} == set()


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
                    assert bool(piece.signal) == (piece.source is EvidenceSource.SIGNAL), piece


def explained(value: Pod) -> tuple[Decision, ...]:
    return decisions(value, containers(value))
