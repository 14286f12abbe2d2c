"""Start-up: who holds up whom, and since when."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubectl_sidecars.api import Probe, Running
from kubectl_sidecars.classify import Confidence, runs_on_by_nature
from kubectl_sidecars.classify.known_container import ServiceName
from kubectl_sidecars.container_names import all_called, called
from kubectl_sidecars.diagnose.absence import Absence, Missing
from kubectl_sidecars.diagnose.facts.container_needs import answer_needs, known_needs
from kubectl_sidecars.diagnose.facts.events import (
    answer_of,
    evidence,
    probe_failure,
)
from kubectl_sidecars.diagnose.facts.impact import (
    effect,
    headline,
    waiting_behind,
)
from kubectl_sidecars.diagnose.facts.init_again import outlived_by
from kubectl_sidecars.diagnose.facts.probe_answers import meaning_of
from kubectl_sidecars.diagnose.facts.restart_severity import severity_of_restart
from kubectl_sidecars.diagnose.facts.startup_budget import budget
from kubectl_sidecars.diagnose.facts.termination import NO_FAULT, ending
from kubectl_sidecars.diagnose.facts.thresholds import (
    INIT_SHORT,
    INIT_WAIT_LONG,
    INIT_WAIT_STUCK,
    INIT_WORK_LONG,
    INIT_WORK_STUCK,
    MOST_READ,
    STARTUP_LOST,
    STARTUP_OVERDUE,
    STARTUP_SILENT,
)
from kubectl_sidecars.diagnose.faults import Fault
from kubectl_sidecars.diagnose.finding import Effect, Finding, LogRef, Severity, Transition, severity_after
from kubectl_sidecars.diagnose.origin import AgentOrigin, ImageOrigin, WaitOrigin
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.field_paths import status_path
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph
from kubectl_sidecars.diagnose.phrasing.quotes import quoted
from kubectl_sidecars.diagnose.phrasing.words import clock, handler, since, verb, who
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.rules.broken_probe import unrunnable
from kubectl_sidecars.diagnose.rules.readiness import lost_at
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.model import ContainerType, condition
from kubectl_sidecars.patterns import on_demand
from kubectl_sidecars.sentences import span

WAIT_LOOP = on_demand(
    r"\buntil\b|\bwhile\b.{0,200}\b(nslookup|getent|nc|ncat|netcat|curl|wget|ping|pg_isready|redis-cli|mysqladmin)\b"
    r"|wait[-_ ]?for|wait4x|dockerize.{0,80}-wait|waiting for",
    re.IGNORECASE | re.DOTALL,
)
"""Commands that wait for something else, instead of doing work of their own."""


def init_running(subject: Subject) -> Iterator[Finding]:
    """A plain init container that runs and runs: a wait, long work, or a sidecar whose restartPolicy was lost."""
    for container in subject.containers:
        state = container.view.state
        if container.view.type is ContainerType.INIT and isinstance(state, Running):
            if outlived_by(subject, container):
                continue
            lasts = subject.seconds_since(state.started_at)
            if lasts is not None and lasts >= INIT_SHORT:
                yield from _init(subject, container, state, lasts)


def _init(subject: Subject, container: Assessment, state: Running, lasts: float) -> Iterator[Finding]:
    from kubectl_sidecars.diagnose.facts.asked_peers import peer_needs  # noqa: PLC0415 - few pods need them
    from kubectl_sidecars.diagnose.facts.coming_agents import coming_agent  # noqa: PLC0415
    from kubectl_sidecars.diagnose.facts.coming_work import is_wait, migrating  # noqa: PLC0415
    from kubectl_sidecars.diagnose.facts.entrypoint_waits import awaited  # noqa: PLC0415

    named = awaited(subject, container)
    command = named.variables or " ".join((*container.view.spec.command, *container.view.spec.args))[:MOST_READ]
    services = tuple(map(ServiceName.of, container.judgement.known.needs)) if container.judgement.known else ()
    waits = bool(services or named.says) or is_wait(container) or WAIT_LOOP().search(command) is not None
    stripped = _is_stripped(container)
    is_quick = (waits or stripped) and not services  # an agent of the node may have to build a driver first
    short, long = (INIT_WAIT_LONG, INIT_WAIT_STUCK) if is_quick else (INIT_WORK_LONG, INIT_WORK_STUCK)
    coming = coming_agent(subject, container) if services and lasts >= short else None
    job = migrating(subject, container) if waits else ""
    place = f"init {container.view.index + 1} of {len(subject.pod.spec.init_containers)}"
    behind = waiting_behind(subject, container)
    if stripped:
        reason, does = Reason.SIDECAR_NOT_NATIVE, "is a sidecar without restartPolicy: Always"
        why = "It never ends, as a sidecar should not: without restartPolicy: Always the kubelet waits for its end."
        why += " An injector or a webhook that does not know the field may have dropped it."
        advice = "Set restartPolicy: Always on it, or update what injects it."
    elif waits:
        reason, does = Reason.INIT_WAITS, f"still waits ({place})"
        why, advice = "Its command waits for something that does not come; its log says for what.", ""
        if coming is not None:
            why = f"It waits for {called(coming.container)} of pod {coming.pod} on its node, which is still starting."
        elif job:
            why = f"It waits for the work of Job/{job}, which is being done."
        elif named.says:
            why = named.says
    else:
        reason, does = Reason.INIT_RUNS_LONG, f"has not finished ({place})"
        why, advice = (
            ("Its" if container.view.restart_count else "It has not failed; its") + " log says what it does.",
            "",
        )
    log = LogRef(container.name)
    runs = f"{who(container)}, {place}, runs{since(state.started_at, subject.now)} ({span(lasts)})."
    held = f"{all_called(behind)} {verb(behind, 'waits', 'wait')} behind it."
    yield Finding(
        reason=reason,
        severity=Severity.NOTICE if coming is not None or job else severity_after(lasts, short, long),
        container=container.name,
        predicate=does,
        title=headline(subject, container, f"{called(container.name)} {does}"),
        explanation=paragraph(runs, why, held),
        confidence=Confidence.MEDIUM if stripped else Confidence.HIGH,
        since=state.started_at,
        evidence=(f"{status_path(subject, container)}.state.running", _command_evidence(container, named.variables)),
        advice=advice,
        commands=(kubectl.logs(subject, log),),
        log=log,
        origin=_waits_for(subject, services, command)
        if reason is Reason.INIT_WAITS
        and (services or "$" not in command)  # a variable has another value in each workload
        else ImageOrigin(container.view.spec.image, reason, command[:200]),
        needs=(
            *known_needs(subject, container),
            *(named.needs if named.says else peer_needs(subject, command) if waits else ()),
        ),
        effect=Effect.BLOCKED,
        transition=Transition.UNDER_WAY,
    )


def _waits_for(subject: Subject, services: tuple[ServiceName, ...], command: str) -> AgentOrigin | WaitOrigin:
    """The origin of a wait: the agents that give these services, else what the command asks for."""
    namespace = subject.pod.metadata.namespace
    return AgentOrigin(namespace, services) if services else WaitOrigin(namespace, command)


def _command_evidence(container: Assessment, variables: str) -> str:
    spec = container.view.spec
    if variables:
        return f"{container.view.path}.env: {variables[:120]}"
    name, words = ("command", spec.command) if spec.command else ("args", spec.args)
    return (
        f"{container.view.path}.{name}={' '.join(words)[:120]}"
        if words
        else f"{container.view.path}.image={spec.image}"
    )


_NEVER = "runs, but does not count as started"


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
    over = lasts - budget(probe)
    late = over > STARTUP_OVERDUE
    failed = probe_failure(subject, container.view, "Startup")
    if failed is None and not late and lasts < STARTUP_SILENT:
        return
    predicate = "is being probed again" if lost else _NEVER if late else "has not passed its startup probe yet"
    log = LogRef(container.name)
    tries = int(max(0.0, lasts - probe.initial_delay_seconds) // max(1, probe.period_seconds))
    last_answer = f"The last answer: {quoted(answer_of(failed))}." if answer_of(failed) else ""
    means = meaning_of(container.view.spec, probe, answer_of(failed))
    left = f"about {min(tries, probe.failure_threshold)} of {probe.failure_threshold} tries are used"
    if late:
        left = f"the probe should have passed or killed it within {span(budget(probe))}"
    is_silent = late and failed is None and bool(subject.around.events)
    silent = "No event reports a failed try: the kubelet does not run this probe, or it no longer reports."
    until = f", was ready until {clock(lost, subject.now, seconds=True)}" if lost else ""
    does, consequence = effect(subject, container)
    yield Finding(
        reason=Reason.STARTUP_PROBE_PENDING,
        severity=severity_after(over, STARTUP_OVERDUE, STARTUP_LOST),
        container=container.name,
        predicate=predicate,
        title=headline(subject, container, f"{called(container.name)} {predicate}"),
        explanation=paragraph(
            f"{who(container)} runs since {_at(subject, state)}{until}; {left} ({handler(probe)}).",
            silent if is_silent else "",
            last_answer,
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
        needs=answer_needs(subject, container, answer_of(failed)),
        effect=does,
        transition=Transition.UNDER_WAY,
    )


def _at(subject: Subject, state: Running) -> str:
    return clock(state.started_at, subject.now, seconds=True) if state.started_at else "an unknown time"


def _is_stripped(container: Assessment) -> bool:
    """True if a plain init container is one that runs as long as its pod: its restartPolicy Always was lost."""
    return container.view.type is ContainerType.INIT and runs_on_by_nature(container.judgement)
