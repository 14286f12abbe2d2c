"""What is over: its owner's word weighs more than what the pod shows, and who had a hand in it is told."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from kubectl_sidecars.api import Node, ObjectMeta, Pod, ReplicaSet, ReplicaSetSpec, ReplicaSetStatus
from kubectl_sidecars.diagnose import Severity
from kubectl_sidecars.report.live import Inspected, follow
from kubectl_sidecars.snapshot import Line, fold
from tests.support.builders import (
    NOW,
    Built,
    ago,
    condition,
    conditions,
    container,
    crashing,
    event,
    findings,
    node,
    only,
    owned_by,
    pod,
    report,
    snapshot,
    terminated,
    waiting,
)

DELETED = {"deletion_timestamp": ago(100), "deletion_grace_period_seconds": 30}
HANGS = 'error killing pod: failed to "KillPodSandbox": plugin type="calico" failed (delete)'


def owner(ready: int) -> ReplicaSet:
    """It wants two."""
    return ReplicaSet(
        metadata=ObjectMeta(name="web", namespace="demo", uid="uid-web"),
        spec=ReplicaSetSpec(replicas=2),
        status=ReplicaSetStatus(replicas=2, ready_replicas=ready),
    )


def refused(reason: str = "UnexpectedAdmissionError", message: str = "") -> Pod:
    gone = [container("app", terminated(137))]
    status = {"reason": reason, "message": message}
    return pod(gone, phase="Failed", status=status, meta=owned_by("ReplicaSet", "web"))


@pytest.mark.parametrize(("ready", "severity"), [(1, Severity.WARNING), (2, Severity.NOTICE)])
@pytest.mark.parametrize("reason", ["UnexpectedAdmissionError", "Evicted"])
def test_what_is_left_of_a_pod_that_was_replaced_is_no_trouble(reason: str, ready: int, severity: Severity) -> None:
    (found,) = findings(refused(reason), owner(ready))
    assert (found.reason, found.severity) == (reason, severity)


def test_what_outgrows_its_own_limits_will_do_so_again() -> None:
    message = 'Usage of EmptyDir volume "cache" exceeds the limit "1Gi". '
    assert only(refused("Evicted", message), owner(2)).severity is Severity.WARNING


@pytest.mark.parametrize(("at", "severity"), [(3600, Severity.CRITICAL), (200_000, Severity.NOTICE)])
def test_a_pod_without_an_owner_that_failed_days_ago_is_history(at: float, severity: Severity) -> None:
    gone = (condition("Ready", "False", since=at),)
    meta = {"creation_timestamp": ago(at + 10)}
    (found,) = findings(pod([container("test", terminated(1, at=at))], phase="Failed", conditions=gone, meta=meta))
    assert found.severity is severity


def tried(name: str, at: float, code: int, **meta: object) -> Pod:
    """A try of an operator that makes pods without a controller, made `at` seconds ago."""
    of = {"creation_timestamp": ago(at + 60), "labels": {"app": "installer"}, **meta}
    gone = (condition("Ready", "False", since=at),)
    phase = "Failed" if code else "Succeeded"
    image = "registry.example.com/installer:4"
    return pod(
        [container("installer", terminated(code, at=at), image=image)], name=name, phase=phase, conditions=gone, meta=of
    )


@pytest.mark.parametrize(
    ("later", "severity"),
    [
        (tried("try-2", 600, 0), Severity.NOTICE),
        (tried("try-2", 600, 1), Severity.CRITICAL),
        (tried("try-0", 9000, 0), Severity.CRITICAL),
        (tried("other", 600, 0, labels={"app": "pruner"}), Severity.CRITICAL),
        (tried("elsewhere", 600, 0, namespace="shop"), Severity.CRITICAL),
        (tried("owned", 600, 0, **owned_by("Job", "x")), Severity.CRITICAL),
    ],
)
def test_a_try_that_failed_is_no_trouble_once_a_later_one_has_done_the_work(later: Pod, severity: Severity) -> None:
    (found,) = findings(tried("try-1", 3600, 1), later)
    assert found.severity is severity
    assert (f"A later pod has done the same work: {later.metadata.name}." in found.message) is (
        severity is Severity.NOTICE
    )


STEP = {"annotations": {"workflows.argoproj.io/node-name": "etl.extract(0)"}, **owned_by("Workflow", "etl")}


@pytest.mark.parametrize(
    ("first", "second", "is_same"),
    [
        ({"labels": {"dag": "a", "try_number": "1"}}, {"labels": {"dag": "a", "try_number": "2"}}, True),
        ({"labels": {"dag": "a", "try_number": "1"}}, {"labels": {"dag": "b", "try_number": "2"}}, False),
        (owned_by("TaskRun", "build"), owned_by("TaskRun", "build"), True),
        (owned_by("TaskRun", "build"), owned_by("TaskRun", "test"), False),
        (STEP, {**STEP, "annotations": {"workflows.argoproj.io/node-name": "etl.extract(1)"}}, True),
        (STEP, {**STEP, "annotations": {"workflows.argoproj.io/node-name": "etl.load(0)"}}, False),
        (STEP, {**STEP, **owned_by("Workflow", "other")}, False),
        (owned_by("Workflow", "etl"), owned_by("Workflow", "etl"), False),
    ],
)
def test_an_engine_that_makes_a_pod_for_each_try(
    first: dict[str, object], second: dict[str, object], is_same: bool
) -> None:
    (found,) = findings(tried("try-1", 300, 1, **first), tried("try-2", 100, 0, **second))
    assert ("A later pod has done the same work: try-2." in found.message) is is_same
    assert (found.severity is Severity.NOTICE) is is_same


def test_live_a_later_try_is_heard_of_by_those_before_it() -> None:
    """What is well is not refreshed: the pod that has succeeded touches those that failed."""
    first = snapshot(tried("try-1", 3600, 1))
    before = follow(Inspected(), first)
    assert [cause.severity for cause in before.report().causes] == [Severity.CRITICAL]
    after = follow(before, fold(first, [Line(NOW, "ADDED", tried("try-2", 600, 0))]))
    assert after.report().causes == ()


@pytest.mark.parametrize(("meta", "severity"), [({}, Severity.NOTICE), (owned_by("Job", "x"), Severity.WARNING)])
def test_the_code_of_a_shell_is_that_of_whoever_sat_in_it(meta: dict[str, object], severity: Severity) -> None:
    (found,) = findings(pod([container("sh", terminated(130), tty=True)], phase="Failed", meta=meta))
    assert found.severity is severity


@pytest.mark.parametrize("code", [126, 1])
def test_a_code_of_a_containers_own_is_told_instead_of_the_usual_one(code: int) -> None:
    """istio-validation ends with 126 where istio-cni has not redirected the pod's traffic."""
    checks = crashing("istio-validation", terminated(code), image="docker.io/istio/proxyv2:1.27.0")
    found = only(pod([container("app", waiting("PodInitializing"))], [checks], phase="Pending"))
    assert found.reason == "ExitError"
    assert ("istio-cni did not set the pod up" in found.message) is (code == 126)


def test_126_of_any_other_container_is_mostly_a_shells() -> None:
    found = only(pod([crashing("app", terminated(126))]))
    assert found.reason == "CommandNotExecutable"
    assert "is mostly a shell's word" in found.message


@pytest.mark.parametrize("runs", [True, False])
def test_the_kubelets_own_word_on_a_pod_that_does_not_end(runs: bool) -> None:
    app = container("app") if runs else container("app", terminated(0))
    found = only(pod([app], meta=DELETED), event("FailedKillPod", HANGS, at=5))
    assert f"The kubelet says: `{HANGS}`." in found.message
    assert "hangs" not in found.message


def test_what_was_said_before_the_deletion_is_not_about_it() -> None:
    found = only(pod([container("app")], meta=DELETED), event("FailedKillPod", HANGS, at=900))
    assert "The kubelet says" not in found.message


def test_a_pod_on_a_node_that_is_gone_waits_for_it() -> None:
    others = Node(metadata=ObjectMeta(name="node-2", uid="uid-node-2"))
    found = only(pod([container("app")], meta=DELETED), others)
    assert found.reason == "NodeLost"
    assert "its node node-1 is no longer there" in found.message
    assert found.commands == ("kubectl get nodes",)


def test_a_node_whose_kubelet_reports_tells_why_it_is_not_ready() -> None:
    down = node(condition("Ready", "False", message="container runtime is down"))
    (cause,) = report(pod([container("app")], name="a"), pod([container("app")], name="b"), down).causes
    assert "The node says: `container runtime is down`." in cause.message


def test_the_last_words_of_a_container_are_told_of_many_pods_too() -> None:
    """Offline, and without logs, they are the only why."""
    said = terminated(2, message="Error renewing token: permission denied")
    pods = [pod([crashing("app", said)], name=name, meta=owned_by("ReplicaSet", "web")) for name in ("web-1", "web-2")]
    (cause,) = report(*pods, owner(0)).causes
    assert "Termination message: `Error renewing token: permission denied`." in cause.message


def test_a_node_under_pressure_tells_of_those_that_it_evicted_and_not_of_them_as_being_there() -> None:
    short = node(condition("Ready"), condition("DiskPressure", since=600))
    gone = msgspec.structs.replace(refused("Evicted"), metadata=ObjectMeta(name="gone", namespace="demo", uid="gone"))
    calm = pod([container("app")], name="calm", conditions=())
    causes = [each for each in report(gone, calm, short).causes if each.reason == "DiskPressure"]
    assert [each.title for each in causes] == ["Node node-1 is under DiskPressure since 11:50, with 1 pod on it."]
    gone = pod(
        [container("app", terminated(137))],
        name="gone",
        phase="Failed",
        status={"reason": "Evicted"},
        conditions=(condition("Ready", "False", since=500),),
        meta=owned_by("ReplicaSet", "web"),
    )
    (cause,) = report(gone, owner(2), short).causes
    assert cause.title == "Node node-1 is under DiskPressure since 11:50, with 1 pod evicted."


def test_a_refusal_of_the_node_in_plain_words() -> None:
    message = "Pod Allocate failed due to no healthy devices present; cannot allocate unhealthy devices nvidia.com/gpu"
    gone = refused("UnexpectedAdmissionError", message)
    found = findings(gone, owner(1))[0]
    assert "(UnexpectedAdmissionError): node node-1 has not enough healthy devices" in found.title
    assert "device plugin" in found.advice


def machine(name: str, of: str, *built: Built, **fields: Any) -> Pod:
    return pod(built, name=name, **{"meta": owned_by("VirtualMachineInstance", of), **fields})


@pytest.mark.parametrize(
    ("later", "severity"),
    [
        (machine("moved", "vm", container("compute"), conditions=conditions()), Severity.NOTICE),
        (machine("moved", "vm", container("compute")), Severity.WARNING),
        (machine("moved", "other", container("compute"), conditions=conditions()), Severity.WARNING),
    ],
    ids=["goes on", "is not ready", "is another"],
)
def test_what_a_virtual_machine_left_behind_is_no_trouble_while_it_runs_on(later: Pod, severity: Severity) -> None:
    ended = (container("compute", terminated(0)), container("guest-console-log", terminated(1)))
    over = conditions(condition("Ready", "False", since=60))
    made = {"creation_timestamp": ago(2 * 86_400.0), **owned_by("VirtualMachineInstance", "vm")}
    (found,) = findings(machine("left", "vm", *ended, phase="Failed", conditions=over, meta=made), later)
    assert found.severity is severity
