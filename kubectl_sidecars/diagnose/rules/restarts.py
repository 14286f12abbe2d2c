"""Containers that end and are started again: what they die of, and whether that goes on."""

from __future__ import annotations

from collections.abc import Iterator

from kubectl_sidecars.api import Running, Terminated, Waiting
from kubectl_sidecars.classify import Confidence
from kubectl_sidecars.container_names import called
from kubectl_sidecars.diagnose.absence import Absence, Missing
from kubectl_sidecars.diagnose.facts.container_needs import exit_needs, mount_words, said_needs
from kubectl_sidecars.diagnose.facts.crash import crash, left, log_of
from kubectl_sidecars.diagnose.facts.crash_onset import (
    began,
    may_be_older,
    onset_unseen,
    restarted,
)
from kubectl_sidecars.diagnose.facts.crash_words import Crash
from kubectl_sidecars.diagnose.facts.impact import effect, headline
from kubectl_sidecars.diagnose.facts.init_again import once_more, outlived_by
from kubectl_sidecars.diagnose.facts.needs import put_by
from kubectl_sidecars.diagnose.facts.overdue_restarts import overdue, overdue_words
from kubectl_sidecars.diagnose.facts.restart_rules import is_plain_exit, is_restart_of_all, restart_rule
from kubectl_sidecars.diagnose.facts.restart_severity import severity_of_restart
from kubectl_sidecars.diagnose.facts.sandbox_churn import churn
from kubectl_sidecars.diagnose.facts.startup_race import started_before
from kubectl_sidecars.diagnose.facts.termination import (
    NO_FAULT,
    Ending,
    Why,
    ending,
)
from kubectl_sidecars.diagnose.faults import Fault
from kubectl_sidecars.diagnose.finding import Effect, Finding, LogRef, Severity
from kubectl_sidecars.diagnose.origin import ImageOrigin, NodeOrigin
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.field_paths import ended_path, status_path
from kubectl_sidecars.diagnose.phrasing.paragraph import after, paragraph
from kubectl_sidecars.diagnose.phrasing.quotes import quoted
from kubectl_sidecars.diagnose.phrasing.words import clock, since, who
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.lifecycle.restarts import RESET_AFTER, run_seconds
from kubectl_sidecars.model import ContainerType, ContainerView
from kubectl_sidecars.sentences import often, span


def crashing(subject: Subject) -> Iterator[Finding]:
    """A container that ends and is restarted, or was until minutes ago, with the cause of its last end."""
    if churn(subject) is not None:
        return  # said by node.sandbox_churning: what ends with its sandbox has no fault of its own
    for container in subject.containers:
        run = container.view.last_terminated
        if run is None or container.view.type is ContainerType.EPHEMERAL or outlived_by(subject, container):
            continue  # the last is said by init_again
        if started_before(subject, container, run) is not None or is_restart_of_all(subject, container, run):
            continue  # said by history.started_before_proxy, and by together
        severity = severity_of_restart(subject, container, run)
        if severity is not None:
            end = ending(subject, container.view, run)
            if is_fault(container, end):
                yield _finding(subject, container, run, end, _weighed(subject, container, run, end, severity))


def is_fault(container: Assessment, end: Ending) -> bool:
    """True if the end is the container's own doing, or keeps it down: another's doing excuses one end, no back-off."""
    if end.why not in NO_FAULT:
        return True
    down = isinstance(container.view.state, Waiting)
    return down and (end.why is Why.LOST or container.view.restart_count > 1)


def _weighed(subject: Subject, container: Assessment, run: Terminated, end: Ending, severity: Severity) -> Severity:
    """The severity, with the cause in view: to complete now and then is no fault, nor to wait once more for work that
    is being done; to stay down is one."""
    if overdue(subject, container) is not None:
        return Severity.CRITICAL
    lasted = run_seconds(run)
    if end.why is Why.COMPLETED and lasted is not None and lasted > RESET_AFTER:
        return Severity.NOTICE
    return Severity.NOTICE if _work_under_way(subject, container) else severity


def _finding(subject: Subject, container: Assessment, run: Terminated, end: Ending, severity: Severity) -> Finding:
    view = container.view
    what = crash(container, run, end, subject.pod.spec.node_name)
    rule = "" if restart_rule(container, run) is None else _RULE
    if rule and is_plain_exit(subject, container, run):
        what = _rule_at_work(run, what)
        severity, rule = Severity.WARNING, ""
    predicate = what.does if view.restart_count or not what.did else what.did
    summary = f"{called(container.name)} {predicate}{after(what.ran_for)}"
    if severity is not Severity.CRITICAL and isinstance(view.state, Running):
        does, consequence = Effect.NONE, ""
        title = f"{summary}{what.why}; running again{since(view.state.started_at, subject.now, seconds=True)}."
    else:
        does, consequence = effect(subject, container)
        title = headline(subject, container, f"{summary}{what.why}")
    doubt = f"This is likely, not proven: {end.inferred}." if end.inferred and not what.names_inference else ""
    late = overdue(subject, container)
    follows = next_start(subject, container) if late is None else overdue_words(subject, late)
    words, job = left(run), _work_under_way(subject, container)
    sentences = (
        restarted(subject, container, run),
        what.detail,
        words,
        put_by(subject, container),
        mount_words(subject, container, run),
        f"It waits for the work of Job/{job}, which is being done." if job else "",
        _of_hook(view, what.reason),
        rule,
        once_more(subject, container),
        consequence,
        follows,
        doubt,
    )
    log = log_of(container.name, run, previous=not isinstance(view.state, Terminated))
    return Finding(
        reason=what.reason,
        severity=severity,
        container=container.name,
        predicate=predicate,
        because=what.because,
        because_of_many=what.because_of_many,
        ran_for=what.ran_for,
        explanation=paragraph(*sentences),
        confidence=end.confidence,
        since=began(subject, container, run),
        evidence=(*_evidence(subject, container, run), *end.evidence),
        advice=what.advice,
        commands=(kubectl.logs_or_describe(subject, log, what.node),),
        log=log,
        origin=what.origin(view.spec.image),
        needs=(*exit_needs(subject, container, run, what.reason), *said_needs(subject, end.answer)),
        absent=(*what.absent, *onset_unseen(subject, container, run)),
        title=title,
        detail=paragraph(what.detail, words),
        effect=does,
        may_be_older=may_be_older(subject, container, run),
    )


def _work_under_way(subject: Subject, container: Assessment) -> str:
    """The name of the Job that an init container waits for, while that does its work; "" without one."""
    if container.view.type is not ContainerType.INIT:
        return ""
    from kubectl_sidecars.diagnose.facts.coming_work import migrating  # noqa: PLC0415 - few pods need it

    return migrating(subject, container)


def _of_hook(view: ContainerView, reason: Reason) -> str:
    """A sentence with what the kubelet says of a hook that failed with its container; "" where that is said already."""
    state = view.state
    if reason is Reason.POST_START_HOOK_FAILED or not isinstance(state, Waiting) or not state.message:
        return ""
    return f"Its postStart hook failed too: {quoted(state.message)}." if state.reason == "PostStartHookError" else ""


_RULE = "A rule of its restartPolicyRules restarts it for this exit code, whatever the pod's restartPolicy says."


def _rule_at_work(run: Terminated, what: Crash) -> Crash:
    does = f"exits with {run.exit_code}; its restart rule restarts it"
    advice = "If it need not be started again, take the code out of the rule."
    return Crash(Reason.RESTART_RULE, does, _RULE, what.fault, advice, value=what.value)


def next_start(subject: Subject, container: Assessment) -> str:
    """`Next start not before 12:04:31.` Never a promise, and a time: a sentence on a screen does not count down."""
    following = container.next_restart
    if following is None:
        return ""
    if following.at <= subject.now:
        return "It restarts any moment now."
    guess = " (estimated)" if following.estimated else ""
    return f"Next start not before {clock(following.at, subject.now, seconds=True)}{guess}."


def _evidence(subject: Subject, container: Assessment, run: Terminated) -> Iterator[str]:
    view = container.view
    path, at = status_path(subject, container), ended_path(subject, container)
    yield f"{at}.exitCode={run.exit_code}"
    if run.reason:
        yield f"{at}.reason={run.reason}"
    if isinstance(view.state, Waiting) and view.state.reason:
        yield f"{path}.state.waiting.reason={view.state.reason}"
    yield f"{path}.restartCount={view.restart_count}"


def not_restarted(subject: Subject) -> Iterator[Finding]:
    """A container that ended through no fault of its own, and is not started again (kubernetes#136910)."""
    for container in subject.containers:
        state, late = container.view.state, overdue(subject, container)
        if (
            not isinstance(state, Terminated)
            or late is None
            or is_fault(container, ending(subject, container.view, state))
        ):
            continue  # one at fault is said by crashing, with this
        predicate = "ended and is not restarted"
        ended = f"It ended at {clock(state.finished_at, subject.now)}." if state.finished_at else ""
        yield Finding(
            reason=Reason.NOT_RESTARTED,
            severity=Severity.WARNING,
            container=container.name,
            predicate=predicate,
            title=f"{called(container.name)} {predicate}, {span(late)} after its time.",
            explanation=paragraph(ended, overdue_words(subject, late)),
            since=state.finished_at,
            evidence=(ended_path(subject, container),),
            commands=(kubectl.describe_node(subject.pod.spec.node_name),),
            origin=NodeOrigin(subject.pod.spec.node_name, Fault.NOT_RESTARTED),
        )


def crashed_unrecorded(subject: Subject) -> Iterator[Finding]:
    """A container in CrashLoopBackOff whose last end left no record: the runtime has been cleaned, or the node."""
    for container in subject.containers:
        view, state = container.view, container.view.state
        if view.type is ContainerType.EPHEMERAL or view.last_terminated is not None:
            continue
        if not isinstance(state, Waiting) or state.reason != "CrashLoopBackOff":
            continue
        predicate = "keeps ending, of what is not known"
        log = LogRef(container.name, previous=True)
        does, consequence = effect(subject, container)
        count = f"{who(container)} was restarted {often(view.restart_count)}." if view.restart_count else ""
        lost = "The record of its last end is gone (a reboot, a cleaned runtime); its next end will tell."
        message = f"The kubelet says: {quoted(state.message)}." if state.message else ""
        yield Finding(
            reason=Reason.CRASH_LOOP_BACK_OFF,
            severity=Severity.CRITICAL,
            container=container.name,
            predicate=predicate,
            title=headline(subject, container, f"{called(container.name)} {predicate}"),
            explanation=paragraph(count, lost, message, consequence),
            confidence=Confidence.LOW,
            evidence=(
                f"{status_path(subject, container)}.state.waiting.reason={state.reason}",
                f"{status_path(subject, container)}.restartCount={view.restart_count}",
            ),
            commands=(kubectl.logs(subject, log), kubectl.describe(subject)),
            log=log,
            absent=(Absence(Missing.END_RECORD, container.name),),
            origin=ImageOrigin(view.spec.image, Fault.UNRECORDED),
            effect=does,
        )
