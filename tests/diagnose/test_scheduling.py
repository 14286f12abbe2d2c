"""Pods without a node: what excludes the nodes, and how long that may last before it is a problem."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from kubectl_sidecars.api import Event, Pod, Volume
from kubectl_sidecars.api.pod import PersistentVolumeClaimVolumeSource, PodSchedulingGate
from kubectl_sidecars.classify import Confidence
from kubectl_sidecars.diagnose import Severity
from kubectl_sidecars.diagnose.facts.scheduler_message import predicates
from tests.support.builders import ago, condition, container, event, findings, only, owned_by, pod, report, waiting


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("0/3 nodes are available: 3 Insufficient memory.", ["not enough memory"]),
        (
            "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) had untolerated taint {gpu: yes}.",
            ["it does not tolerate the taint gpu (2 of 3 nodes)", "not enough cpu (1 of 3 nodes)"],
        ),
        (
            "0/120 nodes are available: 3 Insufficient cpu, 117 node(s) had untolerated taint(s). no new claims to",
            ["it does not tolerate the nodes' taints (117 of 120 nodes)", "not enough cpu (3 of 120 nodes)"],
        ),
        (
            (
                "0/5 nodes are available: 2 Insufficient cpu,"
                " 3 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }."
            ),
            [
                "not enough cpu (2 of 5 nodes)",
                "it does not tolerate the taint node-role.kubernetes.io/control-plane (3 of 5 nodes)",
            ],
        ),
        (
            "0/4 nodes are available: pod has unbound immediate PersistentVolumeClaims, 4 Insufficient cpu.",
            ["its volume claim is not bound", "not enough cpu"],
        ),
        ("0/1 nodes are available: 1 node(s) had volume node affinity conflict.", ["its volume lives elsewhere"]),
        (
            "0/1 nodes are available: 1 node(s) didn't match PersistentVolume's node affinity.",
            ["its volume lives elsewhere"],
        ),
        (
            "0/50 nodes are available: 1 Insufficient memory, 49 node(s) didn't match Pod's node affinity/selector.",
            [
                "not enough memory (1 of 50 nodes)",
                "the nodes do not match its node selector or affinity (49 of 50 nodes)",
            ],
        ),
        (
            "0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector.",
            ["the nodes do not match its node selector or affinity"],
        ),
        (
            (
                "0/4 nodes are available: 4 node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)."
                " preemption: 0/4 nodes are available: 4 Preemption is not helpful for scheduling."
            ),
            ["the volume that its claim is bound to does not exist"],
        ),
        ("0/1 nodes are available: 1 Too many pods.", ["the nodes hold no more pods"]),
        ("0/1 nodes are available: 1 node(s) were unschedulable.", ["nodes are cordoned"]),
        (
            "0/2 nodes are available: 2 node(s) didn't match pod anti-affinity rules.",
            ["its anti-affinity excludes the nodes"],
        ),
        ("no nodes available to schedule pods", ["the cluster has no nodes"]),
        ("0/2 nodes are available: 2 Insufficient nvidia.com/gpu.", ["not enough nvidia.com/gpu"]),
        ("in words of tomorrow", []),
    ],
)
def test_the_scheduler_in_words_with_what_excludes_most_nodes_first(said: str, words: list[str]) -> None:
    """Taints of the control plane are there on purpose, and nodes that the pod does not ask for never were its own:
    they come last."""
    assert [each.counted for each in predicates(said)] == words


def unbound(since: float, message: str = "0/1 nodes are available: 1 Insufficient cpu.", **fields: Any) -> Pod:
    scheduled = condition("PodScheduled", "False", since=since, reason="Unschedulable", message=message)
    status = {"container_statuses": (), **fields.pop("status", {})}
    return pod(
        [container("app", waiting())],
        phase="Pending",
        conditions=(scheduled,),
        status=status,
        **{"spec": {"node_name": ""}, **fields},
    )


@pytest.mark.parametrize(
    ("since", "severity"), [(2, Severity.NOTICE), (10, Severity.WARNING), (100, Severity.CRITICAL)]
)
def test_a_scheduler_has_ten_seconds_and_an_autoscaler_a_minute(since: float, severity: Severity) -> None:
    """The scheduler's longest back-off is 10 s."""
    (found,) = findings(unbound(since))
    assert (found.reason, found.severity) == ("Unschedulable", severity)


@pytest.mark.parametrize(
    ("at", "severity"), [(100, Severity.NOTICE), (400, Severity.WARNING), (1000, Severity.CRITICAL)]
)
@pytest.mark.parametrize(
    ("happened", "message"),
    [
        ("TriggeredScaleUp", "pod triggered scale-up: [{workers 3->4 (max: 10)}]"),
        ("Nominated", "Pod should schedule on: nodeclaim/general-x2b"),
    ],
)
def test_a_node_that_is_on_its_way_is_given_its_time(
    happened: str, message: str, at: float, severity: Severity
) -> None:
    """cluster-autoscaler's --max-node-provision-time is 15 min."""
    (found,) = findings(unbound(at + 10), event(happened, message, at=at))
    assert found.severity is severity
    assert (message in found.message) is (severity is not Severity.CRITICAL)


@pytest.mark.parametrize(("first", "severity"), [(200, Severity.NOTICE), (400, Severity.CRITICAL)])
def test_a_node_that_was_promised_again_and_again_is_no_excuse(first: float, severity: Severity) -> None:
    """A volume in another zone: Karpenter names a node every few minutes, and none helps."""
    promised = event("Nominated", "Pod should schedule on: nodeclaim/a", at=5, first=first, count=6)
    (found,) = findings(unbound(first + 10), promised)
    assert found.severity is severity
    assert ("has tried to make room 6 times" in found.message) is (severity is Severity.CRITICAL)


def test_the_title_names_the_second_reason_too() -> None:
    found = only(unbound(100, "0/120 nodes are available: 3 Insufficient cpu, 117 node(s) had untolerated taint(s)."))
    assert found.summary == "no node fits: it does not tolerate the nodes' taints (117 of 120 nodes)"
    assert found.title == f"app cannot start: {found.summary}, not enough cpu (3 of 120 nodes)."


def test_what_preemption_could_do_is_left_out() -> None:
    reasons, tail = "0/1 nodes are available: 1 Insufficient cpu.", "preemption: 0/1 nodes are available: 1 No victims."
    for between in (" ", " no new claims to deallocate, "):
        assert f"The scheduler says: `{reasons}`." in only(unbound(100, f"{reasons}{between}{tail}")).message


def test_an_autoscaler_that_can_add_no_node_changes_nothing() -> None:
    no = event("NotTriggerScaleUp", "pod didn't trigger scale-up: 1 max node group size reached", at=20)
    assert only(unbound(100), no).severity is Severity.CRITICAL


def test_a_preemption_is_given_the_time_of_its_victims_end() -> None:
    (found,) = findings(unbound(20, status={"nominated_node_name": "node-7"}))
    assert found.severity is Severity.NOTICE
    assert "lower priority are being ended on node node-7" in found.message


def test_a_scheduler_that_waits_for_a_claim_is_not_called_down() -> None:
    """While a volume of a WaitForFirstConsumer class is made, the pod has no condition and no event, for 10 minutes."""
    volumes = (Volume(name="data", persistent_volume_claim=PersistentVolumeClaimVolumeSource(claim_name="data-db-0")),)
    young: dict[str, Any] = {"conditions": (), "phase": "Pending", "status": {"container_statuses": ()}}
    waits = pod(
        [container("app", waiting())],
        spec={"node_name": "", "volumes": volumes},
        meta={"creation_timestamp": ago(150)},
        **young,
    )
    found = only(waits)
    assert (found.reason, found.severity, found.confidence) == ("NotScheduled", Severity.WARNING, Confidence.LOW)
    assert "data-db-0" in found.message
    assert "kubectl get persistentvolumeclaim -n demo data-db-0" in found.commands
    plain = pod([container("app", waiting())], spec={"node_name": ""}, meta={"creation_timestamp": ago(150)}, **young)
    assert only(plain).severity is Severity.CRITICAL


CLAIM = Volume(name="data", persistent_volume_claim=PersistentVolumeClaimVolumeSource(claim_name="data-db-0"))


def of_claim(reason: str, message: str, at: float = 20) -> Event:
    return event(reason, message, kind="PersistentVolumeClaim", about="uid-of-the-claim", name="data-db-0", at=at)


@pytest.mark.parametrize(
    "said",
    [
        {"message": "0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims."},
        {"message": 'running PreBind plugin "VolumeBinding": binding volumes: timed out', "reason": "SchedulerError"},
    ],
)
def test_a_claim_without_a_volume_is_named_with_what_its_events_say(said: dict[str, str]) -> None:
    scheduled = condition("PodScheduled", "False", since=100, **{"reason": "Unschedulable", **said})
    stuck = unbound(100, spec={"node_name": "", "volumes": (CLAIM,)})
    stuck = msgspec.structs.replace(stuck, status=msgspec.structs.replace(stuck.status, conditions=(scheduled,)))
    found = only(stuck, of_claim("ProvisioningFailed", 'storageclass "fast" not found'))
    assert found.severity is Severity.CRITICAL
    assert found.summary.endswith("its volume claim data-db-0 is not bound")
    assert 'Its events say: `storageclass "fast" not found`.' in found.message
    assert found.commands[0] == "kubectl describe pvc -n demo data-db-0"
    later = of_claim("ProvisioningSucceeded", "", at=5)
    assert "fast" not in only(stuck, of_claim("ProvisioningFailed", 'storageclass "fast" not found'), later).message


def test_a_scheduler_that_fails_otherwise_says_so() -> None:
    scheduled = condition("PodScheduled", "False", since=100, reason="SchedulerError", message="etcdserver: timed out")
    stuck = unbound(100)
    stuck = msgspec.structs.replace(stuck, status=msgspec.structs.replace(stuck.status, conditions=(scheduled,)))
    found = only(stuck)
    assert (found.reason, found.severity) == ("SchedulerError", Severity.CRITICAL)
    assert found.title == "app cannot start: the scheduler fails on it."


@pytest.mark.parametrize(
    ("gate", "severity"),
    [
        ("example.com/quota", Severity.WARNING),
        ("kueue.x-k8s.io/admission", Severity.NOTICE),
        ("scheduling.volcano.sh/queue-allocation-gate", Severity.NOTICE),
        ("grove.io/podgang-pending-creation", Severity.NOTICE),
    ],
)
def test_a_gate_of_a_batch_queue_may_hold_for_hours(gate: str, severity: Severity) -> None:
    spec = {"node_name": "", "scheduling_gates": (PodSchedulingGate(name=gate),)}
    gated = pod(
        [container("app", waiting())], phase="Pending", conditions=(), spec=spec, status={"container_statuses": ()}
    )
    (found,) = findings(gated)
    assert (found.reason, found.severity) == ("SchedulingGated", severity)


@pytest.mark.parametrize(
    ("gates", "labels", "title"),
    [
        (
            ("kueue.x-k8s.io/admission", "kueue.x-k8s.io/topology"),
            {"kueue.x-k8s.io/queue-name": "gpu"},
            "App waits: queue gpu of Kueue holds the pod since 11:00.",
        ),
        (("kueue.x-k8s.io/admission",), {}, "App waits: Kueue holds the pod since 11:00."),
        (
            ("kueue.x-k8s.io/admission", "example.com/slice"),
            {},
            "App cannot start: scheduling is gated by kueue.x-k8s.io/admission and 1 more.",
        ),
    ],
)
def test_who_holds_a_gated_pod_and_since_when(gates: tuple[str, ...], labels: dict[str, str], title: str) -> None:
    gated = pod(
        [container("app", waiting())],
        phase="Pending",
        conditions=(),
        spec={"node_name": "", "scheduling_gates": tuple(PodSchedulingGate(name=gate) for gate in gates)},
        status={"container_statuses": ()},
        meta={"creation_timestamp": ago(3600), "labels": labels},
    )
    (found,) = findings(gated)
    assert found.title.lower() == title.lower()


def test_a_gate_holds_a_pod_on_purpose_and_is_no_trouble_at_once() -> None:
    gated = pod(
        [container("app", waiting())],
        phase="Pending",
        conditions=(),
        spec={"node_name": "", "scheduling_gates": (PodSchedulingGate(name="example.com/quota"),)},
        status={"container_statuses": ()},
        meta={"creation_timestamp": ago(150)},
    )
    (found,) = findings(gated)
    assert (found.reason, found.severity) == ("SchedulingGated", Severity.NOTICE)


NO_ROOM = "0/3 nodes are available: 3 Insufficient cpu."
DECLINED = "pod didn't trigger scale-up: 2 node(s) had untolerated taint {gpu: yes}, 1 max node group size reached"


def scaled(reason: str, message: str, last: float) -> Event:
    return event(reason, message, at=last, first=last, type_="Normal")


def test_an_autoscaler_that_adds_no_node_is_part_of_why_a_pod_is_pending() -> None:
    found = only(unbound(400, NO_ROOM), scaled("NotTriggerScaleUp", DECLINED, 60))
    assert "The cluster autoscaler adds no node for it: `2 node(s) had untolerated taint {gpu: yes}" in found.message
    assert found.advice == "Raise the maximum size of the node group, or free room in it."
    assert any("NotTriggerScaleUp" in line for line in found.evidence)


def karpenter(message: str, reason: str = "FailedScheduling") -> Event:
    said = event(reason, message, at=60, first=300)
    return msgspec.structs.replace(said, source=msgspec.structs.replace(said.source, component="karpenter"))


def test_karpenters_refusal_is_part_of_why_a_pod_is_pending() -> None:
    full = 'Failed to schedule pod, all available instance types exceed limits for nodepool: "builds"'
    found = only(unbound(400, NO_ROOM), karpenter(full))
    assert f"Karpenter adds no node for it: `{full}`." in found.message
    assert found.advice == "Raise the limits of the node pool (spec.limits), or free room in it."
    other = only(unbound(400, NO_ROOM), karpenter("incompatible with nodepool builds"))
    assert "Karpenter adds no node for it: `incompatible with nodepool builds`." in other.message
    assert other.advice == only(unbound(400, NO_ROOM)).advice


def test_a_node_that_waits_for_its_cloud_controller_is_told() -> None:
    words = "0/2 nodes are available: 2 node(s) had untolerated taint {node.cloudprovider.kubernetes.io/uninitialized}."
    assert "until a cloud controller manager has initialized it." in only(unbound(400, words)).message


def test_a_cloud_that_gives_no_node_is_where_to_look() -> None:
    words = "pod didn't trigger scale-up: 1 in backoff after failed scale-up"
    found = only(unbound(400, NO_ROOM), scaled("NotTriggerScaleUp", words, 60))
    assert found.advice == "Look at the events of the autoscaler: the cloud did not give it a node."


GAVE_NONE = (
    "Node scale up in zones europe-west1-b associated with this pod failed: {}. Pod is at risk of not being scheduled."
)


@pytest.mark.parametrize(
    ("why", "cure"),
    [
        ("GCE quota exceeded", "Raise the quota of the project"),
        ("GCE out of resources", "allow another zone or type of machine"),
        ("Internal error", "Look at the events of the autoscaler"),
    ],
)
def test_why_the_cloud_gave_no_node_tells_more_than_that_the_autoscaler_waits(why: str, cure: str) -> None:
    waits = scaled("NotTriggerScaleUp", "pod didn't trigger scale-up: 1 in backoff after failed scale-up", 30)
    asked = scaled("TriggeredScaleUp", "pod triggered scale-up: [{a 0->1 (max: 4)}]", 300)
    found = only(unbound(400, NO_ROOM), asked, scaled("FailedScaleUp", GAVE_NONE.format(why), 200), waits)
    assert f"failed: {why}." in found.message
    assert cure in found.advice


def test_a_node_that_was_asked_for_later_undoes_a_refusal() -> None:
    (found,) = findings(
        unbound(400, NO_ROOM),
        scaled("NotTriggerScaleUp", DECLINED, 200),
        scaled("TriggeredScaleUp", "pod triggered scale-up: [{a 3->4 (max: 10)}]", 60),
    )
    assert "adds no node" not in found.message


def test_the_words_of_older_autoscalers_are_read_too() -> None:
    words = "pod didn't trigger scale-up (it wouldn't fit if a new node is added)"
    found = only(unbound(400, NO_ROOM), scaled("NotTriggerScaleUp", words, 60))
    assert "adds no node for it: `it wouldn't fit if a new node is added`." in found.message


def owners_of(message: str) -> list[tuple[str, ...]]:
    """The workloads of each cause, of two Deployments whose pods are told this."""
    made = []
    for name in ("shop", "cart"):
        meta = {"labels": {"pod-template-hash": "5d"}, **owned_by("ReplicaSet", f"{name}-5d")}
        made.append(unbound(100, message, name=f"{name}-5d-x", meta=meta))
    return [cause.owners for cause in report(*made).causes]


def test_a_full_cluster_is_one_cause_and_two_selectors_are_two() -> None:
    both = ("Deployment/cart", "Deployment/shop")
    assert owners_of("0/3 nodes are available: 3 Insufficient cpu.") == [both]
    alone = [(name,) for name in both]
    assert owners_of("0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector.") == alone


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("volcano", "scheduler volcano (spec.schedulerName) is down, or no scheduler has that name"),
        ("default-scheduler", "condition: the scheduler is down."),
    ],
)
def test_the_scheduler_that_does_not_look_at_a_pod_is_named(name: str, said: str) -> None:
    waits = pod(
        [container("app", waiting())],
        phase="Pending",
        conditions=(),
        spec={"node_name": "", "scheduler_name": name},
        status={"container_statuses": (), "start_time": None},
    )
    found = only(waits)
    assert found.reason == "NotScheduled"
    assert said in found.message


def test_a_daemonsets_pod_is_made_for_one_node() -> None:
    """The others do not count: as many as there are, none of them has room for it."""
    said = "0/5 nodes are available: 1 Insufficient memory, 4 node(s) didn't satisfy plugin(s) [NodeAffinity]."
    full = (condition("PodScheduled", "False", reason="Unschedulable", message=said),)
    unbound, untold = {"node_name": ""}, {"container_statuses": ()}
    mine = pod([container("app")], phase="Pending", conditions=full, spec=unbound, status=untold)
    assert only(mine).summary == "no node fits: not enough memory (1 of 5 nodes)"
    mine = msgspec.structs.replace(mine, metadata=msgspec.structs.replace(mine.metadata, **owned_by("DaemonSet", "ds")))
    assert only(mine).summary == "the node that it is made for does not fit: not enough memory"


@pytest.mark.parametrize(
    ("message", "means"),
    [
        ("VolumeLimitExceeded: Maximum number of volumes allowed (10) exceeded", "the quota of the cloud is used up"),
        ("rpc error: code = Internal desc = no enough space left on VG", "the storage has not enough room for it"),
    ],
)
@pytest.mark.parametrize("is_seen", [True, False], ids=["seen", "not-seen"])
def test_why_a_claim_gets_no_volume_is_said_in_plain_words(message: str, means: str, is_seen: bool) -> None:
    found = only(waits_for_claim(is_seen=is_seen), of_claim("ProvisioningFailed", message))
    assert f"volume claim data-db-0 is not bound: {means}." in found.title
    assert found.advice


def waits_for_claim(*, is_seen: bool) -> Pod:
    """A pod whose claim has no volume; with or without a word of the scheduler."""
    said = "0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims."
    stuck = unbound(600, said, spec={"node_name": "", "volumes": (CLAIM,)})
    if is_seen:
        return stuck
    return msgspec.structs.replace(stuck, status=msgspec.structs.replace(stuck.status, conditions=()))


def test_a_claim_without_a_volume_has_no_node_at_fault() -> None:
    found = only(waits_for_claim(is_seen=True), of_claim("ProvisioningFailed", "write /x: no space left on device"))
    assert "its volume claim data-db-0 is not bound." in found.title
