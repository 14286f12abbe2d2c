"""Every recorded scenario of a real cluster: its true cause is named, first, and nothing is invented beside it."""

from __future__ import annotations

import re
from datetime import timedelta

import msgspec
import pytest

from kubectl_sidecars.diagnose import Severity
from kubectl_sidecars.diagnose.origin import AdviceOrigin
from kubectl_sidecars.report import inspect
from tests.support.cases import Case, Recorded, case, cases, first_cause, recorded_cases

BY_NAME = [pytest.param(each, id=each.name) for each in cases()]


@pytest.mark.parametrize("case", BY_NAME)
def test_the_true_cause_is_the_first(case: Case) -> None:
    assert first_cause(case.report()) == case.expect


@pytest.mark.parametrize("case", [pytest.param(each, id=each.name) for each in recorded_cases()])
def test_the_true_cause_of_the_demo_is_the_first(case: Recorded) -> None:
    assert first_cause(case.report()) == case.expect


@pytest.mark.parametrize("case", BY_NAME)
def test_nothing_else_is_found(case: Case) -> None:
    """Each scenario has one thing wrong, so it has one cause."""
    assert len(case.report().causes) == (1 if case.expect else 0)


@pytest.mark.parametrize("case", BY_NAME)
def test_what_is_found_can_be_checked(case: Case) -> None:
    """Each finding has evidence, and a command to go on with that names the pod's namespace or its node."""
    for pod in case.report().pods:
        for finding in pod.findings:
            if isinstance(finding.origin, AdviceOrigin):
                continue
            assert finding.evidence
            assert finding.commands
            assert all(pod.namespace in each or pod.node in each for each in finding.commands)


@pytest.mark.parametrize("case", BY_NAME)
def test_evidence_paths_hold(case: Case) -> None:
    """`status.x[0].y=value` is what `kubectl get -o jsonpath` would print."""
    objects = {each["metadata"]["name"]: each for each in case.objects if each["kind"] == "Pod"}
    for pod in case.report().pods:
        for finding in pod.findings:
            for said in finding.evidence:
                path, equals, value = said.partition("=")
                if equals and path.startswith(("status.", "spec.")) and " " not in path and "Gates" not in path:
                    assert _at(objects[pod.name], path)[: len(value)] == value


def _at(value: object, path: str) -> str:
    for name, index in re.findall(r"(\w+)(?:\[(\d+)\])?", path):
        assert isinstance(value, dict)
        value = value.get(name)
        if index:
            assert isinstance(value, list)
            value = value[int(index)]
    if isinstance(value, list):
        return " ".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("case", BY_NAME)
def test_the_same_is_found_without_events_or_nothing_at_all(case: Case) -> None:
    """Events are lost: what is left is the same cause, a less certain one, or silence; never another container's."""
    whole = case.report()
    pods = tuple(each for each in case.objects if each["kind"] != "Event")
    bare = Case(case.name, case.file, case.cause, case.expect, case.at, case.kubectl, pods).report()
    accused = {finding.container for pod in whole.pods for finding in pod.findings}
    for pod in bare.pods:
        for finding in pod.findings:
            assert finding.container in accused | {""}


def test_what_a_summary_may_be() -> None:
    """A few words for a column: one line, with the container's name first where one is at fault."""
    for each in cases():
        for pod in each.report().pods:
            for finding in pod.findings:
                assert len(finding.summary) <= 75
                assert "\n" not in finding.summary
                assert finding.message.startswith(finding.title)
                assert finding.container in finding.summary


def test_a_quota_is_named_with_the_workload_and_not_the_replica_set() -> None:
    (cause,) = case("over-quota").report().causes
    assert cause.owners == ("Deployment/over-quota",)
    assert "quota no-configmaps" in cause.title


def test_a_bad_rollout_names_what_the_revision_changed_and_who_is_fine() -> None:
    (cause,) = case("bad-rollout").report().causes
    assert cause.title.startswith("checkout 4.7.2 exits with 3 at once, in 2 of 3 pods of Deployment/bad-rollout")
    assert "1 pod with 4.7.1 is fine." in cause.message
    assert "changed the image of checkout from 4.7.1 to 4.7.2 and env FLAG of checkout" in cause.message


def test_pods_that_miss_one_secret_are_one_cause() -> None:
    (cause,) = case("secret-missing").report().causes
    lacks = "oauth2-proxy needs Secret oauth2, which does not exist"
    assert cause.title.startswith(f"{lacks}, in 3 of 3 pods of Deployment/secret-missing")
    assert len(cause.pods) == 3


def test_a_crash_that_has_passed_is_history_after_ten_minutes() -> None:
    """Minutes after the crash it is a warning, later a notice."""
    now = case("crashed-once").snapshot()
    assert inspect(now).causes[0].severity is Severity.WARNING
    later = msgspec.structs.replace(now, taken_at=now.taken_at + timedelta(minutes=15))
    report = inspect(later)
    assert report.causes == ()
    assert [(finding.reason, finding.severity) for finding in report.pods[0].findings] == [
        ("RestartedBefore", Severity.NOTICE)
    ]
