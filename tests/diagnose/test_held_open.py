"""Pods that should end and are kept from it by a helper, whoever owns them."""

from __future__ import annotations

from typing import Any

import pytest

from kubectl_sidecars.api import ContainerState, Pod
from kubectl_sidecars.diagnose import Severity
from kubectl_sidecars.diagnose.status_note import truth
from tests.support.builders import container, findings, only, owned_by, pod, reasons, subject, terminated

NEVER = {"restart_policy": "Never"}
EXECUTOR: dict[str, Any] = {"image": "quay.io/argoproj/argoexec:v3.5.0", "command": ("argoexec", "wait")}
PROXY: dict[str, Any] = {"image": "gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.1"}


def owned(kind: str) -> dict[str, Any]:
    return owned_by(kind, "run") if kind else {}


@pytest.mark.parametrize(
    ("kind", "whole"),
    [
        ("Job", "Job"),
        ("TaskRun", "TaskRun"),
        ("SparkApplication", "SparkApplication"),
        ("EphemeralRunner", "EphemeralRunner"),
        ("Workflow", "step of the Workflow"),
        ("", "pod"),
    ],
)
def test_a_helper_that_never_ends_holds_a_pod_open_for_any_owner(kind: str, whole: str) -> None:
    work = [container("report", terminated(0, at=60)), container("cloud-sql-proxy", **PROXY)]
    found = only(pod(work, spec=NEVER, meta=owned(kind)))
    assert (found.reason, found.container, found.severity) == ("JobHeldOpen", "cloud-sql-proxy", Severity.CRITICAL)
    assert found.title.endswith(f"this {whole} never completes.")


def test_a_helper_that_has_ended_hides_no_other_that_runs_on() -> None:
    """Once silent: one ended helper counted neither as ended nor as running."""
    ended, executor = container("report", terminated(0, at=90)), container("wait", terminated(0, at=60), **EXECUTOR)
    found = only(pod([ended, executor, container("cloud-sql-proxy", **PROXY)], spec=NEVER, meta=owned("Workflow")))
    assert (found.container, found.title.split(" (")[0]) == ("cloud-sql-proxy", "report is done since 11:59")


def test_a_helper_that_ended_while_the_work_goes_on_is_no_end() -> None:
    assert reasons(pod([container("report"), container("cloud-sql-proxy", terminated(0), **PROXY)], spec=NEVER)) == []


@pytest.mark.parametrize(("at", "severity"), [(60, Severity.NOTICE), (800, Severity.WARNING)])
@pytest.mark.parametrize("kind", ["Workflow", ""])
def test_a_helper_that_should_end_by_itself_is_given_time(kind: str, at: float, severity: Severity) -> None:
    half = pod([container("main", terminated(0, at=at)), container("wait", **EXECUTOR)], spec=NEVER, meta=owned(kind))
    (found,) = findings(half)
    assert (found.reason, found.container, found.severity) == ("OthersEnded", "wait", severity)
    assert "its log says what it waits for" in found.message


def held(at: float) -> Pod:
    status = {"restart_policy": "Never"}
    return pod([container("main", terminated(0, at=at)), container("wait", **EXECUTOR)], spec=status)


def test_the_note_beside_status_blames_nobody_while_the_report_does_not() -> None:
    assert (
        truth(subject(held(60))) == "container `main` is done; container `wait` still runs: the pod ends when it does"
    )


@pytest.mark.parametrize(
    ("end", "words"),
    [(terminated(2, at=60), "failed at 11:59 (exit 2)"), (terminated(137, "OOMKilled", at=60), "ran out of memory at")],
)
def test_work_that_failed_and_is_held_open_says_of_what(end: ContainerState, words: str) -> None:
    work = [container("report", end), container("cloud-sql-proxy", **PROXY)]
    titles = [found.title for found in findings(pod(work, spec=NEVER, meta=owned("Job")))]
    assert any(title.startswith(f"report {words}") and "never fails" in title for title in titles)


def test_a_helper_that_runs_on_beside_work_that_failed_is_named_in_its_finding() -> None:
    failed = pod([container("main", terminated(1, at=800)), container("wait", **EXECUTOR)], spec=NEVER)
    (found,) = [each for each in findings(failed) if each.severity is not Severity.NOTICE]
    assert found.container == "main"
    assert "The pod does not end before container `wait`." in found.message
