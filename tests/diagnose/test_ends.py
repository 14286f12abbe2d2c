"""Ends: deletion, eviction, lost nodes, deadlines; and what conditions tell of pods that run."""

from __future__ import annotations

import pytest

from kubectl_sidecars.api import Lifecycle, LifecycleHandler, Probe
from kubectl_sidecars.api.container import ExecAction, SleepAction
from kubectl_sidecars.diagnose import Effect, Severity
from kubectl_sidecars.diagnose.faults import Fault
from kubectl_sidecars.diagnose.origin import NodeOrigin
from tests.support.builders import (
    BACK_OFF,
    ago,
    condition,
    conditions,
    container,
    event,
    findings,
    job,
    node,
    only,
    owned_by,
    pod,
    reasons,
    running,
    sidecar,
    terminated,
    waiting,
)


def deleted(seconds_ago: float, grace: int = 30) -> dict[str, object]:
    """Metadata of a pod whose grace was over so many seconds ago."""
    return {"deletion_timestamp": ago(seconds_ago), "deletion_grace_period_seconds": grace}


def test_the_order_of_the_end_is_told_while_it_lasts() -> None:
    """KEP-753: native sidecars follow the main containers, the last started first."""
    ending = pod([container("app")], [sidecar("first"), sidecar("second")], meta=deleted(-14))
    (found,) = findings(ending)
    assert found.message == (
        "The pod is stopping since 11:59:44, 14 seconds of grace left, until 12:00:14."
        " The kubelet reports no container's end before it has stopped the pod: some may have ended already."
        " Containers `second` and `first` follow, native sidecars in the reverse of their start order."
    )


def test_a_pre_stop_hook_that_may_hold_up_the_end_is_named() -> None:
    hook = Lifecycle(pre_stop=LifecycleHandler(sleep=SleepAction(seconds=20)))
    (found,) = findings(pod([container("app", lifecycle=hook)], [sidecar("proxy", lifecycle=hook)], meta=deleted(-14)))
    assert "app may still be in its preStop hook (sleep 20 seconds)." in found.message
    assert "proxy (native sidecar" in found.message
    assert found.message.count("may still be in its preStop hook") == 2


@pytest.mark.parametrize(
    ("asked", "grace", "severity"),
    [
        (3600, 604_800, Severity.WARNING),
        (600, 604_800, Severity.NOTICE),  # hands over its work
        (3600, 7200, Severity.NOTICE),  # ends soon whatever the hook does
    ],
)
def test_a_hook_that_may_hold_the_pod_for_days_is_a_warning(asked: float, grace: int, severity: Severity) -> None:
    hook = Lifecycle(pre_stop=LifecycleHandler(exec=ExecAction(command=("rabbitmq-upgrade", "await_online_quorum"))))
    (found,) = findings(pod([container("app", lifecycle=hook)], meta=deleted(asked - grace, grace)))
    assert (found.reason, found.severity) == ("Stopping", severity)
    assert ("end the hook's process" in found.advice) is (severity is Severity.WARNING)
    without = pod([container("app")], meta=deleted(asked - grace, grace))
    assert [each.severity for each in findings(without)] == [Severity.NOTICE]


@pytest.mark.parametrize(("over", "severity"), [(20, Severity.WARNING), (100, Severity.CRITICAL)])
def test_a_container_that_outlives_the_grace_period(over: float, severity: Severity) -> None:
    found = only(pod([container("app")], meta=deleted(over)))
    assert (found.reason, found.container, found.severity) == ("GracePeriodExceeded", "app", severity)


def test_a_finalizer_that_holds_a_pod_is_named() -> None:
    held = pod(
        [container("app", terminated(0))],
        phase="Succeeded",
        meta={**deleted(300), "finalizers": ("example.com/backup",)},
    )
    found = only(held)
    assert (found.reason, found.severity) == ("FinalizerHoldsDeletion", Severity.CRITICAL)
    assert "example.com/backup" in found.summary


def test_a_hook_that_hangs_holds_up_the_deletion_too() -> None:
    """Seen on 1.35: half an hour past the grace period, the kubelet still waits for the hook."""
    hook = Lifecycle(post_start=LifecycleHandler(exec=ExecAction(command=("sleep", "3600"))))
    app = container("app", waiting("PodInitializing"), lifecycle=hook, started=False)
    hanging = pod([app], phase="Pending", meta=deleted(600))
    assert only(hanging).summary == "the deletion is overdue by 10 minutes"
    found = only(hanging, event("Started", path="spec.containers{app}", at=900))
    assert (found.reason, found.container) == ("DeletionStuck", "app")
    assert found.summary == "app's postStart hook holds up the deletion"


def test_a_deletion_that_waits_for_a_lost_node_is_the_nodes_fault() -> None:
    gone = node(condition("Ready", "Unknown"))
    found = only(pod([container("app")], meta=deleted(300)), gone)
    assert found.origin == NodeOrigin("node-1", Fault.NOT_READY)


def test_a_pre_stop_hook_that_failed_is_a_warning() -> None:
    hook = Lifecycle(pre_stop=LifecycleHandler(exec=ExecAction(command=("drain",))))
    failed = event("FailedPreStopHook", "PreStopHook failed", path="spec.containers{app}", at=2)
    found = only(pod([container("app", lifecycle=hook)], meta=deleted(-5)), failed)
    assert (found.reason, found.container, found.severity) == ("PreStopHookFailed", "app", Severity.WARNING)
    assert "`drain`" in found.message


def test_a_pre_stop_hook_that_tells_the_program_to_quit_may_have_been_cut_off_with_it() -> None:
    hook = Lifecycle(pre_stop=LifecycleHandler(exec=ExecAction(command=("sh", "-c", "nginx -s quit; sleep 20"))))
    failed = event("FailedPreStopHook", "PreStopHook failed", path="spec.containers{app}", at=2)
    found = next(
        each
        for each in findings(pod([container("app", lifecycle=hook)], meta=deleted(-5)), failed)
        if each.reason == "PreStopHookFailed"
    )
    assert found.severity is Severity.NOTICE
    assert "cut off" in found.explanation


PRESSURE = (
    "The node was low on resource: memory. Threshold quantity: 100Mi, available: 80Mi."
    " Container otel was using 1900Mi, request is 64Mi, has larger consumption of memory."
)


def test_an_eviction_names_the_container_that_used_most() -> None:
    gone = pod(
        [container("app", terminated(137)), container("otel", terminated(137))],
        phase="Failed",
        status={"reason": "Evicted", "message": PRESSURE},
        meta=owned_by("ReplicaSet", "shop"),
    )
    found = only(gone, event("Evicted", PRESSURE, at=60))
    assert (found.reason, found.container, found.severity) == ("Evicted", "otel", Severity.WARNING)
    assert "otel used 1900Mi, its request is 64Mi." in found.message


def test_an_eviction_reads_the_events_annotations() -> None:
    notes = {
        "offending_containers": "otel,app",
        "offending_containers_usage": "1900Mi,90Mi",
        "starved_resource": "memory",
    }
    gone = pod([container("app", terminated(137))], phase="Failed", status={"reason": "Evicted"})
    found = only(gone, event("Evicted", "The node was low on memory", at=60, annotations=notes))
    assert (found.container, found.summary) == ("otel", "otel got the pod evicted for memory")


def test_an_eviction_of_yesterday_is_history() -> None:
    gone = pod(
        [container("app", terminated(137))], phase="Failed", status={"reason": "Evicted"}, conditions=conditions(
            condition("DisruptionTarget", since=90_000)
        ), meta=owned_by("ReplicaSet", "shop"),
    )  # fmt: skip
    assert reasons(gone) == []


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("PreemptionByScheduler", "a pod of higher priority"),
        ("DeletionByTaintManager", "taint"),
        ("EvictionByEvictionAPI", "kubectl drain"),
        ("TerminationByKubelet", "node pressure"),
    ],
)
def test_a_pod_that_is_moved_away_says_by_whom(reason: str, words: str) -> None:
    moved = pod(
        [container("app")], meta=deleted(-20), conditions=conditions(condition("DisruptionTarget", reason=reason))
    )
    (found,) = [each for each in findings(moved) if each.reason == reason]
    assert words in found.message
    assert found.severity is Severity.NOTICE


def test_a_node_that_does_not_report_is_one_finding_and_hides_old_symptoms() -> None:
    """What the statuses say is of before."""
    sick = pod([container("app", BACK_OFF, last=terminated(1), restarts=4)])
    found = only(sick, node(condition("Ready", "Unknown", reason="NodeStatusUnknown", message="Kubelet stopped")))
    assert (found.reason, found.effect) == ("NodeNotReady", Effect.NONE)
    assert found.origin == NodeOrigin("node-1", Fault.NOT_READY)


@pytest.mark.parametrize(
    ("status", "since", "severity"),
    [("False", 10, Severity.WARNING), ("False", 90, Severity.CRITICAL), ("Unknown", 1, Severity.CRITICAL)],
)
def test_a_node_may_say_for_a_minute_that_it_is_not_ready(status: str, since: float, severity: Severity) -> None:
    """Its kubelet or its runtime was restarted. Silence is reported after 50 s only, and is no hiccup then."""
    gone = node(condition("Ready", status, since=since, message="container runtime is down"))
    assert only(pod([container("app")], conditions=conditions()), gone).severity is severity


def test_a_node_under_pressure_is_a_notice_of_each_pod() -> None:
    calm = pod([container("app")], conditions=conditions())
    found = findings(calm, node(condition("Ready"), condition("MemoryPressure")))
    assert [(each.reason, each.severity) for each in found] == [("MemoryPressure", Severity.NOTICE)]


@pytest.mark.parametrize(
    ("type_", "reason", "finding"),
    [
        ("PodResizePending", "Deferred", "ResizeDeferred"),
        ("PodResizePending", "Infeasible", "ResizeInfeasible"),
        ("PodResizeInProgress", "Error", "ResizeError"),
    ],
)
def test_a_resize_that_does_not_come_about(type_: str, reason: str, finding: str) -> None:
    resized = pod([container("app")], conditions=conditions(condition(type_, reason=reason, message="no room")))
    assert only(resized).reason == finding


def test_a_resize_that_waits_for_room_is_tried_again() -> None:
    young = condition("PodResizePending", since=300, reason="Deferred", message="Node didn't have enough resource: cpu")
    (found,) = findings(pod([container("app")], conditions=conditions(young)))
    assert (found.reason, found.severity) == ("ResizeDeferred", Severity.NOTICE)


def test_a_resize_under_way_is_nothing() -> None:
    assert findings(pod([container("app")], conditions=conditions(condition("PodResizeInProgress")))) == ()


def test_a_status_behind_its_spec_is_a_notice() -> None:
    behind = pod([container("app")], conditions=conditions(), meta={"generation": 3}, status={"observed_generation": 2})
    assert [each.reason for each in findings(behind)] == ["StaleStatus"]


def test_a_node_with_a_clock_ahead_is_a_notice() -> None:
    ahead = pod([container("app", running(-300))], conditions=conditions(condition("Ready", "False")))
    assert "ClockSkew" in [each.reason for each in findings(ahead)]


def test_a_job_held_open_blames_the_helper_that_runs() -> None:
    proxy = container("cloud-sql-proxy", image="gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.18.0")
    held = pod(
        [container("report", terminated(0, at=300)), proxy],
        spec={"restart_policy": "Never"},
        meta=owned_by("Job", "report"),
    )
    found = only(held, job("report"))
    assert (found.reason, found.container) == ("JobHeldOpen", "cloud-sql-proxy")
    assert found.title == (
        "report is done since 11:55 (exit 0), but cloud-sql-proxy still runs and is no native sidecar:"
        " this Job never completes."
    )


def test_a_readiness_that_was_lost_is_critical_after_half_a_minute() -> None:
    probe = Probe(exec=ExecAction(command=("true",)))
    for since, severity in ((10, Severity.WARNING), (60, Severity.CRITICAL)):
        lost = pod(
            [container("app", ready=False, readiness_probe=probe)],
            conditions=conditions(condition("ContainersReady", "False", since=since), condition("Ready", "False")),
        )
        assert only(lost).severity is severity


def test_an_unready_app_beside_a_proxy_that_crashes_is_no_cause_of_its_own() -> None:
    probe = Probe(exec=ExecAction(command=("true",)))
    both = pod(
        [
            container("app", ready=False, readiness_probe=probe),
            container("proxy", BACK_OFF, last=terminated(1), restarts=5),
        ]
    )
    assert only(both).container == "proxy"


def test_a_deadline_names_who_was_not_done() -> None:
    late = pod(
        [container("batch", terminated(137)), container("quick", terminated(0))],
        phase="Failed",
        status={"reason": "DeadlineExceeded"},
        spec={"active_deadline_seconds": 60, "restart_policy": "Never"},
    )
    assert only(late).title == "The pod was ended at its deadline of 1 minute, before batch was done."


def test_a_pod_without_anything_is_no_problem_of_ours() -> None:
    assert findings(pod([])) == ()


@pytest.mark.parametrize(("at", "code", "said"), [(2, 0, False), (2, 1, True), (9, 0, True)])
def test_a_hook_that_dies_with_the_program_it_told_to_quit_has_not_failed(at: float, code: int, said: bool) -> None:
    """It is killed when the container ends: exit 137 of `nginx -s quit; sleep 29`."""
    failed = event("FailedPreStopHook", "exited with 137", path="spec.containers{app}", at=2)
    stopped = pod([container("app", terminated(code, at=at, lasted=3600))], meta=deleted(-10))
    assert ("PreStopHookFailed" in reasons(stopped, failed)) is said
