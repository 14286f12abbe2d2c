"""Rules for gaps in the data: events that were not sent or were merged, and a status that is old."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from kubectl_sidecars.api import Event, Running, Terminated
from kubectl_sidecars.container_names import called
from kubectl_sidecars.diagnose.facts.events import (
    BURST,
    EXPIRY,
    are_limited,
    evidence,
    is_combined,
)
from kubectl_sidecars.diagnose.facts.thresholds import CLOCK_SKEW
from kubectl_sidecars.diagnose.finding import Finding, Severity
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.field_paths import status_path
from kubectl_sidecars.diagnose.phrasing.words import clock
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.sentences import span
from kubectl_sidecars.snapshot import last_seen, times_seen


def events_limited(subject: Subject) -> Iterator[Finding]:
    """The kubelet has spent its burst of warnings on this pod, or merged them: newer ones are missing, or unclear."""
    warnings = [
        event for event in subject.events if event.type == "Warning" and subject.within(last_seen(event), EXPIRY)
    ]
    merged = [event for event in warnings if is_combined(event)]
    limited = are_limited(subject, "Warning")
    if not warnings or not (limited or merged):
        return
    noisiest = max(warnings, key=times_seen)
    container = _container(subject, noisiest)
    by = f", mostly by {noisiest.reason} of {called(container)}" if container else f", mostly by {noisiest.reason}"
    lost, loses = ("rate-limited", "be missing") if limited else ("merged", "lack their container")
    why = (
        f"The kubelet may send {BURST} about a pod and then one in five minutes"
        if limited
        else "The kubelet makes one of ten that differ in their words alone, and it keeps the container of the first"
    )
    last = clock(last_seen(warnings[-1]), subject.now)
    yield Finding(
        reason=Reason.EVENTS_LIMITED,
        severity=Severity.NOTICE,
        container=container,
        subject=f"{called(container)}'s events" if container else "its events",
        predicate=f"are {lost}",
        title=f"Warnings about this pod are {lost}{by}: newer ones may {loses}.",
        explanation=f"{why}; the last is of {last}.",
        evidence=(evidence(merged[0] if merged else noisiest),),
        commands=(kubectl.events(subject),),
    )


def _container(subject: Subject, event: Event) -> str:
    path = event.involved_object.field_path
    return next((container.name for container in subject.containers if container.view.field_path == path), "")


def stale_status(subject: Subject) -> Iterator[Finding]:
    """The kubelet has not yet seen the newest spec, or its clock is not the API server's."""
    meta, status = subject.pod.metadata, subject.pod.status
    if 0 < status.observed_generation < meta.generation:
        yield _notice(
            subject,
            Reason.STALE_STATUS,
            "the kubelet",
            "has not seen the newest spec yet: the status is of generation"
            f" {status.observed_generation}, the spec of {meta.generation}",
            f"status.observedGeneration={status.observed_generation}",
        )
    for container in subject.containers:
        where, did, then = _newest(container)
        if then is not None and then - subject.now > CLOCK_SKEW:
            by, path = span((then - subject.now).total_seconds()), f"{status_path(subject, container)}.{where}"
            words = f"is {by} ahead: {called(container.name)} {did} in the future"
            yield _notice(subject, Reason.CLOCK_SKEW, "the node's clock", words, path)
            return
        if then is not None and subject.oldest is not None and subject.oldest - then > CLOCK_SKEW:
            by, path = span((subject.oldest - then).total_seconds()), f"{status_path(subject, container)}.{where}"
            words = f"is {by} behind, or more: {called(container.name)} {did} before the pod was made"
            yield _notice(subject, Reason.CLOCK_SKEW, "the node's clock", words, path)
            return


def _newest(container: Assessment) -> tuple[str, str, datetime | None]:
    """The last thing that the node says of a container: where, what, and when by its own clock."""
    state, last = container.view.state, container.view.last_terminated
    if isinstance(state, Running):
        return "state.running.startedAt", "started", state.started_at
    if isinstance(state, Terminated):
        return "state.terminated.finishedAt", "ended", state.finished_at
    return "lastState.terminated.finishedAt", "ended", last.finished_at if last is not None else None


def _notice(subject: Subject, reason: Reason, whose: str, predicate: str, path: str) -> Finding:
    skewed = "Durations and the order of events may be wrong."
    return Finding(
        reason=reason,
        severity=Severity.NOTICE,
        container="",
        subject=whose,
        predicate=predicate,
        title=f"{whose[0].upper()}{whose[1:]} {predicate}.",
        explanation=skewed if reason is Reason.CLOCK_SKEW else "",
        evidence=(path,),
        commands=(kubectl.describe(subject),),
    )
