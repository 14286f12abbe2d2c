"""Restarts that have passed: worth knowing, no longer a problem."""

from __future__ import annotations

from collections.abc import Iterator

from kubectl_sidecars.api import Running, Terminated
from kubectl_sidecars.classify import Confidence
from kubectl_sidecars.diagnose import commands
from kubectl_sidecars.diagnose.crashes import crash
from kubectl_sidecars.diagnose.finding import Finding, Severity, Subject
from kubectl_sidecars.diagnose.paths import status_path
from kubectl_sidecars.diagnose.proxies import started_before
from kubectl_sidecars.diagnose.termination import ending
from kubectl_sidecars.diagnose.words import clock, often, who
from kubectl_sidecars.lifecycle.exits import exit_words
from kubectl_sidecars.lifecycle.life import Life
from kubectl_sidecars.lifecycle.restarts import RESET_AFTER
from kubectl_sidecars.model import ContainerType


def restarted_before(subject: Subject) -> Iterator[Finding]:
    """Restarts that a container has outlived: history, with the cause of the last one where a record is left."""
    if subject.is_over or subject.is_deleting:
        return
    for life in subject.containers:
        view = life.view
        if view.restart_count == 0 or view.type is ContainerType.EPHEMERAL or not _has_passed(subject, life):
            continue
        run = view.status.last_state.terminated if view.status else None
        if run is not None and started_before(subject, life, run) is not None:
            continue
        yield _history(subject, life, run)


def _has_passed(subject: Subject, life: Life) -> bool:
    state = life.view.state
    if life.view.type is ContainerType.INIT:
        return isinstance(state, Terminated) and state.exit_code == 0
    lasts = subject.seconds_since(state.started_at) if isinstance(state, Running) else None
    return lasts is not None and (lasts > RESET_AFTER or life.view.last_terminated is None)


def _history(subject: Subject, life: Life, run: Terminated | None) -> Finding:
    count = life.view.restart_count
    summary = f"{life.name} was restarted {often(count)} before"
    if run is None:
        said = "The record of its last end is gone (a reboot, a cleaned runtime), so its cause is not known."
        evidence: tuple[str, ...] = (f"{status_path(subject, life)}.restartCount={count}",)
    else:
        end = ending(subject, life.view, run)
        what = crash(life.view, run, end)
        when = f" at {clock(run.finished_at, subject.now)}" if run.finished_at else ""
        said = f"It last ended{when} ({exit_words(run)}: {end.why.value}). {what.detail}".strip()
        evidence = (f"{status_path(subject, life)}.lastState.terminated.exitCode={run.exit_code}", *end.evidence)
    steady = (
        f" It runs since {clock(life.view.state.started_at, subject.now)}."
        if isinstance(life.view.state, Running) and life.view.state.started_at
        else ""
    )
    return Finding(
        reason="RestartedBefore",
        severity=Severity.NOTICE,
        container=life.name,
        summary=summary,
        message=f"{who(life)} was restarted {often(count)}. {said}{steady}",
        since=run.finished_at if run else None,
        evidence=evidence,
        commands=(commands.logs(subject, life.name, previous=True),),
        title=f"{summary}.",
    )


def started_before_proxy(subject: Subject) -> Iterator[Finding]:
    """A main container that started before the proxy it needs, died, and now runs."""
    if not subject.is_live:
        return
    for life in subject.mains:
        run = life.view.status.last_state.terminated if life.view.status else None
        proxy = started_before(subject, life, run) if run is not None else None
        if proxy is None or run is None:
            continue
        summary = f"{life.name} started before {proxy.name} and died {often(life.view.restart_count)}"
        title = f"{summary}; it runs now."
        recent = subject.within(run.finished_at, RESET_AFTER)
        yield Finding(
            reason="StartedBeforeProxy",
            severity=Severity.WARNING if recent else Severity.NOTICE,
            container=life.name,
            summary=summary,
            message=f"{title} It ended with {exit_words(run)} about when {who(proxy)} started. Plain containers start"
            f" together; a native sidecar with a startup probe holds {life.name} back until {proxy.name} is up.",
            confidence=Confidence.MEDIUM,
            since=run.finished_at,
            evidence=(
                f"{status_path(subject, life)}.lastState.terminated.exitCode={run.exit_code}",
                f"{status_path(subject, proxy)}.state.running.startedAt",
            ),
            advice=f"Make {proxy.name} a native sidecar (initContainers, restartPolicy: Always) with a startupProbe.",
            commands=(commands.logs(subject, life.name, previous=True),),
            origin=("image", life.view.spec.image, "before proxy"),
            title=title,
        )
