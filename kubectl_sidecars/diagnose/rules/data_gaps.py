"""What cannot be known of a pod, because its events were not sent or were merged."""

from __future__ import annotations

from collections.abc import Iterator

from kubectl_sidecars.api import Event
from kubectl_sidecars.diagnose.facts.events import (
    BURST,
    EXPIRY,
    are_limited,
    evidence,
    is_combined,
)
from kubectl_sidecars.diagnose.finding import Finding, Severity
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.words import clock
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.snapshot import moment, times_seen


def events_limited(subject: Subject) -> Iterator[Finding]:
    """The kubelet has spent its burst of warnings on this pod, or merged them: newer ones are missing, or unclear."""
    warnings = [each for each in subject.events if each.type == "Warning" and subject.within(moment(each), EXPIRY)]
    merged = [each for each in warnings if is_combined(each)]
    limited = are_limited(subject, "Warning")
    if not warnings or not (limited or merged):
        return
    noisiest = max(warnings, key=times_seen)
    container = _container(subject, noisiest)
    by = f", mostly by {noisiest.reason} of {container}" if container else f", mostly by {noisiest.reason}"
    said = "rate-limited" if limited else "merged"
    why = (
        f"The kubelet may send {BURST} about a pod and then one in five minutes"
        if limited
        else "The kubelet makes one of ten that differ in their words alone, and it keeps the container of the first"
    )
    last = clock(moment(warnings[-1]), subject.now)
    yield Finding(
        reason=Reason.EVENTS_LIMITED,
        severity=Severity.NOTICE,
        container=container,
        subject=f"{container}'s events" if container else "its events",
        predicate=f"are {said}",
        title=f"Warnings about this pod are {said}{by}, so that newer ones may be missing or lack their container.",
        explanation=f"{why}; the last is of {last}. What the events do not say is no proof that it did not happen.",
        evidence=(evidence(merged[0] if merged else noisiest),),
        commands=(kubectl.events(subject),),
    )


def _container(subject: Subject, event: Event) -> str:
    path = event.involved_object.field_path
    return next((life.name for life in subject.containers if life.view.field_path == path), "")
