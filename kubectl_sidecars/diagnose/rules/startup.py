"""Start-up: who holds up whom, and since when."""

from __future__ import annotations

from collections.abc import Iterator

from kubectl_sidecars.api import Probe, Running
from kubectl_sidecars.container_names import called
from kubectl_sidecars.diagnose.absence import Absence, Missing
from kubectl_sidecars.diagnose.facts.container_needs import answer_needs
from kubectl_sidecars.diagnose.facts.events import (
    evidence,
    probe_failure,
)
from kubectl_sidecars.diagnose.facts.impact import (
    effect,
    headline,
)
from kubectl_sidecars.diagnose.facts.init_again import outlived_by
from kubectl_sidecars.diagnose.facts.probe_answers import answer_to
from kubectl_sidecars.diagnose.facts.probe_meanings import meaning_of
from kubectl_sidecars.diagnose.facts.restart_severity import severity_of_restart
from kubectl_sidecars.diagnose.facts.startup_budget import budget
from kubectl_sidecars.diagnose.facts.termination import NO_FAULT, ending
from kubectl_sidecars.diagnose.facts.thresholds import (
    INIT_SHORT,
    STARTUP_LOST,
    STARTUP_OVERDUE,
    STARTUP_SILENT,
)
from kubectl_sidecars.diagnose.faults import Fault
from kubectl_sidecars.diagnose.finding import Finding, LogRef, Transition, severity_after
from kubectl_sidecars.diagnose.origin import ImageOrigin
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.field_paths import status_path
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph
from kubectl_sidecars.diagnose.phrasing.quotes import quoted
from kubectl_sidecars.diagnose.phrasing.words import clock, clock_or_unknown, handler, who
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.rules.broken_probe import unrunnable
from kubectl_sidecars.diagnose.rules.readiness import lost_at
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.model import ContainerType, condition
from kubectl_sidecars.sentences import span


def init_running(subject: Subject) -> Iterator[Finding]:
    """A plain init container that runs and runs: a wait, long work, or a sidecar whose restartPolicy was lost."""
    for container in subject.containers:
        state = container.view.state
        if container.view.type is ContainerType.INIT and isinstance(state, Running):
            if outlived_by(subject, container):
                continue
            lasts = subject.seconds_since(state.started_at)
            if lasts is not None and lasts >= INIT_SHORT:
                from kubectl_sidecars.diagnose.rules.init_finding import init_finding  # noqa: PLC0415 - few pods need it

                yield init_finding(subject, container, state, lasts)


_NEVER = "runs, but does not count as started"
_SILENT = "No event reports a failed try: the kubelet does not run this probe, or it no longer reports."


def not_started(subject: Subject) -> Iterator[Finding]:
    """A container that runs but has not passed its startup probe, and who waits for it."""
    for container in subject.containers:
        view = container.view
        if not view.runs_with_pod or view.is_started:
            continue
        if isinstance(view.state, Running) and not _restart_is_news(subject, container):
            probe = view.spec.startup_probe
            if probe is not None and unrunnable(subject, container, "Startup") is None:
                yield from _probing(subject, container, probe, view.state)


def _restart_is_news(subject: Subject, container: Assessment) -> bool:
    """True if `restarts.crashing` speaks of this container: then its restart says more than a probe that may pass."""
    run = container.view.last_terminated
    if run is None or severity_of_restart(subject, container, run) is None:
        return False
    return ending(subject, container.view, run).why not in NO_FAULT


def _probing(subject: Subject, container: Assessment, probe: Probe, state: Running) -> Iterator[Finding]:
    """A kubelet that was restarted probes again what has long started, and says until then that it has not (up to
    v1.34; gate ChangeContainerStatusOnKubeletRestart)."""
    lost = lost_at(state, condition(subject.pod, "ContainersReady"))
    began = lost or state.started_at
    lasts = subject.seconds_since(began)
    if lasts is None:
        return
    allowed, over = span(budget(probe)), lasts - budget(probe)
    late = over > STARTUP_OVERDUE
    failed = probe_failure(subject, container.view, "Startup")
    if failed is None and not late and lasts < STARTUP_SILENT:
        return
    predicate = "is being probed again" if lost else _NEVER if late else "has not passed its startup probe yet"
    log, answer = LogRef(container.name), answer_to(failed)
    means = meaning_of(container.view.spec, probe, answer)
    left = _tries_used(probe, lasts) if not late else f"the probe should have passed or killed it within {allowed}"
    is_silent = late and failed is None and bool(subject.events_were_read)
    until = f", was ready until {clock(lost, subject.now, seconds=True)}" if lost else ""
    runs = f"has been running since {clock_or_unknown(state.started_at, subject.now)}{until}"
    does, consequence = effect(subject, container)
    yield Finding(
        reason=Reason.STARTUP_PROBE_PENDING,
        severity=severity_after(over, STARTUP_OVERDUE, STARTUP_LOST),
        container=container.name,
        predicate=predicate,
        title=headline(subject, container, f"{called(container.name)} {predicate}"),
        explanation=paragraph(
            f"{who(container)} {runs}; {left} ({handler(probe)}).",
            _SILENT if is_silent else "",
            f"The last answer: {quoted(answer.text)}." if answer.text else "",
            means.sentence,
            consequence,
        ),
        since=began,
        evidence=(f"{status_path(subject, container)}.started=false", *((evidence(failed),) if failed else ())),
        advice="Delete the pod: in a new one the probe is run from the start." if is_silent else means.advice,
        commands=(kubectl.logs(subject, log),),
        log=log,
        absent=(Absence(Missing.FAILED_STARTUP_PROBE, container.name),) if is_silent else (),
        origin=ImageOrigin(container.view.spec.image, Fault.STARTUP_PROBE),
        needs=answer_needs(subject, container, answer.text),
        effect=does,
        transition=Transition.UNDER_WAY,
    )


def _tries_used(probe: Probe, lasts: float) -> str:
    """`about 12 of 30 tries are used`, of a container that has run for `lasts` seconds."""
    tries = int(max(0.0, lasts - probe.initial_delay_seconds) // max(1, probe.period_seconds))
    return f"about {min(tries, probe.failure_threshold)} of {probe.failure_threshold} tries are used"
