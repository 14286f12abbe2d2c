"""Containers that end and are started again: what they die of, and whether that goes on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from kubectl_sidecars.api import Running, Terminated, Waiting
from kubectl_sidecars.diagnose.facts.crash import (
    Crash,
    crash,
    left,
    log_of,
)
from kubectl_sidecars.diagnose.facts.crash_onset import (
    began,
    may_be_older,
    restarted,
)
from kubectl_sidecars.diagnose.facts.impact import effect, headline
from kubectl_sidecars.diagnose.facts.startup_race import started_before
from kubectl_sidecars.diagnose.facts.termination import (
    NO_FAULT,
    Ending,
    Why,
    ending,
)
from kubectl_sidecars.diagnose.finding import Effect, Finding, Severity
from kubectl_sidecars.diagnose.origin import ImageOrigin, NodeOrigin
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.field_paths import ended_path, status_path
from kubectl_sidecars.diagnose.phrasing.paragraph import after, paragraph
from kubectl_sidecars.diagnose.phrasing.words import clock
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.rules.restart_all import (
    ended_together,
    is_plain,
    rule_of,
)
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.lifecycle.gates import NOT_CREATED
from kubectl_sidecars.lifecycle.restarts import LONGEST_DELAY, RESET_AFTER, run_seconds, will_restart
from kubectl_sidecars.model import ContainerType
from kubectl_sidecars.sentences import span

DOWN_REASONS = frozenset({"CrashLoopBackOff", "RunContainerError", "PostStartHookError"})
"""Waiting reasons of a container that ran, or was tried, and failed."""
LAG = 120
"""Seconds after which a restart that is due is overdue."""
STEADY = 30
"""A run that has lasted three times the last one, and so many seconds, counts as recovered; five minutes always do."""


def crashing(subject: Subject) -> Iterator[Finding]:
    """A container that ends and is restarted, or was until minutes ago, with the cause of its last end."""
    for life in subject.containers:
        run = life.view.last_terminated
        if run is None or life.view.type is ContainerType.EPHEMERAL:
            continue
        if started_before(subject, life, run) is not None or ended_together(subject, life, run):
            continue  # said by history.started_before_proxy, and by together
        severity = severity_of_restart(subject, life, run)
        if severity is not None:
            end = ending(subject, life.view, run)
            if is_fault(life, end):
                yield _finding(subject, life, run, end, _weighed(subject, life, run, end, severity))


def is_fault(life: Assessment, end: Ending) -> bool:
    """Whether the end is the container's own doing, or keeps it down."""
    return end.why not in NO_FAULT or (end.why is Why.LOST and isinstance(life.view.state, Waiting))


def _weighed(subject: Subject, life: Assessment, run: Terminated, end: Ending, severity: Severity) -> Severity:
    """The severity, with the cause in view: to complete now and then is no fault, to stay down is one."""
    if overdue(subject, life) is not None:
        return Severity.CRITICAL
    lasted = run_seconds(run)
    if end.why is Why.COMPLETED and lasted is not None and lasted > RESET_AFTER:
        return Severity.NOTICE
    return severity


def severity_of_restart(subject: Subject, life: Assessment, run: Terminated) -> Severity | None:
    """How bad its last end is now; None for what has passed or is no restart."""
    match life.view.state:
        case Waiting(reason=reason):
            if reason in NOT_CREATED or reason not in DOWN_REASONS:
                return None
            return Severity.CRITICAL
        case Terminated() as now_ended:
            if not will_restart(subject.pod, life.view, now_ended):
                return None
            first = not life.view.restart_count or (run_seconds(run) or 0.0) > RESET_AFTER
            return Severity.WARNING if first else Severity.CRITICAL
        case Running(started_at=started):
            return _running_again(subject, life, run, started)


def _running_again(subject: Subject, life: Assessment, run: Terminated, started: datetime | None) -> Severity | None:
    if life.view.restart_count == 0:
        return None
    lasts, ago = subject.seconds_since(started), subject.seconds_since(run.finished_at)
    if lasts is None or lasts > RESET_AFTER or (ago is not None and ago > RESET_AFTER + LONGEST_DELAY):
        return None
    before = run_seconds(run) or 0.0
    if before > RESET_AFTER:  # no loop: the kubelet too has forgotten the back-off
        return Severity.WARNING
    falls_again = life.view.restart_count > 1 and lasts <= max(STEADY, min(3 * before, LONGEST_DELAY))
    return Severity.CRITICAL if falls_again else Severity.WARNING


def _finding(subject: Subject, life: Assessment, run: Terminated, end: Ending, severity: Severity) -> Finding:
    view = life.view
    what = crash(life, run, end)
    rule = "" if rule_of(life, run) is None else _RULE
    if rule and is_plain(subject, life, run):
        what = _rule_at_work(run, what)
        severity, rule = Severity.WARNING, ""
    predicate = what.does if view.restart_count or not what.did else what.did
    summary = f"{life.name} {predicate}{after(what.ran_for)}"
    if severity is not Severity.CRITICAL and isinstance(view.state, Running):
        does, consequence = Effect.NONE, f"It runs again{_since(view.state.started_at, subject.now)}."
        title = f"{summary}; it runs again."
    else:
        does, consequence = effect(subject, life)
        title = headline(subject, life, summary)
    doubt = f"This is inferred: {end.inferred}." if end.inferred and not what.names_inference else ""
    late = overdue(subject, life)
    follows = next_start(subject, life) if late is None else _not_restarted(subject, late)
    said = (restarted(subject, life, run), what.detail, left(run), rule, consequence, follows, doubt)
    log = log_of(life.name, run, previous=not isinstance(view.state, Terminated))
    return Finding(
        reason=what.reason,
        severity=severity,
        container=life.name,
        predicate=predicate,
        ran_for=what.ran_for,
        explanation=paragraph(*said),
        confidence=end.confidence,
        since=began(subject, life, run),
        evidence=(*_evidence(subject, life, run), *end.evidence),
        advice=what.advice,
        commands=(kubectl.logs_or_describe(subject, log),),
        log=log,
        origin=ImageOrigin(view.spec.image, what.fault),
        title=title,
        detail=paragraph(what.detail, left(run)),
        effect=does,
        may_be_older=may_be_older(subject, life, run),
    )


_RULE = "A rule of its restartPolicyRules restarts it for this exit code, whatever the pod's restartPolicy says."


def _rule_at_work(run: Terminated, what: Crash) -> Crash:
    does = f"exits with {run.exit_code}; its restart rule restarts it"
    advice = "If it need not be started again, take the code out of the rule."
    return Crash(Reason.RESTART_RULE, does, _RULE, what.fault, advice)


def _since(then: datetime | None, now: datetime) -> str:
    return f" since {clock(then, now, seconds=True)}" if then is not None else ""


def next_start(subject: Subject, life: Assessment) -> str:
    """`Next start not before 12:04:31 (in 38 s).` Never a promise."""
    following = life.next_restart
    if following is None:
        return ""
    left = (following.at - subject.now).total_seconds()
    if left <= 0:
        return "Its next start is due."
    guess = ", estimated" if following.estimated else ""
    return f"Next start not before {clock(following.at, subject.now, seconds=True)} (in {span(left)}{guess})."


def _evidence(subject: Subject, life: Assessment, run: Terminated) -> Iterator[str]:
    view = life.view
    path, at = status_path(subject, life), ended_path(subject, life)
    yield f"{at}.exitCode={run.exit_code}"
    if run.reason:
        yield f"{at}.reason={run.reason}"
    if isinstance(view.state, Waiting) and view.state.reason:
        yield f"{path}.state.waiting.reason={view.state.reason}"
    yield f"{path}.restartCount={view.restart_count}"


def overdue(subject: Subject, life: Assessment) -> float | None:
    """Seconds since a start that was due, where no back-off and no init container holds it back."""
    state, following = life.view.state, life.next_restart
    if not isinstance(state, Terminated) or following is None or not subject.is_live:
        return None
    late = (subject.now - following.at).total_seconds()
    chain = any(
        each.view.type is ContainerType.INIT and not isinstance(each.view.state, Terminated)
        for each in subject.containers
        if each is not life
    )
    return None if late < LAG or chain else late


def _not_restarted(subject: Subject, late: float) -> str:
    """kubernetes#136910: after a restart, early kubelets of v1.35 forget the containers beside a startup-probed one."""
    version = subject.node.status.node_info.kubelet_version if subject.node else ""
    kubelet = f" (kubelet {version})" if version else ""
    return (
        f"It is not started again, {span(late)} after its time, and no back-off is reported: the kubelet{kubelet} does"
        " not work on this pod. Early kubelets of 1.35 have such a fault."
    )


def not_restarted(subject: Subject) -> Iterator[Finding]:
    """A container that ended through no fault of its own, and is not started again (kubernetes#136910)."""
    for life in subject.containers:
        state, late = life.view.state, overdue(subject, life)
        if not isinstance(state, Terminated) or late is None or is_fault(life, ending(subject, life.view, state)):
            continue  # one at fault is said by crashing, with this
        predicate = "ended and is not restarted"
        ended = f"It ended at {clock(state.finished_at, subject.now)}." if state.finished_at else ""
        yield Finding(
            reason=Reason.NOT_RESTARTED,
            severity=Severity.WARNING,
            container=life.name,
            predicate=predicate,
            title=f"{life.name} {predicate}, {span(late)} after its time.",
            explanation=paragraph(ended, _not_restarted(subject, late)),
            since=state.finished_at,
            evidence=(ended_path(subject, life),),
            commands=(kubectl.describe_node(subject.pod.spec.node_name),),
            origin=NodeOrigin(subject.pod.spec.node_name, "not restarted"),
        )
