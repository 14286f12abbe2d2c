"""Pods whose deletion does not end, and what holds them."""

from __future__ import annotations

from collections.abc import Iterator

from kubectl_sidecars.api import Event, Running
from kubectl_sidecars.container_names import all_called, called
from kubectl_sidecars.diagnose.absence import Absence, Missing
from kubectl_sidecars.diagnose.facts.events import (
    evidence,
    pod_event,
)
from kubectl_sidecars.diagnose.facts.machine_messages import explained
from kubectl_sidecars.diagnose.facts.thresholds import DELETION_LATE, DELETION_STUCK
from kubectl_sidecars.diagnose.faults import Fault
from kubectl_sidecars.diagnose.finding import Finding, Severity
from kubectl_sidecars.diagnose.origin import FinalizerOrigin, NodeOrigin
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph
from kubectl_sidecars.diagnose.phrasing.quotes import quoted
from kubectl_sidecars.diagnose.phrasing.words import clock, verb
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.rules.post_start import hooking_since
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.lifecycle.deletion import deletion_requested_at
from kubectl_sidecars.sentences import listed, span
from kubectl_sidecars.snapshot import last_seen


def stuck_deleting(subject: Subject) -> Iterator[Finding]:
    """A deletion that does not end: a finalizer, a container that outlives its grace, a lost node."""
    deadline = subject.pod.metadata.deletion_timestamp
    over = subject.seconds_since(deadline)
    if deadline is None or over is None or over < DELETION_LATE:
        return
    running = [container for container in subject.containers if isinstance(container.view.state, Running)]
    finalizers = subject.pod.metadata.finalizers
    if subject.node_lost or subject.node_gone or subject.node_unready:
        yield _lost_node(subject, over)
    elif running and not subject.is_over:
        yield _overdue(subject, running, over)
    elif finalizers:
        yield _finalizer(subject, over)
    else:
        yield _unfinished(subject, over)


def _severity(over: float) -> Severity:
    return Severity.CRITICAL if over >= DELETION_STUCK else Severity.WARNING


def _finalizer(subject: Subject, over: float) -> Finding:
    names = subject.pod.metadata.finalizers
    requested = deletion_requested_at(subject.pod)
    left = verb(names, "finalizer is", "finalizers are")
    title = f"The pod is deleted but not removed: its {left} still there ({listed(names)})."
    asked = f" at {clock(requested, subject.now)}" if requested else ""
    return Finding(
        reason=Reason.FINALIZER_HOLDS_DELETION,
        severity=_severity(over),
        container="",
        subject=verb(names, "a finalizer", "finalizers"),
        predicate=f"{verb(names, 'holds', 'hold')} its deletion: {names[0]}",
        title=title,
        explanation=f"It was deleted{asked}, and all its containers have ended.",
        since=requested,
        evidence=(*(f"metadata.finalizers={name}" for name in names), "metadata.deletionTimestamp"),
        advice=f"Let the controller that set {verb(names, 'it', 'them')} finish its work: taking a finalizer away by"
        " hand skips what it was set for.",
        commands=(kubectl.get("pod", subject.pod.metadata.name, subject.pod.metadata.namespace) + " -o yaml",),
        origin=FinalizerOrigin(names),
    )


def _overdue(subject: Subject, running: list[Assessment], over: float) -> Finding:
    names = [container.name for container in running]
    failed = _failed(subject)
    message = _kubelet_words(failed)
    by = clock(subject.pod.metadata.deletion_timestamp or subject.now, subject.now, seconds=True)
    should = f"The kubelet should have killed {verb(names, 'it', 'them')} by {by}"
    why = "the runtime or the kubelet hangs, or a process waits on a device or a network file system"
    return Finding(
        reason=Reason.GRACE_PERIOD_EXCEEDED,
        severity=_severity(over),
        container=names[0],
        subject=all_called(names) if len(names) > 1 else "",
        predicate=f"outlived the grace period by {span(over)}",
        explanation=f"{should}. {message}" if message else f"{should}: {why}.",
        since=subject.pod.metadata.deletion_timestamp,
        evidence=("metadata.deletionTimestamp", *((evidence(failed),) if failed else ())),
        commands=(kubectl.describe_node(subject.pod.spec.node_name), kubectl.describe(subject)),
        origin=NodeOrigin(subject.pod.spec.node_name, Fault.CANNOT_KILL),
        detail=message,
    )


def _failed(subject: Subject) -> Event | None:
    """The event in which the kubelet says why it cannot end the pod, since it was asked to (kubelet.go
    syncTerminatingPod)."""
    event, asked = pod_event(subject, "FailedKillPod"), deletion_requested_at(subject.pod)
    return event if event is not None and (asked is None or last_seen(event) >= asked) else None


def _kubelet_words(event: Event | None) -> str:
    return f"The kubelet says: {quoted(event.message)}." if event else ""


def _unfinished(subject: Subject, over: float) -> Finding:
    """No container is reported as running, nothing holds the object, and the kubelet does not let go of it.

    A postStart hook that hangs does that: the pod's worker waits for it, whatever the grace period (seen on v1.35).
    """
    hooking = next(
        (container for container in subject.containers if hooking_since(subject, container) is not None), None
    )
    node, failed = subject.pod.spec.node_name, _failed(subject)
    message = _kubelet_words(failed)
    if hooking is not None:
        whose, predicate = f"{called(hooking.name)}'s postStart hook", "holds up the deletion"
        why = "The kubelet waits for the hook to return before it does anything else with the pod."
    else:
        whose, predicate = "the deletion", f"is overdue by {span(over)}"
        why = "No container is reported as running"
        why += f". {message}" if message else ": the kubelet, its runtime or a volume hangs."
    return Finding(
        reason=Reason.DELETION_STUCK,
        severity=_severity(over),
        container=hooking.name if hooking else "",
        subject=whose,
        predicate=predicate,
        title=f"{whose} {predicate}." if hooking else f"The deletion {predicate}.",
        explanation=why,
        since=subject.pod.metadata.deletion_timestamp,
        evidence=("metadata.deletionTimestamp", *((evidence(failed),) if failed else ())),
        commands=(kubectl.describe(subject), kubectl.describe_node(node)),
        origin=NodeOrigin(node, Fault.DELETION_STUCK),
        detail=why if hooking else message,
    )


def _lost_node(subject: Subject, over: float) -> Finding:
    from kubectl_sidecars.diagnose.facts.node_upkeep import upkeep  # noqa: PLC0415 - few pods need it

    node = subject.pod.spec.node_name
    gone, unready = subject.node_gone, None if subject.node_lost else subject.node_unready
    lost = "is no longer there" if gone else "is not ready" if unready else "does not report"
    so = "" if unready else ", so it is not known whether its containers have ended"
    cause = explained(unready.message, node) if unready else None
    says = f"The node says: {quoted(unready.message)}." if unready and unready.message else ""
    works = upkeep(subject.node, subject.around)
    purpose = f"That is on purpose: {works.words}." if works is not None else ""
    return Finding(
        reason=Reason.NODE_LOST,
        severity=Severity.NOTICE if works is not None else _severity(over),
        container="",
        predicate=f"its deletion waits for node {node}",
        because=cause.words if cause else "",
        title=f"The pod cannot be removed: its node {node} {lost}{so}.",
        explanation=paragraph(purpose, says),
        since=subject.pod.metadata.deletion_timestamp,
        evidence=("metadata.deletionTimestamp", f"no node {node}" if gone else f"node {node}: Ready is not True"),
        advice="When its machine is surely off: kubectl delete pod --force."
        if gone
        else cause.advice
        if cause
        else "Bring the node back; when it is surely off, delete it or taint it node.kubernetes.io/out-of-service.",
        commands=("kubectl get nodes",) if gone else (kubectl.describe_node(node),),
        absent=(Absence(Missing.NODE),) if gone else (),
        origin=NodeOrigin(node, Fault.NOT_READY),
    )
