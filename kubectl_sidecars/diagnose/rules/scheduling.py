"""Pods without a node."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kubectl_sidecars.classify import Confidence
from kubectl_sidecars.container_names import all_called
from kubectl_sidecars.diagnose.absence import Absence, Missing
from kubectl_sidecars.diagnose.facts.dependencies import scheduler_needs, scheduling_needs
from kubectl_sidecars.diagnose.facts.events import evidence
from kubectl_sidecars.diagnose.facts.impact import main_names
from kubectl_sidecars.diagnose.facts.scheduler_message import Predicate, predicates, without_preemption
from kubectl_sidecars.diagnose.facts.scheduling_lack import lacking
from kubectl_sidecars.diagnose.facts.thresholds import (
    GATE_PATIENCE,
    SCHEDULING_PATIENCE,
    VOLUME_BIND,
)
from kubectl_sidecars.diagnose.facts.volume_claims import claims, meaning, refused
from kubectl_sidecars.diagnose.faults import Obstacle
from kubectl_sidecars.diagnose.finding import Effect, Finding, Severity, Transition
from kubectl_sidecars.diagnose.origin import (
    MissingOrigin,
    Origin,
    SchedulerOrigin,
    SchedulingGateOrigin,
    SchedulingOrigin,
)
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.field_paths import condition_evidence
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph
from kubectl_sidecars.diagnose.phrasing.quotes import quoted, says
from kubectl_sidecars.diagnose.phrasing.words import since, verb
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.model import condition, workload
from kubectl_sidecars.sentences import listed, span

_REASONS = {"Unschedulable": Reason.UNSCHEDULABLE, "SchedulerError": Reason.SCHEDULER_ERROR}
"""Reasons of the condition PodScheduled that are faults (core/v1 types.go, v1.37)."""


def queued(subject: Subject) -> Iterator[Finding]:
    """The scheduler holds the pod in its queue, or until it can place all pods of its group."""
    scheduled = condition(subject.pod, "PodScheduled")
    if subject.pod.spec.scheduling_gates or (scheduled is None and not subject.events):
        return
    if scheduled is not None and scheduled.status != "False":
        return
    from kubectl_sidecars.diagnose.facts.queued import queued as place_of  # noqa: PLC0415 - few pods need it

    if (place := subject.once(place_of)) is not None:
        from kubectl_sidecars.diagnose.rules.queued import in_queue  # noqa: PLC0415 - few pods need it

        yield in_queue(subject, place)


def unschedulable(subject: Subject) -> Iterator[Finding]:
    """No node fits the pod, or the scheduler fails on it, with its reasons in words."""
    scheduled = condition(subject.pod, "PodScheduled")
    if scheduled is None or scheduled.status != "False" or scheduled.reason not in _REASONS:
        return
    if any(queued(subject)):
        return
    from kubectl_sidecars.diagnose.facts.autoscaler import declined  # noqa: PLC0415 - few pods need it
    from kubectl_sidecars.diagnose.facts.scheduling_outlook import outlook  # noqa: PLC0415

    reasons_text = without_preemption(scheduled.message)
    lack, reasons = lacking(subject, scheduled, predicates(reasons_text))
    missing = next((reason.name for reason in reasons if reason.obstacle is Obstacle.CLAIM_MISSING), "")
    cause, refusal = meaning(lack.event), declined(subject)
    is_whole = bool(cause) or lack.is_whole
    both = f", {reasons[1].counted}" if len(reasons) > 1 and not is_whole else ""
    rest = reasons[1 if is_whole else 2 :]
    more = f"Also: {listed(reason.counted for reason in rest)}." if rest else ""
    coming = outlook(subject, reasons, scheduled.last_transition_time)
    claim_events = f"Its events say: {quoted(lack.event.message)}." if lack.event else ""
    detail = paragraph(
        lack.more,
        claim_events,
        says("The scheduler", reasons_text),
        refusal.sentence if refusal and coming.help is None else "",
    )
    yield Finding(
        reason=Reason.MISSING_PERSISTENT_VOLUME_CLAIM if missing else _REASONS[scheduled.reason],
        severity=coming.severity,
        container="",
        predicate=lack.words,
        because=cause.words if cause else "",
        because_of_many=cause.of_many if cause else "",
        title=f"{all_called(subject.once(main_names))} cannot start: {lack.of_one or lack.words}"
        f"{f': {cause.words}' if cause else both}.",
        explanation=paragraph(more, detail, coming.words),
        since=scheduled.last_transition_time,
        evidence=(
            condition_evidence(scheduled),
            *(evidence(event) for event in (lack.event, refusal.event if refusal else None) if event),
        ),
        advice=f"Create PersistentVolumeClaim {missing}."
        if missing
        else (cause.advice if cause else "")
        if lack.claim
        else (refusal.advice if refusal and not lack.is_whole else "") or lack.advice or _ADVICE,
        commands=(*lack.commands, *_claim_commands(subject, lack.claim), kubectl.describe(subject)),
        detail=detail,
        origin=MissingOrigin("PersistentVolumeClaim", subject.pod.metadata.namespace, missing)
        if missing
        else lack.origin or _origin(subject, reasons),
        needs=lack.needs or scheduling_needs(subject, reasons, waits_for_claim=bool(lack.claim)),
        effect=Effect.BLOCKED,
        transition=Transition.UNDER_WAY if coming.help is not None else Transition.NONE,
    )


_ADVICE = "Ask for less, add a node, or change what excludes the nodes."


def _claim_commands(subject: Subject, claim: str) -> Iterator[str]:
    if claim:
        yield kubectl.describe_object("pvc", claim, subject.pod.metadata.namespace)


def _origin(subject: Subject, reasons: tuple[Predicate, ...]) -> Origin:
    """The origin: a reason of the nodes is one for all pods, a reason of the pod is its workload's own."""
    lead = reasons[0] if reasons else None
    if lead is not None and not lead.is_own:
        return SchedulingOrigin(lead.obstacle, name=lead.name)
    owner = str(workload(subject.pod, subject.around)) or subject.pod.metadata.name
    obstacle, name = (lead.obstacle, lead.name) if lead is not None else (None, "")
    return SchedulingOrigin(obstacle, subject.pod.metadata.namespace, owner, name)


_QUEUES = {
    "kueue.x-k8s.io/": ("Kueue", "kueue.x-k8s.io/queue-name"),
    "scheduling.volcano.sh/": ("Volcano", "scheduling.volcano.sh/queue-name"),
    "grove.io/": ("Grove", ""),
}
"""How gates of batch queues begin, who sets them, and the label or annotation with the name of the queue: to wait there
for hours is what it is for."""


def scheduling_gated(subject: Subject) -> Iterator[Finding]:
    """Scheduling gates hold the pod back until a controller takes them away."""
    gates = [gate.name for gate in subject.pod.spec.scheduling_gates]
    if not gates:
        return
    waits = subject.seconds_since(subject.pod.metadata.creation_timestamp) or 0.0
    words = f"scheduling is gated by {listed(gates[:1], more=len(gates) - 1)}"
    holder, names = _queue(subject, gates), subject.once(main_names)
    since_when = since(subject.pod.metadata.creation_timestamp, subject.now)
    held = f"{verb(names, 'waits', 'wait')}: {holder} holds the pod{since_when}"
    yield Finding(
        reason=Reason.SCHEDULING_GATED,
        severity=Severity.WARNING if waits >= GATE_PATIENCE and not holder else Severity.NOTICE,
        container="",
        predicate=words,
        title=f"{all_called(names)} {held if holder else f'cannot start: {words}'}.",
        explanation=f"The scheduler passes over the pod until the controller that set"
        f" {verb(gates, 'this gate removes it', f'these gates removes them: {listed(gates)}')}.",
        since=subject.pod.metadata.creation_timestamp,
        evidence=tuple(f"spec.schedulingGates[{index}].name={name}" for index, name in enumerate(gates)),
        commands=(kubectl.describe(subject),),
        origin=SchedulingGateOrigin(tuple(gates)),
        effect=Effect.BLOCKED,
        transition=Transition.UNDER_WAY,
    )


def _queue(subject: Subject, gates: Sequence[str]) -> str:
    """The batch queue that holds the pod, as `queue gpu of Kueue`; "" if another controller holds it as well."""
    known = [next((begins for begins in _QUEUES if gate.startswith(begins)), "") for gate in gates]
    if not all(known):
        return ""
    holder, key = _QUEUES[known[0]]
    meta = subject.pod.metadata
    queue = meta.labels.get(key) or meta.annotations.get(key) or ""
    return f"queue {queue} of {holder}" if queue else holder


def not_scheduled(subject: Subject) -> Iterator[Finding]:
    """No scheduler has looked at the pod: its schedulerName, or the scheduler itself."""
    pod = subject.pod
    if pod.spec.scheduling_gates:
        return
    waits = subject.seconds_since(pod.metadata.creation_timestamp) or 0.0
    if condition(pod, "PodScheduled") is not None or pod.status.phase != "Pending" or waits < SCHEDULING_PATIENCE:
        return
    if any(queued(subject)):
        return
    names, event = claims(subject), refused(subject)
    binds = bool(names) and waits < VOLUME_BIND
    cause = meaning(event)
    words = "no scheduler has decided on the pod" if names else "no scheduler has looked at the pod"
    if event is not None:
        words = f"its volume claim {event.involved_object.name} is not bound"
    perhaps = (
        f"Its events say: {quoted(event.message)}. The scheduler waits for it, without a word."
        if event is not None
        else f"Its volumes may still be made: a scheduler waits up to {span(VOLUME_BIND)} for claims to be bound,"
        f" without a word ({listed(names)}); the claims' events tell. Or {_silent_scheduler(subject)}."
        if names
        else f"It has no PodScheduled condition: {_silent_scheduler(subject)}."
    )
    yield Finding(
        reason=Reason.NOT_SCHEDULED,
        severity=Severity.WARNING if binds else Severity.CRITICAL,
        container="",
        predicate=words,
        because=cause.words if cause else "",
        because_of_many=cause.of_many if cause else "",
        title=f"{all_called(subject.once(main_names))} cannot start: {words}{f': {cause.words}' if cause else ''}.",
        explanation=perhaps,
        confidence=Confidence.HIGH if event else Confidence.LOW if names else Confidence.MEDIUM,
        since=pod.metadata.creation_timestamp,
        evidence=("status.phase=Pending", "no condition PodScheduled", *((evidence(event),) if event else ())),
        commands=(
            *_claim_commands(subject, event.involved_object.name if event else ""),
            kubectl.describe(subject),
            *(kubectl.get("persistentvolumeclaim", name, pod.metadata.namespace) for name in names[:1] if not event),
        ),
        absent=() if event is not None else (Absence(Missing.SCHEDULER_DECISION),),
        advice=cause.advice if cause else "",
        origin=SchedulerOrigin(pod.spec.scheduler_name, *((pod.metadata.namespace, names[0]) if names else ())),
        needs=scheduler_needs(subject),
        effect=Effect.BLOCKED,
    )


def _silent_scheduler(subject: Subject) -> str:
    """The default one is there in every cluster; one that is named may never have been installed."""
    name = subject.pod.spec.scheduler_name
    if name in ("", "default-scheduler"):
        return "the scheduler is down"
    return f"scheduler {name} (spec.schedulerName) is down, or no scheduler has that name"
