"""A node that is rebooted on purpose is no alarm for as long as a new node may take."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from kubectl_sidecars.api import (
    Event,
    EventSource,
    Job,
    JobStatus,
    Node,
    PersistentVolume,
    Pod,
    ResourceRequirements,
    Taint,
    Volume,
)
from kubectl_sidecars.api.around import NodeSpec
from kubectl_sidecars.api.pod import PersistentVolumeClaimVolumeSource
from kubectl_sidecars.diagnose import Severity
from tests.diagnose.test_volume_places import volume
from tests.support.builders import (
    ago,
    condition,
    conditions,
    container,
    event,
    findings,
    job,
    node,
    owned_by,
    pod,
    waiting,
)

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


def severity(each: Pod, *around: Node | Event | Job) -> Severity:
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


def waits(said: str = CORDONED, since: float = 200, asks: str = "1", **spec: Any) -> Pod:
    scheduled = condition("PodScheduled", "False", since=since, reason="Unschedulable", message=said)
    return pod(
        [container("app", waiting(), resources=ResourceRequirements(requests={"cpu": asks}))],
        phase="Pending",
        conditions=(scheduled,),
        status={"container_statuses": ()},
        spec={"node_name": "", **spec},
    )


def of(*objects: Pod | Node | Event | Job | PersistentVolume) -> Severity:
    """The severity for the first one, which has no node."""
    first, *around = objects
    assert isinstance(first, Pod)
    (found,) = findings(first, *around)
    return found.severity


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
    assert of(waits(said, since), broken) is severe


def labelled(key: str, value: str) -> Node:
    found = down(annotations={}, taint="aws-node-termination-handler/scheduled-maintenance", ready="True")
    return msgspec.structs.replace(found, metadata=msgspec.structs.replace(found.metadata, labels={key: value}))


@pytest.mark.parametrize(
    ("drained", "severe"),
    [
        (down(annotations={}, taint="medik8s.io/drain", ready="True"), Severity.NOTICE),
        (labelled("aws-node-termination-handler/action", "UncordonAfterReboot"), Severity.NOTICE),
        (labelled("topology.kubernetes.io/zone", "a"), Severity.CRITICAL),
        (down(annotations={}, taint="aws-node-termination-handler/spot-itn"), Severity.CRITICAL),
        (down(annotations={}, taint="karpenter.sh/disrupted"), Severity.CRITICAL),
        (down(annotations={}, taint="ToBeDeletedByClusterAutoscaler"), Severity.CRITICAL),
        (down(taint="ToBeDeletedByClusterAutoscaler"), Severity.CRITICAL),
    ],
    ids=["in maintenance", "AWS reboots it", "no reboot", "spot", "Karpenter", "autoscaler", "updated and then taken"],
)
def test_nobody_waits_for_a_node_that_goes_for_good(drained: Node, severe: Severity) -> None:
    assert of(waits(), drained) is severe


@pytest.mark.parametrize(("at", "severe"), [(100, Severity.NOTICE), (400, Severity.WARNING), (1000, Severity.CRITICAL)])
@pytest.mark.parametrize("reason", ["TriggeredScaleUp", "Nominated"])
def test_in_place_of_a_node_that_goes_another_one_is_waited_for_while_it_is_made(
    reason: str, at: float, severe: Severity
) -> None:
    gone = down(annotations={}, taint="karpenter.sh/disrupted")
    made = event(reason, "Pod should schedule on: nodeclaim/spot-7hk2p", at=at)
    assert of(waits(since=at + 5), gone, made) is severe


def upgrade(node: str = "node-1", active: int = 1) -> Job:
    found = job("apply-k3s-agent-on-node-1")
    meta = msgspec.structs.replace(found.metadata, labels={"upgrade.cattle.io/node": node})
    return msgspec.structs.replace(found, metadata=meta, status=JobStatus(active=active))


@pytest.mark.parametrize(
    ("upgraded", "severe"),
    [(upgrade(), Severity.NOTICE), (upgrade("node-2"), Severity.CRITICAL), (upgrade(active=0), Severity.CRITICAL)],
    ids=["runs", "for another node", "is over"],
)
def test_a_job_of_the_upgrade_controller_works_on_its_node(upgraded: Job, severe: Severity) -> None:
    assert of(waits(), down(annotations={}, ready="True"), upgraded) is severe
    assert severity(SHOP, down(annotations={}), upgraded) is severe


def offers(**allocatable: str) -> Node:
    found = down(ready="True")
    return msgspec.structs.replace(found, status=msgspec.structs.replace(found.status, allocatable=allocatable))


def agent(cpu: str) -> Pod:
    main = container("agent", resources=ResourceRequirements(requests={"cpu": cpu}))
    return pod([main], name="agent", conditions=conditions(), meta=owned_by("DaemonSet", "agent"))


ELSEWHERE = Taint(key="dedicated", value="gpu", effect="NoSchedule")
BACK = Taint(key="node.kubernetes.io/unreachable", effect="NoExecute")


def tainted(*taints: Taint) -> Node:
    return msgspec.structs.replace(down(), spec=NodeSpec(unschedulable=True, taints=taints))


@pytest.mark.parametrize(
    ("objects", "severe"),
    [
        ((waits(), offers(cpu="4")), Severity.NOTICE),
        ((waits(asks="8"), offers(cpu="4")), Severity.CRITICAL),
        ((waits(asks="3"), offers(cpu="4"), agent("2")), Severity.CRITICAL),
        ((waits(asks="3"), offers(cpu="4"), agent("1")), Severity.NOTICE),
        ((waits(asks="200m"), offers(cpu="300m"), agent("100m")), Severity.NOTICE),
        ((waits(node_selector={"pool": "gpu"}), down()), Severity.CRITICAL),
        ((waits(), tainted(BACK)), Severity.NOTICE),
        ((waits(), tainted(ELSEWHERE)), Severity.CRITICAL),
    ],
    ids=[
        "room",
        "too small",
        "agents stay",
        "agents leave room",
        "fractions",
        "not selected",
        "its taints go",
        "not tolerated",
    ],
)
def test_a_pod_waits_only_for_a_node_on_which_it_fits(objects: tuple[Any, ...], severe: Severity) -> None:
    assert of(*objects) is severe


def test_a_pod_does_not_wait_for_a_node_that_cannot_use_its_volume() -> None:
    with_claim = waits(
        volumes=(Volume(name="d", persistent_volume_claim=PersistentVolumeClaimVolumeSource(claim_name="data")),)
    )
    assert of(with_claim, down(), volume("data", "metadata.name", "node-1", field=True)) is Severity.NOTICE
    assert of(with_claim, down(), volume("data", "metadata.name", "node-9", field=True)) is Severity.CRITICAL


def test_a_device_that_a_node_has_lost_in_its_reboot_comes_back_with_it() -> None:
    gpu = waits()
    asks = ResourceRequirements(requests={"nvidia.com/gpu": "1"})
    gpu = msgspec.structs.replace(
        gpu,
        spec=msgspec.structs.replace(
            gpu.spec, containers=(msgspec.structs.replace(gpu.spec.containers[0], resources=asks),)
        ),
    )
    assert of(gpu, offers(cpu="4", **{"nvidia.com/gpu": "0"})) is Severity.NOTICE
    assert of(gpu, offers(cpu="4")) is Severity.CRITICAL
