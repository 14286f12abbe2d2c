"""Containers that rely on one which starts after them, or which is gone for good."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from kubectl_sidecars.api import Running, Terminated, Waiting
from kubectl_sidecars.classify import Confidence
from kubectl_sidecars.container_names import all_called, called
from kubectl_sidecars.diagnose.facts.crash import crash, left, log_of
from kubectl_sidecars.diagnose.facts.impact import waiting_behind
from kubectl_sidecars.diagnose.facts.owner_status import job_unread
from kubectl_sidecars.diagnose.facts.reliance import Reliance, own_end, reliances, starts_after
from kubectl_sidecars.diagnose.facts.termination import ending
from kubectl_sidecars.diagnose.facts.thresholds import INIT_SHORT, INIT_WAIT_LONG
from kubectl_sidecars.diagnose.facts.waiting_reasons import DOWN_REASONS
from kubectl_sidecars.diagnose.faults import Fault, NameValue
from kubectl_sidecars.diagnose.finding import Effect, Finding, LogRef, Severity, Transition, severity_after
from kubectl_sidecars.diagnose.origin import ImageOrigin
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.field_paths import status_path
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph
from kubectl_sidecars.diagnose.phrasing.words import clock, verb, who
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.rules.failed_pod import weight
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.lifecycle.restarts import run_seconds, succeeded
from kubectl_sidecars.model import ContainerType


def relies_on_later(subject: Subject) -> Iterator[Finding]:
    """An init container that asks at localhost what a container serves which starts only after it."""
    for container in subject.containers:
        if container.view.type is not ContainerType.INIT:
            continue
        late = next((each for each in reliances(subject, container) if starts_after(each.server, container)), None)
        severity = _severity(subject, container, late) if late is not None else None
        if late is not None and severity is not None:
            yield _later(subject, container, late, severity)


def _severity(subject: Subject, container: Assessment, late: Reliance) -> Severity | None:
    """The severity by how long it waits; None for one that has passed, or has not begun.

    A variable alone is weaker evidence than a command: the container may do without."""
    state = container.view.state
    fails = isinstance(state, Waiting) and state.reason in DOWN_REASONS
    fails = fails or (isinstance(state, Terminated) and not succeeded(container.view.type, state))
    if fails:
        return Severity.CRITICAL if late.is_proven or "variable" not in late.where else Severity.WARNING
    lasts = subject.seconds_since(state.started_at) if isinstance(state, Running) else None
    if lasts is None or lasts < INIT_SHORT:
        return None
    if "variable" in late.where:
        return Severity.WARNING if lasts >= INIT_WAIT_LONG else None
    return severity_after(lasts, INIT_SHORT, INIT_WAIT_LONG)


def _later(subject: Subject, container: Assessment, late: Reliance, severity: Severity) -> Finding:
    server, state = late.server, container.view.state
    own, serving = called(container.name), called(server.name)
    native = server.view.type is ContainerType.SIDECAR
    behind = [each for each in waiting_behind(subject, container) if each != server.name] or [server.name]
    order = (
        f"{serving} stands behind {own} in initContainers"
        if native
        else "Plain containers start when all init containers are done"
    )
    move = "Move it" if native else f"Make {serving} a native sidecar (restartPolicy: Always) and move it"
    log = LogRef(container.name, previous=isinstance(state, Waiting))
    return Finding(
        reason=Reason.INIT_NEEDS_LATER_CONTAINER,
        severity=severity,
        container=container.name,
        predicate=f"needs {serving}, which starts after it",
        title=f"{all_called(behind)} cannot start: {own} waits for {late.what}, which {serving} serves, and"
        " that starts after it.",
        explanation=paragraph(
            f"{order}, so {who(container)} never gets an answer from {who(server)} ({late.where} names {late.what}).",
            f"{all_called(behind)} {verb(behind, 'waits', 'wait')} behind it.",
        ),
        confidence=Confidence.MEDIUM if "variable" in late.where else Confidence.HIGH,
        since=_began(container),
        evidence=(f"{container.view.path}: {late.what} ({late.where})", f"{server.view.path}.ports"),
        advice=f"{move} in front of {own} in initContainers, with a startupProbe.",
        commands=(kubectl.logs(subject, log),),
        log=log,
        origin=ImageOrigin(container.view.spec.image, Fault.STARTS_LATER, value=NameValue(server.name)),
        detail=f"{own} waits for {late.what}, which {serving} serves, and that starts after it.",
        effect=Effect.BLOCKED,
        transition=Transition.UNDER_WAY,
    )


def _began(container: Assessment) -> datetime | None:
    state, run = container.view.state, container.view.last_terminated
    return state.started_at if isinstance(state, Running) else run.started_at if run else None


def relied_on_helper_failed(subject: Subject) -> Iterator[Finding]:
    """A native sidecar that failed in a failed pod, and on which the container relies whose exit decided it: exits of
    native sidecars never count, so nothing else speaks of it."""
    if subject.pod.status.phase != "Failed" or subject.pod.status.reason:
        return
    for container in subject.containers:
        state = container.view.state
        if container.view.type is ContainerType.SIDECAR or not isinstance(state, Terminated) or not state.exit_code:
            continue
        for reliance in reliances(subject, container):
            helper = reliance.server
            end = own_end(helper) if helper.view.type is ContainerType.SIDECAR else None
            if end is not None and (reliance.is_proven or not state.message):
                yield _failed(subject, helper, end)
                return


def _failed(subject: Subject, helper: Assessment, end: Terminated) -> Finding:
    why = ending(subject, helper.view, end)
    what = crash(helper, end, why)
    severity, standing = weight(subject)
    log = log_of(
        helper.name, end, previous=helper.view.status is not None and helper.view.status.state.terminated is not end
    )
    at = f" at {clock(end.finished_at, subject.now)}" if end.finished_at else ""
    lasted = run_seconds(end)
    return Finding(
        reason=what.reason,
        severity=severity,
        container=helper.name,
        predicate=what.does,
        ran_for=what.ran_for if lasted is not None else None,
        explanation=paragraph(f"{who(helper)} last ended by itself{at}.", what.detail, left(end), standing),
        confidence=why.confidence,
        since=end.finished_at,
        evidence=(f"{status_path(subject, helper)}: exitCode={end.exit_code}", *why.evidence),
        advice=what.advice,
        commands=(kubectl.logs_or_describe(subject, log),),
        log=log,
        absent=(*what.absent, *job_unread(subject)),
        origin=what.origin(helper.view.spec.image),
        detail=paragraph(what.detail, left(end), standing),
        effect=Effect.DOWN,
    )
