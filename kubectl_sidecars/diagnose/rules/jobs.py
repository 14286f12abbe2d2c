"""Pods that should end, and do not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from kubectl_sidecars.api import Running, Terminated
from kubectl_sidecars.classify import Confidence, Role
from kubectl_sidecars.container_names import all_called, called
from kubectl_sidecars.diagnose.facts.container_needs import exit_needs
from kubectl_sidecars.diagnose.facts.crash import crash, left, log_of
from kubectl_sidecars.diagnose.facts.owner_status import standing
from kubectl_sidecars.diagnose.facts.termination import NO_FAULT, ending
from kubectl_sidecars.diagnose.facts.thresholds import HELPER_FAREWELL, OTHERS_ENDED_LONG
from kubectl_sidecars.diagnose.faults import Fault
from kubectl_sidecars.diagnose.finding import Effect, Finding, LogRef, Severity
from kubectl_sidecars.diagnose.origin import ImageOrigin
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.field_paths import status_path
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph
from kubectl_sidecars.diagnose.phrasing.words import clock, verb, who
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.lifecycle.restarts import run_seconds, will_restart
from kubectl_sidecars.model import controller
from kubectl_sidecars.sentences import listed


def held_open(subject: Subject) -> Iterator[Finding]:
    """The work is done, but a container runs on, and the pod with it: a sidecar that is a plain one, or not known."""
    if subject.pod.spec.restart_policy == "Always":
        return
    ended = _ended(subject)
    done = [container for container in ended if not container.judgement.is_helper]
    still = [container for container in subject.mains if isinstance(container.view.state, Running)]
    if not done or not still or len(ended) + len(still) != len(subject.mains):
        return
    ends = [container.view.state.finished_at for container in ended if isinstance(container.view.state, Terminated)]
    last = max((time for time in ends if time is not None), default=None)
    lasts = subject.seconds_since(last)
    if lasts is not None and lasts < HELPER_FAREWELL:
        return
    if all(map(_stays, still)):
        yield _held(subject, done, still, last)
    elif not any(container.judgement.role is Role.MAIN and _is_sure(container) for container in still):
        yield _still_runs(subject, done, still, last)


def whole(subject: Subject) -> str:
    """The word for what cannot end before its pod does: `Job`, `TaskRun`, `step of this Workflow`, `pod`."""
    owner = controller(subject.pod.metadata)
    if owner is None or owner.kind in _OF_PODS:
        return "pod"
    return f"step of the {owner.kind}" if owner.kind in _OF_STEPS else owner.kind


_OF_PODS = frozenset({"ReplicaSet", "ReplicationController", "StatefulSet", "DaemonSet", "Node", "Pod"})
"""Owners that want pods to run, or a pod that has made another."""
_OF_STEPS = frozenset({"Workflow"})
"""Owners that run one pod for each step."""

_FINISHES = frozenset({Role.JOB_HELPER, Role.CI_HELPER, Role.BACKUP})
"""Roles with work to do after the others have ended, which then end by themselves or are ended by their controller."""


def _stays(container: Assessment) -> bool:
    """True if it is known to be a helper that never ends by itself."""
    judgement = container.judgement
    return judgement.is_helper and judgement.role not in _FINISHES and (_is_sure(container) or bool(judgement.entry))


def _is_sure(container: Assessment) -> bool:
    return container.judgement.confidence is not Confidence.LOW


def _still_runs(subject: Subject, done: list[Assessment], still: list[Assessment], last: datetime | None) -> Finding:
    """The finding where it is not known whether a helper runs on, or work that takes longer."""
    names, on = all_called(container.name for container in done), all_called(container.name for container in still)
    what = whole(subject)
    did = f"ended at {clock(last, subject.now)}" if last else f"{verb(done, 'has', 'have')} ended"
    log = LogRef(still[0].name)
    title = f"{names} {did}, and {on} {verb(still, 'runs', 'run')} on."
    it = verb(still, "it", "they")
    runs = [
        run_seconds(container.view.state) or 0.0 for container in done if isinstance(container.view.state, Terminated)
    ]
    helpers = all(container.judgement.is_helper for container in still)
    long = (subject.of_job or helpers) and (subject.seconds_since(last) or 0.0) >= max(OTHERS_ENDED_LONG, *runs)
    why = (
        f"{listed(map(who, still))} should end by {verb(still, 'itself', 'themselves')} soon after"
        f" {names}: {verb(still, 'its log says', 'their logs say')} what {it} {verb(still, 'waits', 'wait')} for."
        if all(container.judgement.role in _FINISHES for container in still)
        else f"Kubernetes does not record whether {it} still {verb(still, 'works', 'work')} or only"
        f" {verb(still, 'serves', 'serve')} {names}: a helper should be a native sidecar, which ends with the others."
    )
    return Finding(
        reason=Reason.OTHERS_ENDED,
        severity=Severity.WARNING if long else Severity.NOTICE,
        container=still[0].name,
        subject=on if len(still) > 1 else "",
        predicate=f"{verb(still, 'runs', 'run')} on, {names} {verb(done, 'has', 'have')} ended",
        title=title,
        explanation=paragraph(f"This {what} ends only when {it} {verb(still, 'does', 'do')}.", why),
        confidence=Confidence.LOW,
        since=last,
        evidence=_both(subject, done, still),
        commands=(kubectl.logs(subject, log),),
        log=log,
        origin=ImageOrigin(still[0].view.spec.image, Fault.OTHERS_ENDED),
    )


def _both(subject: Subject, done: list[Assessment], still: list[Assessment]) -> tuple[str, ...]:
    return (
        *(f"{status_path(subject, container)}.state.terminated" for container in done),
        *(f"{status_path(subject, container)}.state.running" for container in still),
    )


def _ended(subject: Subject) -> list[Assessment]:
    """The main containers that ended and are not started again."""
    return [
        container
        for container in subject.mains
        if isinstance(container.view.state, Terminated)
        and not will_restart(subject.pod, container.view, container.view.state)
    ]


def _held(subject: Subject, done: list[Assessment], still: list[Assessment], last: datetime | None) -> Finding:
    failed = [
        container
        for container in done
        if isinstance(container.view.state, Terminated) and container.view.state.exit_code
    ]
    names, helpers = all_called(container.name for container in done), all_called(container.name for container in still)
    what = whole(subject)
    since = f" {'at' if failed else 'since'} {clock(last, subject.now)}" if last else ""
    state = (failed or done)[0].view.state
    code = state.exit_code if isinstance(state, Terminated) else 0
    ends, how = "failed" if failed else verb(done, "is done", "are done"), f" (exit {code})"
    if failed and len(done) == 1 and isinstance(state, Terminated):
        fault = crash(failed[0], state, ending(subject, failed[0].view, state))
        ends, how = (ends, how) if fault.reason is Reason.EXIT_ERROR else (fault.for_good, "")
    native = verb(still, "is no native sidecar", "are no native sidecars")
    runs = f"{helpers} still {verb(still, 'runs', 'run')} and {native}"
    consequence = f"this {what} never {'fails, so nothing is tried again' if failed else 'completes'}"
    title = f"{names} {ends}{since}{how}, but {runs}: {consequence}."
    helper, log = still[0], LogRef(still[0].name)
    return Finding(
        reason=Reason.JOB_HELD_OPEN,
        severity=Severity.CRITICAL,
        container=helper.name,
        subject=helpers if len(still) > 1 else "",
        predicate=f"{verb(still, 'keeps', 'keep')} this {what} from ending",
        title=title,
        explanation=f"To the kubelet {who(helper)} is a container like any other, and the pod ends only when all"
        " of them have.",
        since=last,
        evidence=_both(subject, done, still),
        advice=f"Make {called(helper.name)} a native sidecar: move it to initContainers, with restartPolicy: Always.",
        commands=(kubectl.logs(subject, log),),
        log=log,
        origin=ImageOrigin(helper.view.spec.image, Fault.HELD_OPEN, "failed" if failed else ""),
        detail=f"{names} {ends}{how}, but {runs}: {consequence}.",
        effect=Effect.NONE,
    )


def _working(subject: Subject) -> tuple[list[str], bool]:
    """The names of the main containers that run, and True if all of them are helpers."""
    works = [main for main in subject.mains if isinstance(main.view.state, Running)]
    return [main.name for main in works], bool(works) and all(main.judgement.is_helper for main in works)


def failed_for_good(subject: Subject) -> Iterator[Finding]:
    """A main container that failed and is not started again, in a pod that others keep running."""
    for container in subject.mains:
        state = container.view.state
        if (
            not isinstance(state, Terminated)
            or state.exit_code == 0
            or will_restart(subject.pod, container.view, state)
        ):
            continue
        end = ending(subject, container.view, state)
        if end.why in NO_FAULT:
            continue
        what = crash(container, state, end, subject.pod.spec.node_name)
        policy = container.view.spec.restart_policy or subject.pod.spec.restart_policy
        running, held = subject.once(_working)
        on = f"{all_called(running)} {verb(running, 'runs', 'run')} on." if running else ""
        failed = f"{called(container.name)} {what.for_good}{_at(state, subject)}"
        log = log_of(container.name, state, previous=False)
        yield Finding(
            reason=what.reason,
            severity=standing(subject, None)[0] if subject.of_job and not held else Severity.CRITICAL,
            container=container.name,
            predicate=what.for_good,
            because=what.because,
            because_of_many=what.because_of_many,
            meaning=what.meaning,
            title=f"{failed} and is not restarted (restartPolicy {policy}){what.why}.",
            explanation=paragraph(what.detail, left(state), on),
            confidence=end.confidence,
            since=state.finished_at,
            evidence=(f"{status_path(subject, container)}.state.terminated.exitCode={state.exit_code}", *end.evidence),
            advice=what.advice,
            commands=(kubectl.logs_or_describe(subject, log, what.node),),
            log=log,
            absent=what.absent,
            origin=what.origin(container.view.spec.image),
            needs=exit_needs(subject, container, state, what.reason),
            detail=paragraph(what.detail, left(state)),
            effect=Effect.FAILED,
        )


def _at(state: Terminated, subject: Subject) -> str:
    return f" at {clock(state.finished_at, subject.now)}" if state.finished_at else ""
