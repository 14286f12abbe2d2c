"""Containers that end and are started again: what they die of, and whether that goes on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from kubectl_sidecars.api import Running, Terminated, Waiting
from kubectl_sidecars.diagnose import commands
from kubectl_sidecars.diagnose.crashes import Crash, crash
from kubectl_sidecars.diagnose.effects import effect, headline
from kubectl_sidecars.diagnose.events import earliest
from kubectl_sidecars.diagnose.finding import Effect, Finding, Severity, Subject
from kubectl_sidecars.diagnose.paths import status_path
from kubectl_sidecars.diagnose.proxies import started_before
from kubectl_sidecars.diagnose.termination import NO_FAULT, Ending, Why, ending
from kubectl_sidecars.diagnose.words import clock, often, span, who
from kubectl_sidecars.lifecycle.gates import NOT_CREATED
from kubectl_sidecars.lifecycle.life import Life
from kubectl_sidecars.lifecycle.restarts import LONGEST_DELAY, RESET_AFTER, run_seconds, will_restart
from kubectl_sidecars.model import ContainerType

DOWN_REASONS = frozenset({"CrashLoopBackOff", "RunContainerError", "PostStartHookError"})
"""Waiting reasons of a container that ran, or was tried, and failed."""
STEADY = 30
"""A run that has lasted three times the last one, and so many seconds, counts as recovered; five minutes always do."""


def crashing(subject: Subject) -> Iterator[Finding]:
    """A container that ends and is restarted, or was until minutes ago, with the cause of its last end."""
    if not subject.is_live:
        return
    for life in subject.containers:
        run = life.view.last_terminated
        if run is None or life.view.type is ContainerType.EPHEMERAL:
            continue
        if started_before(subject, life, run) is not None:
            continue  # said by history.started_before_proxy
        severity = severity_of_restart(subject, life, run)
        if severity is not None:
            end = ending(subject, life.view, run)
            if end.why not in NO_FAULT or (end.why is Why.LOST and isinstance(life.view.state, Waiting)):
                yield _finding(subject, life, run, end, severity)


def severity_of_restart(subject: Subject, life: Life, run: Terminated) -> Severity | None:
    """How bad its last end is now; None for what has passed or is no restart."""
    match life.view.state:
        case Waiting(reason=reason):
            if reason in NOT_CREATED or reason not in DOWN_REASONS:
                return None
            return Severity.CRITICAL
        case Terminated() as now_ended:
            if not will_restart(subject.pod, life.view, now_ended):
                return None
            return Severity.CRITICAL if life.view.restart_count else Severity.WARNING
        case Running(started_at=started):
            return _running_again(subject, life, run, started)


def _running_again(subject: Subject, life: Life, run: Terminated, started: datetime | None) -> Severity | None:
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


def _finding(subject: Subject, life: Life, run: Terminated, end: Ending, severity: Severity) -> Finding:
    view = life.view
    what = crash(view, run, end)
    if _by_rule(life, run):
        what = _rule_at_work(run, what)
        severity = Severity.WARNING
    summary = f"{life.name} {what.does if view.restart_count or not what.did else what.did}"
    if severity is Severity.WARNING and isinstance(view.state, Running):
        does, consequence = Effect.NONE, f"It runs again{_since(view.state.started_at, subject.now)}."
        title = f"{summary}; it runs again."
    else:
        does, consequence = effect(subject, life)
        title = headline(subject, life, summary)
    doubt = f"This is inferred: {end.inferred}." if end.inferred and end.why is not Why.OOM_MAYBE else ""
    since = first_crash(subject, life, run)
    said = (title, _restarted(subject, life, since), what.detail, consequence, next_start(subject, life), doubt)
    return Finding(
        reason=what.reason,
        severity=severity,
        container=life.name,
        summary=summary,
        message=" ".join(each for each in said if each),
        confidence=end.confidence,
        since=since,
        evidence=(*_evidence(subject, life, run), *end.evidence),
        advice=what.advice,
        commands=(
            commands.describe(subject)
            if what.reason in ("CommandNotFound", "StartError") and run.reason == "StartError"
            else commands.logs(subject, life.name, previous=not isinstance(view.state, Terminated)),
        ),
        origin=("image", view.spec.image, what.key),
        title=title,
        detail=what.detail,
        effect=does,
    )


def _by_rule(life: Life, run: Terminated) -> bool:
    """Whether a restart rule of the container's own asks for this restart (KEP-5307)."""
    return life.view.type is ContainerType.CONTAINER and any(
        (run.exit_code in rule.exit_codes.values) == (rule.exit_codes.operator == "In")
        for rule in life.view.spec.restart_policy_rules
    )


def _rule_at_work(run: Terminated, what: Crash) -> Crash:
    detail = "A rule of its restartPolicyRules restarts it for this exit code, whatever the pod's restartPolicy says."
    does = f"exits with {run.exit_code}; its restart rule restarts it"
    return Crash(
        "RestartRule", does, detail, what.key, "If it need not be started again, take the code out of the rule."
    )


def _since(then: datetime | None, now: datetime) -> str:
    return f" since {clock(then, now, seconds=True)}" if then is not None else ""


def first_crash(subject: Subject, life: Life, run: Terminated) -> datetime | None:
    """The earliest end that is known: events reach back further than the one record of a past run.

    None where there were more restarts than the record tells of, and no event is left.
    """
    seen = earliest(subject, life.view, "BackOff", "Killing", "FailedPostStartHook")
    if seen is None:
        return run.finished_at if life.view.restart_count <= 1 else None
    return seen if run.finished_at is None else min(seen, run.finished_at)


def _restarted(subject: Subject, life: Life, since: datetime | None) -> str:
    count = life.view.restart_count
    began = f" since {clock(since, subject.now)}" if since is not None and count > 1 else ""
    if count == 0:
        return f"{who(life)} ended for the first time{began}."
    return f"{who(life)} was restarted {often(count)}{began}."


def next_start(subject: Subject, life: Life) -> str:
    """`Next start not before 12:04:31 (in 38 s).` Never a promise."""
    following = life.next_restart
    if following is None:
        return ""
    left = (following.at - subject.now).total_seconds()
    if left <= 0:
        return "Its next start is due."
    guess = ", estimated" if following.estimated else ""
    return f"Next start not before {clock(following.at, subject.now, seconds=True)} (in {span(left)}{guess})."


def _evidence(subject: Subject, life: Life, run: Terminated) -> Iterator[str]:
    view = life.view
    path = status_path(subject, life)
    now_ended = isinstance(view.state, Terminated)
    at = f"{path}.{'state' if now_ended else 'lastState'}.terminated"
    yield f"{at}.exitCode={run.exit_code}"
    if run.reason:
        yield f"{at}.reason={run.reason}"
    if isinstance(view.state, Waiting) and view.state.reason:
        yield f"{path}.state.waiting.reason={view.state.reason}"
    yield f"{path}.restartCount={view.restart_count}"
