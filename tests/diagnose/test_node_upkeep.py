"""A node that is rebooted on purpose is no alarm for as long as a new node may take."""

from __future__ import annotations

import msgspec
import pytest

from kubectl_sidecars.api import Event, EventSource, Node, Pod, Taint
from kubectl_sidecars.api.around import NodeSpec
from kubectl_sidecars.diagnose import Severity
from tests.support.builders import ago, condition, container, event, findings, node, pod, waiting

MCO = {"machineconfiguration.openshift.io/state": "Working"}


def down(
    since: float = 300,
    *,
    annotations: dict[str, str] = MCO,
    taint: str = "",
    cordoned: bool = True,
    ready: str = "Unknown",
) -> Node:
    found = node(condition("Ready", ready, since=since))
    meta = msgspec.structs.replace(found.metadata, annotations=annotations)
    spec = NodeSpec(unschedulable=cordoned, taints=(Taint(key=taint),) if taint else ())
    return msgspec.structs.replace(found, metadata=meta, spec=spec)


def severity(each: Pod, *around: Node | Event) -> Severity:
    (found,) = (found for found in findings(each, *around) if found.reason in ("NodeNotReady", "NodeLost"))
    return found.severity


SHOP = pod([container("app")])


@pytest.mark.parametrize(
    "rebooted",
    [
        down(),
        down(ready="False"),
        down(annotations={"weave.works/kured-reboot-in-progress": "2026-11-23T11:55:00Z"}),
        down(annotations={}, taint="karpenter.sh/disrupted", cordoned=False),
        down(annotations={}, taint="ToBeDeletedByClusterAutoscaler", cordoned=False),
    ],
)
def test_a_node_that_goes_or_is_rebooted_on_purpose(rebooted: Node) -> None:
    assert severity(SHOP, rebooted) is Severity.NOTICE


@pytest.mark.parametrize(
    "broken",
    [
        down(annotations={}),
        down(cordoned=False),
        down(annotations={"machineconfiguration.openshift.io/state": "Done"}),
        down(annotations={"machineconfiguration.openshift.io/state": "Degraded"}),
        down(901),
    ],
    ids=["cordoned alone", "not cordoned", "done", "degraded", "too long"],
)
def test_a_node_that_fails_or_does_not_come_back(broken: Node) -> None:
    assert severity(SHOP, broken) is Severity.CRITICAL


@pytest.mark.parametrize(
    ("source", "at", "said"),
    [
        ("upgrader", 400, Severity.NOTICE),
        ("upgrader", 3000, Severity.CRITICAL),
        ("node-controller", 400, Severity.CRITICAL),
    ],
)
def test_an_event_tells_who_works_on_the_node(source: str, at: float, said: Severity) -> None:
    drain = event("Drain", "Draining node: node-1", kind="Node", name="node-1", about="node-1", at=at)
    drain = msgspec.structs.replace(drain, source=EventSource(component=source))
    assert severity(SHOP, down(annotations={}), drain) is said


def test_a_pod_that_is_deleted_there_waits_for_the_reboot() -> None:
    meta = {"deletion_timestamp": ago(100), "deletion_grace_period_seconds": 30}
    gone = pod([container("app")], meta=meta)
    assert severity(gone, down()) is Severity.NOTICE
    assert severity(gone, down(annotations={})) is Severity.CRITICAL


CORDONED = "0/2 nodes are available: 1 Insufficient cpu, 1 node(s) were unschedulable."
NO_CPU = "0/2 nodes are available: 2 Insufficient cpu."


@pytest.mark.parametrize(
    ("said", "since", "broken", "severe"),
    [
        (CORDONED, 200, down(), Severity.NOTICE),
        (CORDONED, 200, down(ready="True"), Severity.NOTICE),
        (CORDONED, 901, down(ready="True"), Severity.CRITICAL),
        (CORDONED, 200, down(annotations={}), Severity.CRITICAL),
        (NO_CPU, 200, down(), Severity.CRITICAL),
    ],
    ids=["rebooted", "drained first", "too long", "cordoned alone", "would not help"],
)
def test_a_pod_waits_for_the_node_that_comes_back(said: str, since: float, broken: Node, severe: Severity) -> None:
    scheduled = condition("PodScheduled", "False", since=since, reason="Unschedulable", message=said)
    status = {"container_statuses": ()}
    each = pod(
        [container("app", waiting())],
        phase="Pending",
        conditions=(scheduled,),
        status=status,
        spec={"node_name": ""},
    )
    (found,) = findings(each, broken)
    assert found.severity is severe
