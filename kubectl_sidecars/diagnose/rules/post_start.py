"""postStart hooks that run and run.

The kubelet's worker for the pod waits for the hook, and reports no status before it returns (seen on v1.35): the
container that runs its hook shows PodInitializing or ContainerCreating, and only its Started event tells.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from kubectl_sidecars.api import Running, Waiting
from kubectl_sidecars.classify import Confidence
from kubectl_sidecars.container_names import called
from kubectl_sidecars.diagnose.facts.events import (
    evidence,
    latest,
    of_container,
)
from kubectl_sidecars.diagnose.facts.impact import effect, headline
from kubectl_sidecars.diagnose.facts.thresholds import HOOK_SHORT, HOOK_SLOW, HOOK_STUCK
from kubectl_sidecars.diagnose.faults import Fault
from kubectl_sidecars.diagnose.finding import Finding, LogRef, Transition, severity_after
from kubectl_sidecars.diagnose.origin import ImageOrigin
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.field_paths import status_path
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph
from kubectl_sidecars.diagnose.phrasing.words import clock, handler, who
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.lifecycle.gates import NOT_CREATED
from kubectl_sidecars.sentences import span
from kubectl_sidecars.snapshot import last_seen


def hook_pending(subject: Subject) -> Iterator[Finding]:
    """A postStart hook that has not returned: the container does not count as started, and nothing after it starts."""
    for container in subject.containers:
        began = hooking_since(subject, container)
        lasts = subject.seconds_since(began)
        if began is not None and lasts is not None and lasts >= HOOK_SHORT:
            yield _pending(subject, container, began, lasts)


def hooking_since(subject: Subject, container: Assessment) -> datetime | None:
    """Since when the container's postStart hook runs; None when it does not, or when nothing tells."""
    view = container.view
    if view.spec.lifecycle.post_start is None or view.is_started or view.last_terminated is not None:
        return None
    if isinstance(view.state, Running):
        return view.state.started_at if view.spec.startup_probe is None else None
    if not isinstance(view.state, Waiting) or view.state.reason not in NOT_CREATED:
        return None
    started = latest(of_container(subject, view), "Started")
    return last_seen(started) if started is not None else None


def _pending(subject: Subject, container: Assessment, began: datetime, lasts: float) -> Finding:
    view = container.view
    hook = view.spec.lifecycle.post_start
    started = latest(of_container(subject, view), "Started")
    whose, predicate = f"{called(container.name)}'s postStart hook", "has not returned"
    log = LogRef(container.name)
    does, consequence = effect(subject, container)
    since = f"{clock(began, subject.now, seconds=True)} ({span(lasts)})"
    runs = f"{who(container)} has been running since {since}, and its hook"
    which = f" ({handler(hook)})" if hook is not None else ""
    detail = "Until it returns, the kubelet starts nothing after it, and reports nothing of the pod."
    return Finding(
        reason=Reason.POST_START_HOOK_PENDING,
        severity=severity_after(lasts, HOOK_SLOW, HOOK_STUCK),
        container=container.name,
        subject=whose,
        predicate=predicate,
        title=headline(subject, container, f"{whose} {predicate}"),
        explanation=paragraph(f"{runs}{which} with it.", detail, consequence),
        confidence=Confidence.HIGH if isinstance(view.state, Running) else Confidence.MEDIUM,
        since=began,
        evidence=(
            f"{view.path}.lifecycle.postStart",
            f"{status_path(subject, container)}.started=false",
            *((evidence(started),) if started else ()),
        ),
        advice="Give the hook a time limit of its own, or do its work in the container.",
        commands=(kubectl.logs(subject, log),),
        log=log,
        origin=ImageOrigin(view.spec.image, Fault.POST_START_HOOK),
        detail=detail,
        effect=does,
        transition=Transition.UNDER_WAY,
    )
