"""Pods without a node."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubectl_sidecars.classify import Confidence
from kubectl_sidecars.diagnose import commands
from kubectl_sidecars.diagnose.finding import Effect, Finding, Severity, Subject
from kubectl_sidecars.diagnose.paths import condition_evidence
from kubectl_sidecars.diagnose.words import listed, quoted, verb
from kubectl_sidecars.model import condition

PATIENCE = 60
"""Seconds in which a cluster autoscaler, a volume binder or a gate's controller may still act."""

_PREDICATES = (
    (re.compile(r"Insufficient ([\w./-]*\w)"), "not enough {0}"),
    (re.compile(r"didn't match Pod's node affinity(?:/selector)?"), "no node matches its node selector or affinity"),
    (re.compile(r"had untolerated taint\(?s?\)? ?\{([^}:]+)"), "it does not tolerate the taint {0}"),
    (re.compile(r"didn't match pod affinity rules"), "no node satisfies its pod affinity"),
    (re.compile(r"didn't match pod anti-affinity rules"), "its anti-affinity excludes every node"),
    (
        re.compile(r"didn't satisfy existing pods anti-affinity"),
        "other pods' anti-affinity excludes it",
    ),
    (re.compile(r"didn't match pod topology spread constraints"), "its topology spread excludes every node"),
    (re.compile(r"didn't have free ports"), "its host port is taken on every node"),
    (re.compile(r"were unschedulable|node\(s\) were cordoned"), "nodes are cordoned"),
    (re.compile(r"had volume node affinity conflict"), "its volume lives on other nodes"),
    (re.compile(r"exceed max volume count"), "the nodes hold no more volumes"),
    (re.compile(r"unbound immediate PersistentVolumeClaims"), "its volume claim is not bound"),
    (re.compile(r'persistentvolumeclaim "([^"]+)" not found'), "PersistentVolumeClaim {0} does not exist"),
    (re.compile(r'persistentvolumeclaim "([^"]+)" is being deleted'), "PersistentVolumeClaim {0} is being deleted"),
    (re.compile(r"Too many pods"), "the nodes hold no more pods"),
    (re.compile(r"no nodes available"), "the cluster has no nodes"),
)
"""The scheduler's words (pkg/scheduler/framework/plugins, v1.35) and ours."""


def unschedulable(subject: Subject) -> Iterator[Finding]:
    """No node fits the pod, with the scheduler's reasons in words."""
    scheduled = condition(subject.pod, "PodScheduled")
    if subject.is_bound or subject.is_over or subject.is_deleting:
        return
    if scheduled is None or scheduled.status != "False" or scheduled.reason != "Unschedulable":
        return
    said = scheduled.message.partition(" preemption:")[0]
    reasons = predicates(said)
    words = f"no node fits: {reasons[0]}" if reasons else "no node fits"
    missing = re.search(r'persistentvolumeclaim "([^"]+)" not found', said)
    lasts = subject.seconds_since(scheduled.last_transition_time) or 0.0
    names = [life.name for life in subject.mains]
    title = f"{listed(names)} cannot start: {words}."
    more = f" Also: {listed(reasons[1:])}." if len(reasons) > 1 else ""
    namespace = subject.pod.metadata.namespace
    yield Finding(
        reason="MissingPersistentVolumeClaim" if missing else "Unschedulable",
        severity=Severity.CRITICAL if lasts >= PATIENCE else Severity.WARNING,
        container="",
        summary=words,
        message=f"{title}{more} The scheduler says: {quoted(said)}.",
        since=scheduled.last_transition_time,
        evidence=(condition_evidence(scheduled),),
        advice="Ask for less, add a node, or change what excludes the nodes."
        if not missing
        else f"Create PersistentVolumeClaim {missing[1]}.",
        commands=(commands.describe(subject),),
        detail=f"The scheduler says: {quoted(said)}.",
        origin=("missing", "PersistentVolumeClaim", namespace, missing[1], "")
        if missing
        else ("unschedulable", *reasons),
        title=title,
        effect=Effect.BLOCKED,
    )


def predicates(message: str) -> list[str]:
    """The scheduler's reasons, each once, in our words."""
    found: list[str] = []
    for pattern, words in _PREDICATES:
        for match in pattern.finditer(message[:4000]):
            said = words.format(*match.groups())
            if said not in found:
                found.append(said)
    return found


def scheduling_gated(subject: Subject) -> Iterator[Finding]:
    """Scheduling gates hold the pod back until a controller takes them away."""
    gates = [gate.name for gate in subject.pod.spec.scheduling_gates]
    if not gates or subject.is_bound or subject.is_over or subject.is_deleting:
        return
    waits = subject.seconds_since(subject.pod.metadata.creation_timestamp) or 0.0
    names = [life.name for life in subject.mains]
    words = f"scheduling is gated by {gates[0]}" + (f" and {len(gates) - 1} more" if len(gates) > 1 else "")
    title = f"{listed(names)} cannot start: {words}."
    yield Finding(
        reason="SchedulingGated",
        severity=Severity.WARNING if waits >= PATIENCE else Severity.NOTICE,
        container="",
        summary=words,
        message=f"{title} The pod is not given to the scheduler before {verb(gates, 'this gate is', 'these gates are')}"
        f" removed: {listed(gates)}; that is the work of the controller that set {verb(gates, 'it', 'them')}.",
        since=subject.pod.metadata.creation_timestamp,
        evidence=tuple(f"spec.schedulingGates[{index}].name={name}" for index, name in enumerate(gates)),
        commands=(commands.describe(subject),),
        origin=("gate", *gates),
        title=title,
        effect=Effect.BLOCKED,
    )


def not_scheduled(subject: Subject) -> Iterator[Finding]:
    """No scheduler has looked at the pod: its schedulerName, or the scheduler itself."""
    pod = subject.pod
    if subject.is_bound or subject.is_over or subject.is_deleting or pod.spec.scheduling_gates:
        return
    waits = subject.seconds_since(pod.metadata.creation_timestamp) or 0.0
    if condition(pod, "PodScheduled") is not None or pod.status.phase != "Pending" or waits < PATIENCE:
        return
    words = "no scheduler has looked at the pod"
    title = f"{listed(life.name for life in subject.mains)} cannot start: {words}."
    yield Finding(
        reason="NotScheduled",
        severity=Severity.CRITICAL,
        container="",
        summary=words,
        message=f"{title} It has no PodScheduled condition: the scheduler is down, or spec.schedulerName names one"
        " that does not exist.",
        confidence=Confidence.MEDIUM,
        since=pod.metadata.creation_timestamp,
        evidence=("status.phase=Pending", "no condition PodScheduled"),
        commands=(commands.describe(subject),),
        origin=("unscheduled",),
        title=title,
        effect=Effect.BLOCKED,
    )
