"""Native sidecars after the work is done: they have the pod's grace to end (KEP-753)."""

from __future__ import annotations

import pytest

from kubectl_sidecars.api import Pod
from kubectl_sidecars.diagnose import Severity
from tests.support.builders import (
    ago,
    container,
    findings,
    job,
    only,
    owned_by,
    pod,
    reasons,
    running,
    sidecar,
    terminated,
)


def done(at: float, *, grace: int | None = None) -> Pod:
    """The work of a Job has ended `at` seconds ago, and its proxy runs on."""
    return pod(
        [container("report", terminated(0, at=at))],
        [sidecar("proxy", running(7200))],
        spec={"restart_policy": "Never", "termination_grace_period_seconds": grace},
        meta=owned_by("Job", "report"),
    )


@pytest.mark.parametrize(
    ("at", "grace", "severity"),
    [
        (40, None, None),
        (50, None, Severity.WARNING),
        (100, None, Severity.CRITICAL),
        (100, 600, None),
        (700, 600, Severity.CRITICAL),
    ],
)
def test_a_sidecar_that_outlives_the_grace_of_its_pod(at: float, grace: int | None, severity: Severity | None) -> None:
    found = [(each.reason, each.severity) for each in findings(done(at, grace=grace), job("report"))]
    assert found == ([("GracePeriodExceeded", severity)] if severity else [])


def test_since_when_and_what_waits_for_it() -> None:
    found = only(done(200), job("report"))
    assert (found.container, found.since) == ("proxy", ago(170))
    assert found.title == "report has ended, and proxy outlived the grace period by 2 minutes and 50 seconds."
    assert "this Job ends only then" in found.message


def test_a_main_container_that_is_started_again_leaves_its_sidecar_alone() -> None:
    again = pod([container("app", terminated(0, at=9))], [sidecar("proxy")], spec={"restart_policy": "Always"})
    assert "GracePeriodExceeded" not in reasons(again)
    beside = pod(
        [container("app", terminated(0, at=900)), container("log")],
        [sidecar("proxy")],
        spec={"restart_policy": "Never"},
    )
    assert "GracePeriodExceeded" not in reasons(beside)
