"""The table of rules: what a rule would say of pods that it is not asked about is known, and left unsaid on purpose."""

from __future__ import annotations

import importlib
import inspect
import pkgutil

import pytest

from kubectl_sidecars.diagnose import RULES, Phase, Rule, Subject, ask, diagnose, rules
from kubectl_sidecars.diagnose.triage import Health
from tests.support.corpus import subjects
from tests.support.paths import ROOT

UNSAID = {
    ("advise", Phase.TERMINATING): "advice comes too late",
    ("disrupted", Phase.ENDED): "`evicted` says who ended it",
    ("evicted", Phase.TERMINATING): "what matters is that it is not removed",
    ("failed", Phase.TERMINATING): "what matters is that it is not removed",
    ("failed_for_good", Phase.TERMINATING): "it was to end",
    ("failed_for_good", Phase.ENDED): "`failed` says it",
    ("held_open", Phase.TERMINATING): "its deletion ends what holds it open",
    ("node_not_ready", Phase.TERMINATING): "`stuck_deleting` says it once the deletion is late",
    ("node_pressure", Phase.ENDED): "it does not run there any more",
    ("not_ready", Phase.TERMINATING): "what is being deleted need not be ready any more",
    ("not_scheduled", Phase.STARTING): "a kubelet has it, so a scheduler has seen it",
    ("rebooted", Phase.ENDED): "the kubelet says so once of a sandbox that goes with its last container",
    ("stale_status", Phase.TERMINATING): "the rules of deletion do not rely on the node's clock",
    ("stale_status", Phase.ENDED): "nothing is counted any more",
    ("stale_status", Health.HEALTHY): "a clock that is wrong hurts nothing here",
    ("stale_status", Health.RECOVERED): "a clock that is wrong hurts nothing here",
    ("stuck_creating", Phase.UNSCHEDULED): "no kubelet has it",
    ("stuck_creating", Phase.TERMINATING): "it was to end",
    ("stuck_creating", Phase.ENDED): "`rejected` says why",
    ("events_limited", Health.RECOVERED): "what is past is told by statuses",
    ("advise", Phase.ENDED): "advice is for what runs, or is to run",
    ("crashing", Phase.ENDED): "`failed` and `relied_on_helper_failed` say it",
    ("events_limited", Health.HEALTHY): "no finding depends on the events of a pod that is well",
    ("crashing", Health.RECOVERED): "the last crash was so long ago that the kubelet has forgotten it",
}
"""What rules find in pods that their row leaves out, and why it is not said. A rule in too few phases adds a line."""


def unasked(rule: Rule, subject: Subject) -> Phase | Health | None:
    """Why the rule is not asked about this pod: its phase, or its health; None where it is asked."""
    if subject.phase not in rule.phases:
        return subject.phase
    return subject.health if subject.health < rule.health else None


def test_what_all_rules_find_is_said_or_left_unsaid_on_purpose() -> None:
    unsaid = set()
    for subject in subjects():
        said = ask(subject)
        for rule in RULES:
            found = list(rule.function(subject))
            why = unasked(rule, subject)
            if found and why is not None:
                unsaid.add((rule.function.__name__, why))
            else:
                assert [finding for finding in said if finding in found] == found
    assert unsaid == set(UNSAID)


CALLED_BY_A_RULE = {"moved"}
"""Rules in all but name: another rule yields what they find."""


def test_every_function_that_yields_findings_has_a_row() -> None:
    names = {
        name
        for module in pkgutil.iter_modules(rules.__path__, f"{rules.__name__}.")
        for name, function in vars(importlib.import_module(module.name)).items()
        if inspect.isfunction(function) and function.__module__ == module.name and not name.startswith("_")
        if inspect.get_annotations(function) == {"subject": "Subject", "return": "Iterator[Finding]"}
    }
    assert names == {rule.function.__name__ for rule in RULES} | CALLED_BY_A_RULE


def test_a_brief_answer_is_the_whole_one_without_the_rules_that_are_not_in_it() -> None:
    for subject in subjects():
        left_out = [each for rule in RULES if not rule.in_brief for each in rule.function(subject)]
        assert diagnose(subject, brief=True) == tuple(each for each in diagnose(subject) if each not in left_out)


def test_pods_of_each_phase_and_health_are_among_them() -> None:
    assert {subject.phase for subject in subjects()} == set(Phase)
    assert {subject.health for subject in subjects()} == set(Health)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.function.__name__)
def test_a_rule_has_one_row_and_a_line_in_the_documentation(rule: Rule) -> None:
    page = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
    doc = " ".join(str(rule.function.__doc__).split())
    assert doc[:1].isupper()
    assert doc.endswith(".")
    assert f"| {rule.function.__name__.replace('_', ' ')} | {doc[:40]}" in page
    assert [each.function for each in RULES].count(rule.function) == 1
    assert rule.phases
