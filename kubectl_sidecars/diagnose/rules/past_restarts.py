"""Restarts that have passed: worth knowing, no longer a problem."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from kubectl_sidecars.api import Running, Terminated
from kubectl_sidecars.classify import Confidence
from kubectl_sidecars.container_names import called
from kubectl_sidecars.diagnose.absence import Absence, Missing
from kubectl_sidecars.diagnose.facts.crash import crash, log_of
from kubectl_sidecars.diagnose.facts.restart_rules import is_restart_of_all
from kubectl_sidecars.diagnose.facts.sandbox_churn import sandbox_changed
from kubectl_sidecars.diagnose.facts.startup_race import raced, started_before
from kubectl_sidecars.diagnose.facts.termination import (
    NO_FAULT,
    Ending,
    Why,
    ending,
)
from kubectl_sidecars.diagnose.facts.thresholds import RECORD_LATE, RESTARTS_RECUR, RESTARTS_RECUR_WITHIN
from kubectl_sidecars.diagnose.faults import Fault
from kubectl_sidecars.diagnose.finding import Finding, LogRef, Severity
from kubectl_sidecars.diagnose.origin import ImageOrigin
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.field_paths import status_path
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph
from kubectl_sidecars.diagnose.phrasing.words import clock, since, who
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.lifecycle.exits import exit_words
from kubectl_sidecars.lifecycle.restarts import RESET_AFTER, run_seconds
from kubectl_sidecars.model import ContainerType, ContainerView
from kubectl_sidecars.sentences import often, span


def restarted_before(subject: Subject) -> Iterator[Finding]:
    """Restarts that a container has outlived: history, with the cause of the last one where a record is left."""
    for container in subject.containers:
        view = container.view
        if view.restart_count == 0 or view.type is ContainerType.EPHEMERAL:
            continue
        run = view.status.last_state.terminated if view.status else None
        if not _has_passed(subject, view) and not _ended_unseen(subject, container, run):
            continue
        if run is not None and _has_own_finding(subject, container, run):
            continue
        race = raced(subject, container, run) if run is not None else None
        found = _history(subject, container, run)
        yield found if race is None else _with_race(container, found, *race)


def _has_own_finding(subject: Subject, container: Assessment, run: Terminated) -> bool:
    """True if a rule of its own speaks of this restart."""
    if started_before(subject, container, run) is not None or is_restart_of_all(subject, container, run):
        return True
    return recurs(subject, container.view, run) and ending(subject, container.view, run).why not in NO_FAULT


def recurs(subject: Subject, view: ContainerView, run: Terminated) -> bool:
    """True if it ends now and then, each time after a run too long for back-off: a leak, mostly.

    Only two runs are known, the last and this one: there were several, the last was long, and its end is not
    twice as long ago, nor days. The others need time too: those that came within minutes were another trouble, at the
    start, and one end after it is one.
    """
    if view.restart_count < RESTARTS_RECUR or not isinstance(view.state, Running):
        return False
    lasted, ago = run_seconds(run), subject.seconds_since(run.finished_at)
    if lasted is None or ago is None or lasted <= RESET_AFTER or ago >= min(2 * lasted, RESTARTS_RECUR_WITHIN):
        return False
    age = subject.seconds_since(subject.oldest)
    earlier = None if age is None else age - ago - lasted
    return earlier is None or earlier >= (view.restart_count - 1) * RESET_AFTER


def flapping(subject: Subject) -> Iterator[Finding]:
    """A container that ends now and then, after runs so long that kubectl never shows CrashLoopBackOff."""
    for index, view in enumerate(subject.views):
        run = view.status.last_state.terminated if view.status else None
        if run is None or not recurs(subject, view, run) or not _has_passed(subject, view):
            continue
        end = ending(subject, view, run)
        if end.why not in NO_FAULT:
            yield _flapping(subject, subject.containers[index], run, end)


def _flapping(subject: Subject, container: Assessment, run: Terminated, end: Ending) -> Finding:
    what, lasted = crash(container, run, end), run_seconds(run) or 0.0
    completes = end.why is Why.COMPLETED
    predicate = f"{what.did if completes else what.predicate}, now and then"
    log = log_of(container.name, run, previous=True)
    at = f" at {clock(run.finished_at, subject.now)}" if run.finished_at else ""
    state = container.view.state
    began = state.started_at if isinstance(state, Running) else None
    ran = f"after a run of {span(lasted)}: too long for kubectl to show a back-off."
    return Finding(
        reason=what.reason,
        severity=Severity.NOTICE if completes else Severity.WARNING,
        container=container.name,
        predicate=predicate,
        title=f"{called(container.name)} {predicate}; running again{since(began, subject.now, seconds=True)}.",
        explanation=paragraph(
            f"{who(container)} was restarted {often(container.view.restart_count)}, the last time{at} {ran}",
            what.detail,
        ),
        confidence=Confidence.MEDIUM,
        since=run.finished_at,
        evidence=(
            f"{status_path(subject, container)}.lastState.terminated.exitCode={run.exit_code}",
            f"{status_path(subject, container)}.restartCount={container.view.restart_count}",
            *end.evidence,
        ),
        advice=what.advice,
        commands=(kubectl.logs_or_describe(subject, log, what.node),),
        log=log,
        absent=what.absent,
        origin=what.origin(container.view.spec.image),
        detail=what.detail,
    )


def _has_passed(subject: Subject, view: ContainerView) -> bool:
    state = view.state
    if view.type is ContainerType.INIT:
        return isinstance(state, Terminated) and state.exit_code == 0
    lasts = subject.seconds_since(state.started_at) if isinstance(state, Running) else None
    return lasts is not None and (lasts > RESET_AFTER or (view.last_terminated is None and lasts > RECORD_LATE))


def _ended_unseen(subject: Subject, container: Assessment, run: Terminated | None) -> bool:
    """True if it runs again after an end without a record, and no event of a new sandbox explains that."""
    if run is None or not isinstance(container.view.state, Running) or subject.once(sandbox_changed) is not None:
        return False
    return ending(subject, container.view, run).why is Why.LOST


def _with_race(container: Assessment, found: Finding, helper: Assessment, what: str) -> Finding:
    """The history of an init container that failed until the native sidecar before it was up."""
    own = called(container.name)
    predicate = f"failed {often(container.view.restart_count)} before {called(helper.name)} was up, then passed"
    return msgspec.structs.replace(
        found,
        reason=Reason.STARTED_BEFORE_PROXY,
        predicate=predicate,
        title=f"{own} {predicate}.",
        explanation=paragraph(
            f"{who(helper)} starts before it, but has no startup probe: {own} does not wait for {what}.",
            found.explanation,
        ),
        advice=f"Give {called(helper.name)} a startupProbe that passes once {what} is there.",
        confidence=Confidence.MEDIUM,
    )


def _history(subject: Subject, container: Assessment, run: Terminated | None) -> Finding:
    count = container.view.restart_count
    log = LogRef(container.name) if run is None else log_of(container.name, run, previous=True)
    if run is None:
        last_end = "The record of its last end is gone, so its cause is not known."
        if container.view.type is ContainerType.INIT:
            last_end = "Why is not known: the kubelet removes the failed runs of an init container, and their logs."
        absent: tuple[Absence, ...] = (Absence(Missing.END_RECORD, container.name),)
        evidence: tuple[str, ...] = (f"{status_path(subject, container)}.restartCount={count}",)
    else:
        end = ending(subject, container.view, run)
        what = crash(container, run, end)
        absent = what.absent
        when = f" at {clock(run.finished_at, subject.now)}" if run.finished_at else ""
        why = "" if what.detail or end.why is Why.EXIT else f": {end.why.value}"
        last_end = paragraph(f"It last ended{when} with {_code(run, end)}{why}.", what.detail)
        evidence = (f"{status_path(subject, container)}.lastState.terminated.exitCode={run.exit_code}", *end.evidence)
    steady = (
        f"It has been running since {clock(container.view.state.started_at, subject.now)}."
        if isinstance(container.view.state, Running) and container.view.state.started_at
        else ""
    )
    return Finding(
        reason=Reason.RESTARTED_BEFORE,
        severity=Severity.NOTICE,
        container=container.name,
        predicate=f"was restarted {often(count)} before",
        title=f"{who(container)} was restarted {often(count)} before.",
        explanation=paragraph(last_end, steady),
        since=run.finished_at if run else None,
        evidence=evidence,
        commands=(kubectl.logs_or_describe(subject, log),),
        log=log,
        absent=absent,
    )


def _code(run: Terminated, end: Ending) -> str:
    """`exit 137 (SIGKILL)`, and the code alone of an end without a record."""
    return f"exit {run.exit_code}" if end.why is Why.LOST else exit_words(run)


def started_before_proxy(subject: Subject) -> Iterator[Finding]:
    """A main container that started before the proxy it needs, died, and now runs."""
    for container in subject.mains:
        if container.view.restart_count == 0:
            continue
        run = container.view.status.last_state.terminated if container.view.status else None
        proxy = started_before(subject, container, run) if run is not None else None
        if proxy is None or run is None:
            continue
        own, before = called(container.name), called(proxy.name)
        predicate = f"started before {before} and died {often(container.view.restart_count)}"
        log = LogRef(container.name, previous=True)
        recent = subject.within(run.finished_at, RESET_AFTER)
        yield Finding(
            reason=Reason.STARTED_BEFORE_PROXY,
            severity=Severity.WARNING if recent else Severity.NOTICE,
            container=container.name,
            predicate=predicate,
            title=f"{own} {predicate}; it runs now.",
            explanation=f"It ended with {exit_words(run)} about when {who(proxy)} started. Plain containers start"
            f" together; a native sidecar with a startup probe holds {own} back until {before} is up.",
            confidence=Confidence.MEDIUM,
            since=run.finished_at,
            evidence=(
                f"{status_path(subject, container)}.lastState.terminated.exitCode={run.exit_code}",
                f"{status_path(subject, proxy)}.state.running.startedAt",
            ),
            advice=f"Make {before} a native sidecar (initContainers, restartPolicy: Always) with a startupProbe.",
            commands=(kubectl.logs(subject, log),),
            log=log,
            origin=ImageOrigin(container.view.spec.image, Fault.BEFORE_PROXY),
        )
