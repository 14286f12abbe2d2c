"""A node that does not report, and one that reports that it is not ready."""

from __future__ import annotations

import msgspec
import pytest

from kubectl_sidecars.api import Event, Pod
from kubectl_sidecars.diagnose import Severity, diagnose
from kubectl_sidecars.diagnose.faults import Fault
from kubectl_sidecars.diagnose.origin import NodeOrigin
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.status_note import truth
from tests.support.builders import (
    ago,
    condition,
    container,
    crashing,
    event,
    findings,
    node,
    pod,
    report,
    running,
    sidecar,
    subject,
    terminated,
    waiting,
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


RUNTIME_DOWN = condition("Ready", "False", message="[container runtime is down, PLEG is not healthy]", since=600)


def test_a_pod_that_cannot_be_deleted_on_a_node_that_is_not_ready_is_the_nodes() -> None:
    """What its containers outlive is no doing of theirs."""
    meta = {"deletion_timestamp": ago(300), "deletion_grace_period_seconds": 30}
    (found,) = findings(pod([container("app")], meta=meta), node(RUNTIME_DOWN))[:1]
    assert (found.reason, found.origin) == (Reason.NODE_LOST, NodeOrigin("node-1", Fault.NOT_READY))
    assert "its node node-1 is not ready" in found.title
    assert "Restart the container runtime" in found.advice


def test_what_a_node_that_is_not_ready_does_to_its_pods_follows_from_that() -> None:
    done = pod(
        [container("report", terminated(0, at=900))],
        [sidecar("proxy", running(7200))],
        spec={"restart_policy": "Never"},
    )
    loud = [each.reason for each in findings(done, node(RUNTIME_DOWN)) if each.severity is not Severity.NOTICE]
    assert loud == [Reason.NODE_NOT_READY]


def test_the_same_thing_that_is_missing_on_two_nodes_is_one_cause() -> None:
    """A driver, a plugin, a setting of all nodes: not one verdict for each of a hundred nodes."""
    said = (
        "Failed to prepare dynamic resources: prepare dynamic resources: DRA driver gpu.example.com is not registered"
    )
    lines: list[Pod | Event] = []
    for number in (1, 2):
        name = f"worker-{number}"
        waits = container("app", waiting())
        lines.append(pod([waits], name=name, phase="Pending", conditions=(), spec={"node_name": f"node-{number}"}))
        lines.append(event("FailedPrepareDynamicResources", said, about=f"uid-{name}", at=10, first=600, count=50))
    (cause,) = report(*lines).causes
    assert len(cause.pods) == 2
    assert "DRA driver gpu.example.com does not run on their nodes" in cause.title


@pytest.mark.parametrize(("at", "found"), [(60, [Reason.SANDBOX_CHANGED]), (1200, [])])
def test_a_new_sandbox_is_told_for_ten_minutes(at: float, found: list[Reason]) -> None:
    back = pod([container("app", running(50))])
    changed = event("SandboxChanged", "Pod sandbox changed, it will be killed and re-created.", at=at)
    assert [each.reason for each in findings(back, changed) if each.reason is Reason.SANDBOX_CHANGED] == found
    assert Reason.SANDBOX_CHANGED not in [each.reason for each in findings(back)]


def churned(name: str, restarts: int = 12, count: int = 12, at: float = 30) -> tuple[Pod, Event]:
    """A container whose ends say nothing in common, in a pod whose sandbox was changed so many times."""
    changed = "Pod sandbox changed, it will be killed and re-created."
    sick = pod([crashing("app", terminated(2, at=60, lasted=148), restarts=restarts)], name=name)
    return sick, event("SandboxChanged", changed, at=at, first=700, count=count, about=f"uid-{name}")


def test_a_sandbox_that_changes_again_and_again_is_one_cause_of_its_node() -> None:
    """Once excused as a restart of the runtime, or blamed on the exit code of whichever container ended last."""
    (cause,) = report(*churned("a"), *churned("b", restarts=7, count=7)).causes
    assert (cause.reason, cause.severity, len(cause.pods)) == ("SandboxChanged", Severity.CRITICAL, 2)
    assert "cgroup driver" in cause.advice


@pytest.mark.parametrize(
    ("restarts", "count", "at"), [(12, 1, 30.0), (12, 4, 30.0), (12, 12, 900.0)], ids=["once", "too few", "long ago"]
)
def test_a_crash_loop_is_not_its_sandboxs(restarts: int, count: int, at: float) -> None:
    assert Reason.EXIT_ERROR in [found.reason for found in findings(*churned("shop", restarts, count, at))]


@pytest.mark.parametrize(("restarts", "said"), [(1, False), (6, True)])
def test_a_kill_by_the_kubelet_excuses_one_end_and_no_back_off(restarts: int, said: bool) -> None:
    stopped = event("Killing", "Stopping container app", path="spec.containers{app}", at=65, count=restarts)
    sick = pod([crashing("app", terminated(137, at=60, lasted=148), restarts=restarts)])
    assert (Reason.STOPPED in [found.reason for found in findings(sick, stopped)]) is said


@pytest.mark.parametrize(
    ("age", "ready", "severity"),
    [
        (40, "False", Severity.NOTICE),
        (301, "False", Severity.CRITICAL),
        (40, "Unknown", Severity.CRITICAL),
    ],
    ids=["joins", "late", "silent"],
)
def test_a_node_that_has_just_joined_is_made_ready_first(age: float, ready: str, severity: Severity) -> None:
    """Its network plugin is a pod that has to be pulled."""
    joined = node(condition("Ready", ready, since=min(age, 200)))
    meta = msgspec.structs.replace(joined.metadata, creation_timestamp=ago(age))
    found = findings(pod([container("app")]), msgspec.structs.replace(joined, metadata=meta))
    assert [each.severity for each in found if each.reason is Reason.NODE_NOT_READY] == [severity]
