"""Pods that wait in the queue of a scheduler of batches."""

from __future__ import annotations

from kubectl_sidecars.container_names import all_called
from kubectl_sidecars.diagnose.facts.dependencies import scheduler_needs
from kubectl_sidecars.diagnose.facts.impact import main_names
from kubectl_sidecars.diagnose.facts.queued import Queued
from kubectl_sidecars.diagnose.facts.thresholds import GANG_PATIENCE
from kubectl_sidecars.diagnose.finding import Effect, Finding, Severity, Transition
from kubectl_sidecars.diagnose.origin import SchedulerOrigin
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.field_paths import condition_evidence
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph
from kubectl_sidecars.diagnose.phrasing.quotes import says
from kubectl_sidecars.diagnose.phrasing.words import verb
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.model import condition


def in_queue(subject: Subject, place: Queued) -> Finding:
    """The finding of a pod at that place in a queue."""
    pod, scheduled = subject.pod, condition(subject.pod, "PodScheduled")
    began = pod.metadata.creation_timestamp if scheduled is None else scheduled.last_transition_time
    lasts = subject.seconds_since(began) or 0.0
    is_new = lasts < GANG_PATIENCE
    names = subject.once(main_names)
    words = f"{place.holder} has given it no node yet"
    group = "Its scheduler places the pods of a group together." if place.is_of_group else ""
    detail = paragraph(says("The scheduler", place.message), group)
    return Finding(
        reason=Reason.QUEUED,
        severity=Severity.NOTICE if is_new else Severity.WARNING,
        container="",
        predicate=words,
        title=f"{all_called(names)} {verb(names, 'waits', 'wait') if is_new else 'cannot start'}: {words}.",
        explanation=detail,
        since=began,
        evidence=(condition_evidence(scheduled),) if scheduled is not None else ("no condition PodScheduled",),
        advice="Look what the queue may use, and what uses it now; a group waits until there is room for all of it.",
        commands=(
            *((f"kubectl get podgroups -n {pod.metadata.namespace}",) if place.group else ()),
            kubectl.describe(subject),
        ),
        detail=detail,
        origin=SchedulerOrigin(pod.spec.scheduler_name, pod.metadata.namespace, queue=place.queue),
        needs=scheduler_needs(subject),
        effect=Effect.BLOCKED,
        transition=Transition.UNDER_WAY if is_new else Transition.NONE,
    )
