"""The finding about a container that ends and is started again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kubectl_sidecars.api import Running, Terminated, Waiting
from kubectl_sidecars.container_names import called
from kubectl_sidecars.diagnose.facts.container_needs import exit_needs, mount_words, unanswered_needs
from kubectl_sidecars.diagnose.facts.crash import crash, left, log_of
from kubectl_sidecars.diagnose.facts.crash_onset import began, may_be_older, onset_unseen, restarted
from kubectl_sidecars.diagnose.facts.crash_words import Crash
from kubectl_sidecars.diagnose.facts.impact import effect, headline
from kubectl_sidecars.diagnose.facts.init_again import once_more
from kubectl_sidecars.diagnose.facts.overdue_restarts import overdue, overdue_words
from kubectl_sidecars.diagnose.facts.reliance import put_by
from kubectl_sidecars.diagnose.facts.restart_rules import is_plain_exit, restart_rule
from kubectl_sidecars.diagnose.facts.termination import Ending, Why
from kubectl_sidecars.diagnose.finding import Effect, Finding, Severity
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.field_paths import ended_path, status_path
from kubectl_sidecars.diagnose.phrasing.paragraph import after, paragraph
from kubectl_sidecars.diagnose.phrasing.quotes import quoted
from kubectl_sidecars.diagnose.phrasing.words import clock, since
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.lifecycle.restarts import RESET_AFTER, run_seconds
from kubectl_sidecars.model import ContainerType, ContainerView


class _Crashed(NamedTuple):
    """A container that ended, its last run, and what is known of that end.

    `rule` is a sentence on the restart rule that starts it again, `job` the name of the Job that it waits for; both ""
    without one. `late` is how many seconds its restart is overdue, None if it is not."""

    container: Assessment
    run: Terminated
    end: Ending
    what: Crash
    severity: Severity
    rule: str
    job: str
    late: float | None

    @property
    def predicate(self) -> str:
        """`exits with 3`, or what it did where it has ended once."""
        return self.what.does if self.container.view.restart_count or not self.what.did else self.what.did


def crash_finding(subject: Subject, container: Assessment, run: Terminated, end: Ending, severity: Severity) -> Finding:
    """The finding about the last end of a container; `severity` is that of its restarts, whatever it ended of."""
    crashed = _crashed(subject, container, run, end, severity)
    view, what = container.view, crashed.what
    title, does, consequence = _shown(subject, crashed)
    log = log_of(container.name, run, previous=not isinstance(view.state, Terminated))
    return Finding(
        reason=what.reason,
        severity=crashed.severity,
        container=container.name,
        predicate=crashed.predicate,
        because=what.because,
        because_of_many=what.because_of_many,
        meaning=what.meaning,
        ran_for=what.ran_for,
        explanation=paragraph(*_sentences(subject, crashed, consequence)),
        confidence=end.confidence,
        since=began(subject, container, run),
        evidence=(*_evidence(subject, container, run), *end.evidence),
        advice=what.advice,
        commands=(kubectl.logs_or_describe(subject, log, what.node),),
        log=log,
        origin=what.origin(view.spec.image),
        needs=(*exit_needs(subject, container, run, what.reason), *unanswered_needs(subject, end.answer)),
        absent=(*what.absent, *onset_unseen(subject, container, run)),
        title=title,
        detail=paragraph(what.detail, left(run)),
        effect=does,
        may_be_older=may_be_older(subject, container, run),
    )


def _crashed(subject: Subject, container: Assessment, run: Terminated, end: Ending, severity: Severity) -> _Crashed:
    """The facts of the finding, with the severity that the cause of the end gives it."""
    what = crash(container, run, end, subject.pod.spec.node_name)
    rule = "" if restart_rule(container, run) is None else _RULE
    late, job = overdue(subject, container), _work_under_way(subject, container)
    if rule and is_plain_exit(subject, container, run):
        return _Crashed(container, run, end, _rule_at_work(run, what), Severity.WARNING, "", job, late)
    weighed = _weighed(run, end, severity, job, late)
    return _Crashed(container, run, end, what, weighed, rule, job, late)


def _weighed(run: Terminated, end: Ending, severity: Severity, job: str, late: float | None) -> Severity:
    """The severity, with the cause in view: to complete now and then is no fault, nor to wait once more for work that
    is being done; to stay down is one."""
    if late is not None:
        return Severity.CRITICAL
    lasted = run_seconds(run)
    if end.why is Why.COMPLETED and lasted is not None and lasted > RESET_AFTER:
        return Severity.NOTICE
    return Severity.NOTICE if job else severity


def _shown(subject: Subject, crashed: _Crashed) -> tuple[str, Effect, str]:
    """The title, the effect on the pod, and a sentence on that effect or ""."""
    container, what = crashed.container, crashed.what
    state = container.view.state
    summary = f"{called(container.name)} {crashed.predicate}{after(what.ran_for)}"
    if crashed.severity is not Severity.CRITICAL and isinstance(state, Running):
        again = f"running again{since(state.started_at, subject.now, seconds=True)}"
        return f"{summary}{what.why}; {again}.", Effect.NONE, ""
    does, consequence = effect(subject, container)
    return headline(subject, container, f"{summary}{what.why}"), does, consequence


def _sentences(subject: Subject, crashed: _Crashed, consequence: str) -> Iterator[str]:
    """The sentences of the explanation; "" for each that says nothing of this end."""
    container, run, end, what = crashed.container, crashed.run, crashed.end, crashed.what
    yield restarted(subject, container, run)
    yield what.detail
    yield left(run)
    yield put_by(subject, container)
    yield mount_words(subject, container, run)
    yield f"It waits for the work of Job/{crashed.job}, which is being done." if crashed.job else ""
    yield _of_hook(container.view, what.reason)
    yield crashed.rule
    yield once_more(subject, container)
    yield consequence
    yield _next_start(subject, container) if crashed.late is None else overdue_words(subject, crashed.late)
    yield f"This is likely, not proven: {end.inferred}." if end.inferred and not what.names_inference else ""


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


def _next_start(subject: Subject, container: Assessment) -> str:
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
