"""A node that does not report, and one that reports that it is not ready."""

from __future__ import annotations

import pytest

from kubectl_sidecars.diagnose import diagnose
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.status_note import truth
from tests.support.builders import (
    condition,
    container,
    crashing,
    event,
    findings,
    node,
    pod,
    running,
    subject,
    terminated,
)

NOT_READY = condition("Ready", "False", message="cni plugin not initialized", since=600)
SILENT = condition("Ready", "Unknown", since=600)


def test_of_a_node_that_reports_that_it_is_not_ready_the_pods_are_judged_all_the_same() -> None:
    """Its kubelet is there: a crash loop on it is one."""
    seen = subject(pod([crashing("app", terminated(3))]), node(NOT_READY))
    found = {each.reason: each for each in diagnose(seen)}
    assert "so no Service sends its pods traffic" in found[Reason.NODE_NOT_READY].message
    assert Reason.EXIT_ERROR in found
    assert "does not report" not in truth(seen)


def test_what_the_pods_of_a_silent_node_show_is_old() -> None:
    seen = subject(pod([crashing("app", terminated(3))]), node(SILENT))
    assert [each.reason for each in diagnose(seen)] == ["NodeNotReady"]
    assert "does not report" in truth(seen)


@pytest.mark.parametrize(("at", "found"), [(60, [Reason.SANDBOX_CHANGED]), (1200, [])])
def test_a_new_sandbox_is_told_for_ten_minutes(at: float, found: list[Reason]) -> None:
    back = pod([container("app", running(50))])
    changed = event("SandboxChanged", "Pod sandbox changed, it will be killed and re-created.", at=at)
    assert [each.reason for each in findings(back, changed) if each.reason is Reason.SANDBOX_CHANGED] == found
    assert Reason.SANDBOX_CHANGED not in [each.reason for each in findings(back)]
