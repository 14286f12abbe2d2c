"""Pods without a node."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubectl_sidecars.api import PodCondition
from kubectl_sidecars.classify import Confidence
from kubectl_sidecars.diagnose.facts.events import evidence, pod_event
from kubectl_sidecars.diagnose.facts.scheduler_message import Predicate, predicates
from kubectl_sidecars.diagnose.facts.volume_claims import claims, refused
from kubectl_sidecars.diagnose.finding import Effect, Finding, Severity, Subject
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.field_paths import condition_evidence
from kubectl_sidecars.diagnose.phrasing.words import clock, quoted, verb
from kubectl_sidecars.model import condition, workload
from kubectl_sidecars.sentences import listed, span
from kubectl_sidecars.snapshot import moment

PATIENCE = 60
"""Seconds in which a cluster autoscaler, a volume binder or a gate's controller may still act."""
RETRY = 10
"""Seconds: the scheduler tries again after at most so many (podMaxBackoffSeconds of kube-scheduler.config.k8s.io/v1),
and the cluster autoscaler looks as often (--scan-interval)."""
PROVISION, PROVISION_LONG = 300, 900
"""Seconds that a new node mostly takes, and after which the autoscaler gives it up (--max-node-provision-time)."""
BIND = 600
"""Seconds that the scheduler waits for the volumes of a pod, without a word (bindTimeoutSeconds)."""
_SCALE_UP = ("TriggeredScaleUp", "Nominated")
"""Events of an autoscaler that adds a node for the pod: cluster-autoscaler and Karpenter."""


_AFTER = re.compile(r" (?:[\w ]{0,60}, )?preemption: ")
"""What follows the reasons: what resource claims and preemption could do about it (v1.37), which is mostly nothing."""


def unschedulable(subject: Subject) -> Iterator[Finding]:
    """No node fits the pod, or the scheduler fails on it, with its reasons in words."""
    scheduled = condition(subject.pod, "PodScheduled")
    if subject.is_bound or subject.is_over or subject.is_deleting:
        return
    if scheduled is None or scheduled.status != "False" or scheduled.reason not in ("Unschedulable", "SchedulerError"):
        return
    said = _AFTER.split(scheduled.message, maxsplit=1)[0]
    reasons = predicates(said)
    words, claim, told = _words(subject, scheduled, reasons)
    missing = re.search(r'persistentvolumeclaim "([^"]+)" not found', said)
    both = f", {reasons[1].said}" if len(reasons) > 1 else ""
    title = f"{listed(life.name for life in subject.mains)} cannot start: {words}{both}."
    more = f"Also: {listed(each.said for each in reasons[2:])}." if len(reasons) > 2 else ""
    severity, help_ = _outlook(subject, subject.seconds_since(scheduled.last_transition_time) or 0.0)
    detail = " ".join(word for word in (told, f"The scheduler says: {quoted(said)}.") if word)
    yield Finding(
        reason="MissingPersistentVolumeClaim" if missing else scheduled.reason,
        severity=severity,
        container="",
        summary=words,
        message=" ".join(word for word in (title, more, detail, help_) if word),
        since=scheduled.last_transition_time,
        evidence=(condition_evidence(scheduled), *_claim_evidence(subject, told)),
        advice=f"Create PersistentVolumeClaim {missing[1]}." if missing else "" if claim else _ADVICE,
        commands=(*_claim_commands(subject, claim), kubectl.describe(subject)),
        detail=detail,
        origin=("missing", "PersistentVolumeClaim", subject.pod.metadata.namespace, missing[1], "")
        if missing
        else _origin(subject, reasons),
        title=title,
        effect=Effect.BLOCKED,
    )


_ADVICE = "Ask for less, add a node, or change what excludes the nodes."


def _words(subject: Subject, scheduled: PodCondition, reasons: list[Predicate]) -> tuple[str, str, str]:
    """What keeps it, the claim that it lies in, and what is told of that claim; empty where it is another thing."""
    names, event = claims(subject), refused(subject)
    about_claims = "binding volumes" in scheduled.message or any("claim" in each.words for each in reasons[:1])
    if about_claims and names:
        name = event.involved_object.name if event else names[0]
        told = f"Its events say: {quoted(event.message)}." if event else ""
        words = f"its volume claim {name} is not bound"
        return (f"no node fits: {words}" if reasons else words), name, told
    if scheduled.reason == "SchedulerError" and not reasons:
        return "the scheduler fails on it", "", ""
    if (
        reasons
        and workload(subject.pod, subject.around).kind == "DaemonSet"
        and 0 < reasons[0].nodes < reasons[0].total
    ):
        return f"the node that it is made for does not fit: {reasons[0].words}", "", ""
    return (f"no node fits: {reasons[0].said}" if reasons else "no node fits"), "", ""


def _claim_evidence(subject: Subject, told: str) -> Iterator[str]:
    event = refused(subject) if told else None
    if event:
        yield evidence(event)


def _claim_commands(subject: Subject, claim: str) -> Iterator[str]:
    if claim:
        yield kubectl.describe_object("pvc", claim, subject.pod.metadata.namespace)


def _origin(subject: Subject, reasons: list[Predicate]) -> tuple[str, ...]:
    """What pods share: a reason of the nodes is one for all pods, a reason of the pod is its workload's own."""
    lead = reasons[0] if reasons else None
    if lead is not None and not lead.is_own:
        return "unschedulable", lead.words
    owner = str(workload(subject.pod, subject.around)) or subject.pod.metadata.name
    return "unschedulable", lead.words if lead else "", subject.pod.metadata.namespace, owner


def _outlook(subject: Subject, lasts: float) -> tuple[Severity, str]:
    """How long it may last before anyone should wonder, and what is on its way."""
    ordinary = Severity.CRITICAL if lasts >= PATIENCE else Severity.WARNING if lasts >= RETRY else Severity.NOTICE
    target = subject.pod.status.nominated_node_name
    if target and lasts < PATIENCE:
        return Severity.NOTICE, f"Pods of lower priority are being ended on node {target} to make room for it."
    event = pod_event(subject, *_SCALE_UP)
    waits = subject.seconds_since(moment(event)) if event else None
    if event is None or waits is None or waits >= PROVISION_LONG:
        return ordinary, ""
    coming = f"An autoscaler makes room for it since {clock(moment(event), subject.now)}: {quoted(event.message)}."
    return (Severity.WARNING if waits >= PROVISION else Severity.NOTICE), coming


_QUEUES = ("kueue.x-k8s.io/",)
"""Gates of a batch queue: to wait there for hours is what it is for."""


def scheduling_gated(subject: Subject) -> Iterator[Finding]:
    """Scheduling gates hold the pod back until a controller takes them away."""
    gates = [gate.name for gate in subject.pod.spec.scheduling_gates]
    if not gates or subject.is_bound or subject.is_over or subject.is_deleting:
        return
    waits = subject.seconds_since(subject.pod.metadata.creation_timestamp) or 0.0
    names = [life.name for life in subject.mains]
    words = f"scheduling is gated by {gates[0]}" + (f" and {len(gates) - 1} more" if len(gates) > 1 else "")
    title = f"{listed(names)} cannot start: {words}."
    queued = all(gate.startswith(_QUEUES) for gate in gates)
    yield Finding(
        reason="SchedulingGated",
        severity=Severity.WARNING if waits >= PATIENCE and not queued else Severity.NOTICE,
        container="",
        summary=words,
        message=f"{title} The pod is not given to the scheduler before {verb(gates, 'this gate is', 'these gates are')}"
        f" removed: {listed(gates)}; that is the work of the controller that set {verb(gates, 'it', 'them')}.",
        since=subject.pod.metadata.creation_timestamp,
        evidence=tuple(f"spec.schedulingGates[{index}].name={name}" for index, name in enumerate(gates)),
        commands=(kubectl.describe(subject),),
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
    names, event = claims(subject), refused(subject)
    binds = bool(names) and waits < BIND
    words = "no scheduler has decided on the pod" if names else "no scheduler has looked at the pod"
    title = f"{listed(life.name for life in subject.mains)} cannot start: {words}."
    if event is not None:
        name = event.involved_object.name
        words = f"its volume claim {name} is not bound"
        title = f"{listed(life.name for life in subject.mains)} cannot start: {words}."
    perhaps = (
        f"Its events say: {quoted(event.message)}. The scheduler waits for it, without a word."
        if event is not None
        else f"Its volumes may still be made: a scheduler waits up to {span(BIND)} for claims to be bound, without a"
        f" word ({listed(names)}); the claims' events tell. Or {_silent_scheduler(subject)}."
        if names
        else f"It has no PodScheduled condition: {_silent_scheduler(subject)}."
    )
    yield Finding(
        reason="NotScheduled",
        severity=Severity.WARNING if binds else Severity.CRITICAL,
        container="",
        summary=words,
        message=f"{title} {perhaps}",
        confidence=Confidence.HIGH if event else Confidence.LOW if names else Confidence.MEDIUM,
        since=pod.metadata.creation_timestamp,
        evidence=("status.phase=Pending", "no condition PodScheduled", *((evidence(event),) if event else ())),
        commands=(
            *_claim_commands(subject, event.involved_object.name if event else ""),
            kubectl.describe(subject),
            *(kubectl.get("persistentvolumeclaim", name, pod.metadata.namespace) for name in names[:1] if not event),
        ),
        origin=("unscheduled", pod.spec.scheduler_name, *((pod.metadata.namespace, names[0]) if names else ())),
        title=title,
        effect=Effect.BLOCKED,
    )


def _silent_scheduler(subject: Subject) -> str:
    """The default one is there in every cluster; one that is named may never have been installed."""
    name = subject.pod.spec.scheduler_name
    if name in ("", "default-scheduler"):
        return "the scheduler is down"
    return f"scheduler {name} (spec.schedulerName) is down, or there is none of that name"
