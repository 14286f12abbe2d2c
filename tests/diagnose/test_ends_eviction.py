"""Evictions: who is to blame among several containers, and what is lost with the pod."""

from __future__ import annotations

import pytest

from kubectl_sidecars.api import ObjectMeta, Pod, ReplicaSet, ReplicaSetSpec, ReplicaSetStatus, ResourceRequirements
from kubectl_sidecars.diagnose import Severity, Transition
from tests.support.builders import (
    ago,
    condition,
    conditions,
    container,
    event,
    findings,
    node,
    only,
    owned_by,
    pod,
    report,
    terminated,
)

LOW = "The node was low on resource: memory. Threshold quantity: 100Mi, available: 80Mi."
BOTH = (
    f"{LOW} Container app was using 70Mi, request is 64Mi, has larger consumption of memory."
    " Container otel was using 1900Mi, request is 64Mi, has larger consumption of memory. "
)


def evicted(message: str = "", reason: str = "Evicted", *, owned: bool = True) -> Pod:
    return pod(
        [container("app", terminated(137)), container("otel", terminated(137))],
        phase="Failed",
        status={"reason": reason, "message": message},
        meta=owned_by("ReplicaSet", "shop") if owned else {},
    )


def test_of_several_containers_the_one_most_over_its_request_is_named() -> None:
    found = only(evicted(BOTH), event("Evicted", BOTH))
    assert found.summary == "otel got the pod evicted for memory"
    assert "otel used 1900Mi, its request is 64Mi." in found.message


def test_the_annotations_are_weighed_in_the_same_way() -> None:
    notes = {
        "offending_containers": "app,otel",
        "offending_containers_usage": "70Mi,1900Mi",
        "starved_resource": "memory",
    }
    assert only(evicted(), event("Evicted", "low", annotations=notes)).container == "otel"


def test_the_resource_ends_before_the_full_stop() -> None:
    """The message and the annotation give one origin, so that the pods of one node are one cause."""
    said = only(evicted(LOW), event("Evicted", LOW))
    noted = only(evicted(), event("Evicted", "low", annotations={"starved_resource": "memory"}))
    assert said.title == "The pod was ended by node node-1 for memory (Evicted)."
    assert said.origin == noted.origin


@pytest.mark.parametrize("reason", ["Evicted", "Preempting"])
def test_a_pod_that_nobody_makes_anew_is_lost(reason: str) -> None:
    assert only(evicted(LOW, reason, owned=False)).severity is Severity.CRITICAL
    assert only(evicted(LOW, reason), event(reason, LOW)).severity is Severity.WARNING


@pytest.mark.parametrize(
    ("message", "culprit", "summary"),
    [
        (
            'Container otel exceeded its local ephemeral storage limit "1Mi". ',
            "otel",
            "otel got the pod evicted for ephemeral-storage",
        ),
        ('Usage of EmptyDir volume "cache" exceeds the limit "1Mi". ', "", "volume cache outgrew its sizeLimit of 1Mi"),
        (
            "Pod ephemeral local storage usage exceeds the total limit of containers 2Gi. ",
            "",
            "its containers wrote more than their ephemeral-storage limits of 2Gi",
        ),
        (
            f"{LOW} Container otel was using 1900Mi, which exceeds its request of 64Mi. ",
            "otel",
            "otel got the pod evicted for memory",
        ),
        (
            "The node was low on resource: ephemeral-storage. Threshold quantity: 5Gi, available: 1Gi. ",
            "",
            "the pod was evicted for ephemeral-storage",
        ),
        (
            "Pod was rejected: The node had condition: [DiskPressure]. ",
            "",
            "the pod was refused by its node: DiskPressure",
        ),
        ("The node had condition: [MemoryPressure]. ", "", "the pod was refused by its node: MemoryPressure"),
    ],
)
def test_each_message_of_the_kubelets_eviction(message: str, culprit: str, summary: str) -> None:
    """pkg/kubelet/eviction/helpers.go, of v1.37 and before v1.28."""
    found = only(evicted(message), event("Evicted", message, at=60))
    assert (found.container, found.summary) == (culprit, summary)


@pytest.mark.parametrize(
    ("reason", "message", "summary", "severity"),
    [
        (
            "Preempting",
            "Preempted in order to admit critical pod",
            "the pod was ended to let a critical pod in",
            Severity.WARNING,
        ),
        (
            "Terminated",
            "Pod was terminated in response to imminent node shutdown.",
            "the pod was ended, its node was shut down",
            Severity.NOTICE,
        ),
        (
            "NodeShutdown",
            "Pod was rejected as the node is shutting down.",
            "the pod was refused, its node was shutting down",
            Severity.NOTICE,
        ),
    ],
)
def test_what_else_a_node_does_to_its_pods(reason: str, message: str, summary: str, severity: Severity) -> None:
    """What went with its node was made anew elsewhere; without an owner it is lost."""
    (found,) = findings(evicted(message, reason), event(reason, message, at=60))
    assert (found.reason, found.summary, found.severity) == (reason, summary, severity)
    assert message.rstrip(".") in found.message
    assert only(evicted(message, reason, owned=False)).severity is Severity.CRITICAL


@pytest.mark.parametrize(("since", "severity"), [(300, Severity.WARNING), (9000, Severity.NOTICE)])
def test_a_pod_that_was_refused_lately_may_be_refused_again(since: float, severity: Severity) -> None:
    """It never had a condition: its start tells when."""
    status = {"reason": "OutOfcpu", "message": "Pod was rejected: cpu", "start_time": ago(since)}
    refused = pod([container("app")], phase="Failed", conditions=(), status=status, meta=owned_by("ReplicaSet", "shop"))
    (found,) = findings(refused)
    assert (found.reason, found.severity) == ("OutOfcpu", severity)


def test_a_limit_of_its_own_is_no_cause_that_a_node_shares() -> None:
    """Two workloads on one node: pressure is one cause, two volumes that outgrew their limits are two."""
    said = 'Usage of EmptyDir volume "cache" exceeds the limit "1Mi". '

    def both(message: str) -> int:
        made = [
            pod(
                [container("app", terminated(137))],
                phase="Failed",
                name=name,
                status={"reason": "Evicted", "message": message},
                meta=owned_by("ReplicaSet", name),
                conditions=conditions(condition("Ready", "False", since=60)),
            )
            for name in ("shop", "cart")
        ]
        return len(report(*made, node()).causes)

    assert both(LOW) == 1
    assert both(said) == 2


def test_a_pod_that_is_preempted_says_for_whom() -> None:
    """The scheduler's event names the other pod by its uid; where that pod is not known, the priority is said alone."""
    uid = "0b6b2f5e-7c1d-4d3e-9a55-2f5f0c1d2e3f"
    first = pod([container("pay")], name="payment-0", meta={"uid": uid}, conditions=conditions())
    leaving = pod(
        [container("app")], conditions=conditions(condition("DisruptionTarget", reason="PreemptionByScheduler"))
    )
    told = event("Preempted", f"Preempted by pod {uid} on node node-1")
    (found,) = findings(leaving, told, first)
    assert "a pod of higher priority (demo/payment-0)" in found.message
    (found,) = findings(leaving, told)
    assert found.title == "The pod is being ended by the scheduler, for a pod of higher priority."


@pytest.mark.parametrize(
    ("reason", "by"),
    [
        ("PreemptionByScheduler", "the scheduler, for a pod of higher priority"),
        ("DeletionByTaintManager", "a NoExecute taint of its node"),
        ("EvictionByEvictionAPI", "the eviction API (kubectl drain, a rollout of nodes, an autoscaler)"),
        ("DeletionByPodGC", "the pod garbage collector, for its node is gone"),
    ],
)
def test_a_pod_that_was_moved_away_has_not_failed_by_its_exit_codes(reason: str, by: str) -> None:
    """The condition DisruptionTarget is set before its containers are told to stop."""
    target = condition("DisruptionTarget", reason=reason, since=100, message="moved")

    def moved(**meta: object) -> Pod:
        ended = container("app", terminated(143, at=70))
        return pod([ended], phase="Failed", conditions=[target], meta=meta)

    alone, (owned,) = only(moved()), findings(moved(**owned_by("ReplicaSet", "shop")))
    assert (alone.reason, alone.severity, owned.severity) == (reason, Severity.CRITICAL, Severity.NOTICE)
    assert (
        alone.message
        == f"The pod was ended by {by}. The condition says: `moved`. It has no owner, so nothing makes another one."
    )
    assert owned.message == f"The pod was ended by {by}. The condition says: `moved`."
    assert alone.transition is owned.transition is Transition.NONE


@pytest.mark.parametrize(
    ("message", "reason", "severity"),
    [
        (BOTH, "Evicted", Severity.WARNING),
        ('Usage of EmptyDir volume "cache" exceeds the limit "1Mi". ', "Evicted", Severity.WARNING),
        ("Preempted in order to admit critical pod", "Preempting", Severity.WARNING),
        ("Pod was terminated in response to imminent node shutdown.", "Terminated", Severity.NOTICE),
    ],
)
@pytest.mark.parametrize("old", ["", "NodeLost"])
def test_an_end_that_the_condition_alone_records(message: str, reason: str, severity: Severity, old: str) -> None:
    """kubernetes#105467: the status lost it, or has the reason of something that was before."""
    target = condition("DisruptionTarget", reason="TerminationByKubelet", since=100, message=message)
    ended = [container("app", terminated(0)), container("otel", terminated(0))]
    lost = pod(ended, phase="Failed", conditions=[target], status={"reason": old}, meta=owned_by("ReplicaSet", "shop"))
    (found,) = findings(lost)
    assert (found.reason, found.severity, found.transition) == (reason, severity, Transition.NONE)
    assert "Only the condition DisruptionTarget records that" in found.message
    assert (found.container == "otel") is (message == BOTH)


def test_what_an_owner_does_is_not_said_where_the_owner_was_not_read() -> None:
    def refused(*around: object, **meta: object) -> str:
        status = {"reason": "UnexpectedAdmissionError", "message": "no healthy devices"}
        gone = pod([container("app")], phase="Failed", conditions=(), status=status, meta=meta)
        return findings(gone, *around)[0].message

    owner = owned_by("ReplicaSet", "shop")
    whole = ReplicaSet(
        metadata=ObjectMeta(name="shop", namespace="demo", uid="uid-shop"),
        spec=ReplicaSetSpec(replicas=2),
        status=ReplicaSetStatus(replicas=2, ready_replicas=2),
    )
    assert refused().endswith("It has no owner, so nothing makes another one.")
    assert refused(**owner).endswith("This pod is not tried again.")
    assert refused(whole, **owner).endswith("ReplicaSet/shop has all its pods again.")


def test_a_refusal_for_what_the_pod_asks_of_any_node_is_its_workloads() -> None:
    def refused(reason: str, node_name: str) -> Pod:
        gone = {"reason": reason, "message": "Pod was rejected"}
        return pod(
            [container("app")], name=f"web-{node_name}", phase="Failed", status=gone, spec={"node_name": node_name},
            meta=owned_by("ReplicaSet", "web"),
        )  # fmt: skip

    assert [len(report(refused(reason, "a"), refused(reason, "b")).causes) for reason in _REFUSED] == [1, 1, 2]


_REFUSED = ("SysctlForbidden", "InitContainerRestartPolicyForbidden", "UnexpectedAdmissionError")


DISK = "The node was low on resource: ephemeral-storage. Threshold quantity: 2209226400, available: 0."


@pytest.mark.parametrize(("used", "culprit"), [("96Ki", ""), ("900Mi", "app")])
def test_who_used_next_to_nothing_is_not_blamed_for_a_full_disk(used: str, culprit: str) -> None:
    message = f"{DISK} Container app was using {used}, request is 0, has larger consumption of ephemeral-storage. "
    found = only(evicted(message), event("Evicted", message))
    assert found.container == culprit
    assert ("what filled the node is another's" in found.message) is not bool(culprit)


def test_the_node_is_said_to_be_short_of_what_its_pods_were_evicted_for() -> None:
    message = "The node was low on resource: inodes. Threshold quantity: 1965915, available: 1309988. "
    short = node(condition("Ready"), condition("DiskPressure", since=100))
    (cause,) = report(evicted(message), short, event("Evicted", message, at=90)).causes
    assert "It is short of inodes." in cause.message


@pytest.mark.parametrize(("since", "said"), [(100, False), (20, True)])
def test_a_pod_evicted_for_the_pressure_of_its_node_is_counted_there(since: float, said: bool) -> None:
    """One cause, the node's, as long as the pressure lasts; not for an eviction of before."""
    short = node(condition("Ready"), condition("DiskPressure", since=since))
    gone = evicted(DISK)
    causes = report(gone, short, event("Evicted", DISK, at=90)).causes
    assert [cause.reason for cause in causes] == (["Evicted"] if said else ["DiskPressure"])


def test_the_limit_that_binds_the_whole_pod_is_said_to_be_one_containers() -> None:
    limited = container("gcsfuse", terminated(0), resources=ResourceRequirements(limits={"ephemeral-storage": "10Gi"}))
    message = "Pod ephemeral local storage usage exceeds the total limit of containers 10Gi. "
    gone = pod(
        [container("app", terminated(137)), limited], phase="Failed", status={"reason": "Evicted", "message": message}
    )
    found = only(gone)
    assert found.summary == "its containers wrote more than the ephemeral-storage limit of gcsfuse, 10Gi"
    assert "That limit is gcsfuse's alone: app sets none" in found.message
    assert found.advice == "Raise the ephemeral-storage limit of gcsfuse, or set limits for app too."
