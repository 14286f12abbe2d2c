"""Pods without a node."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kubectl_sidecars.api import Event
from kubectl_sidecars.classify import Confidence
from kubectl_sidecars.container_names import all_called
from kubectl_sidecars.diagnose.absence import Absence, Missing
from kubectl_sidecars.diagnose.facts.dependencies import scheduler_needs
from kubectl_sidecars.diagnose.facts.events import evidence
from kubectl_sidecars.diagnose.facts.impact import main_names
from kubectl_sidecars.diagnose.facts.thresholds import (
    GATE_PATIENCE,
    SCHEDULING_PATIENCE,
    VOLUME_BIND,
)
from kubectl_sidecars.diagnose.facts.volume_claims import claims, meaning, refused
from kubectl_sidecars.diagnose.finding import Effect, Finding, Severity, Transition
from kubectl_sidecars.diagnose.origin import (
    SchedulerOrigin,
    SchedulingGateOrigin,
)
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph
from kubectl_sidecars.diagnose.phrasing.quotes import quoted
from kubectl_sidecars.diagnose.phrasing.words import since, verb
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.model import condition
from kubectl_sidecars.sentences import listed, span

if TYPE_CHECKING:
    from kubectl_sidecars.diagnose.facts.scheduling_outlook import Outlook

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
    from kubectl_sidecars.diagnose.rules.scheduling_finding import unfit  # noqa: PLC0415 - few pods need it

    yield unfit(subject, scheduled, _REASONS[scheduled.reason])


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
    filled = _filled(subject) if names else None
    cause = meaning(event)
    words = "no scheduler has decided on the pod" if names else "no scheduler has looked at the pod"
    if event is not None:
        words = f"its volume claim {event.involved_object.name} is not bound"
    yield Finding(
        reason=Reason.NOT_SCHEDULED,
        severity=filled.severity if filled else Severity.WARNING if binds else Severity.CRITICAL,
        container="",
        predicate=words,
        because=cause.words if cause else "",
        because_of_many=cause.of_many if cause else "",
        title=f"{all_called(subject.once(main_names))} cannot start: {words}{f': {cause.words}' if cause else ''}.",
        explanation=paragraph(_not_decided(subject, names, event), filled.words if filled else ""),
        confidence=Confidence.HIGH if event else Confidence.LOW if names else Confidence.MEDIUM,
        since=pod.metadata.creation_timestamp,
        evidence=("status.phase=Pending", "no condition PodScheduled", *((evidence(event),) if event else ())),
        commands=(
            *((kubectl.describe_object("pvc", event.involved_object.name, pod.metadata.namespace),) if event else ()),
            kubectl.describe(subject),
            *(kubectl.get("persistentvolumeclaim", name, pod.metadata.namespace) for name in names[:1] if not event),
        ),
        absent=() if event is not None else (Absence(Missing.SCHEDULER_DECISION),),
        advice=cause.advice if cause else "",
        origin=SchedulerOrigin(pod.spec.scheduler_name, *((pod.metadata.namespace, names[0]) if names else ())),
        needs=scheduler_needs(subject),
        effect=Effect.BLOCKED,
        transition=Transition.UNDER_WAY if filled else Transition.NONE,
    )


def _not_decided(subject: Subject, claim_names: list[str], event: Event | None) -> str:
    """Sentences on why no scheduler has decided; `event` is that of the claim which gets no volume."""
    if event is not None:
        return f"Its events say: {quoted(event.message)}. The scheduler waits for it, without a word."
    if not claim_names:
        return f"It has no PodScheduled condition: {_silent_scheduler(subject)}."
    return (
        f"Its volumes may still be made: a scheduler waits up to {span(VOLUME_BIND)} for claims to be bound, without a"
        f" word ({listed(claim_names)}); the claims' events tell. Or {_silent_scheduler(subject)}."
    )


def _filled(subject: Subject) -> Outlook | None:
    from kubectl_sidecars.diagnose.facts.scheduling_outlook import filled_claim  # noqa: PLC0415 - few pods need it

    return filled_claim(subject)


def _silent_scheduler(subject: Subject) -> str:
    """The default one is there in every cluster; one that is named may never have been installed."""
    name = subject.pod.spec.scheduler_name
    if name in ("", "default-scheduler"):
        return "the scheduler is down"
    return f"scheduler {name} (spec.schedulerName) is down, or no scheduler has that name"
