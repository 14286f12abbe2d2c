"""Pods that run and get no traffic."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from kubectl_sidecars.api import Pod, PodCondition, Probe, Running, Waiting
from kubectl_sidecars.container_names import all_called, called
from kubectl_sidecars.diagnose.absence import Absence, Missing
from kubectl_sidecars.diagnose.facts.container_needs import answer_needs, node_port_needs
from kubectl_sidecars.diagnose.facts.events import (
    answer_of,
    evidence,
    probe_failure,
)
from kubectl_sidecars.diagnose.facts.impact import beside, beside_names, chosen
from kubectl_sidecars.diagnose.facts.probe_answers import Meaning, meaning_of
from kubectl_sidecars.diagnose.facts.probe_paths import Behind, app_behind
from kubectl_sidecars.diagnose.facts.readiness_flaps import flaps
from kubectl_sidecars.diagnose.facts.restart_severity import is_probed_to_death
from kubectl_sidecars.diagnose.facts.thresholds import READINESS_GATE_SLOW, READY_LATE
from kubectl_sidecars.diagnose.facts.waiting_reasons import DOWN_REASONS
from kubectl_sidecars.diagnose.faults import Fault, Port, action_of
from kubectl_sidecars.diagnose.finding import Effect, Finding, LogRef, Severity, Transition, severity_after
from kubectl_sidecars.diagnose.origin import ImageOrigin, ReadinessGateOrigin
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.field_paths import condition_evidence, status_path
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph
from kubectl_sidecars.diagnose.phrasing.quotes import quoted, says
from kubectl_sidecars.diagnose.phrasing.words import clock, handler, verb, who
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.rules.broken_probe import unrunnable
from kubectl_sidecars.diagnose.rules.unsteady import BY_TURNS, tries_words
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.model import condition
from kubectl_sidecars.sentences import often
from kubectl_sidecars.snapshot import times_seen


def not_ready(subject: Subject) -> Iterator[Finding]:
    """A container that keeps the pod unready, by which probe, and what the probe said."""
    ready = condition(subject.pod, "ContainersReady")
    if ready is not None and ready.status == "True":
        return
    for container in subject.containers:
        view = container.view
        probe = view.spec.readiness_probe
        if (
            view.runs_with_pod
            and probe is not None
            and isinstance(view.state, Running)
            and view.is_started
            and not view.is_ready
        ):
            if unrunnable(subject, container, "Readiness") is None and not is_probed_to_death(subject, container):
                behind = app_behind(subject, container)
                for finding in _unready(subject, container, probe, view.state, ready, behind):
                    yield finding if behind is None else _passed_on(subject, container, finding, behind)


def _unready(
    subject: Subject,
    container: Assessment,
    probe: Probe,
    state: Running,
    ready: PodCondition | None,
    behind: Behind | None,
) -> Iterator[Finding]:
    from kubectl_sidecars.diagnose.facts.readiness_patience import (  # noqa: PLC0415 - few pods need it
        Patience,
        patience,
    )
    from kubectl_sidecars.diagnose.facts.standby import other_role  # noqa: PLC0415 - few pods need it

    lost = lost_at(state, ready)
    since = lost or state.started_at
    lasts = subject.seconds_since(since)
    if lasts is None:
        return
    failed = probe_failure(subject, container.view, "Readiness")
    quote = quoted(answer_of(failed)) if answer_of(failed) else ""
    silent = "the probe prints nothing" if probe.exec is not None else "its event does not say why"
    answer = f"; the probe says {quote}" if quote else f"; {silent}" if failed else ""
    seen = (
        f", seen to fail {often(times_seen(failed))}"
        if failed
        else ", its failures are not among the events that are left"
        if subject.around.events
        else ""
    )
    absent = Absence(Missing.PROBE_ANSWER if failed else Missing.FAILED_READINESS_PROBE, container.name)
    log = LogRef(container.name)
    _, consequence = beside(subject, container)
    began = f"was ready until {_clock(since, subject)}" if lost else f"runs since {_clock(since, subject)}, never ready"
    what = f"{who(container)} {began} ({handler(probe)}{seen}){answer}."
    role = other_role(subject, container, probe, answer_of(failed))
    stands_by = f"{_name(role.ready)} of the same app is ready." if role is not None else ""
    means = Meaning() if behind or role else meaning_of(container.view.spec, probe, answer_of(failed))
    suspects = beside_names(subject, container, _down)
    perhaps = f"{all_called(suspects)} {verb(suspects, 'is', 'are')} down, which may be why." if suspects else ""
    given = Patience(Severity.NOTICE)
    if role is None and not suspects:
        given = patience(subject, container, probe, answer_of(failed), lasts, lost=lost is not None)
    flapping = flaps(subject, container) if given.severity is not Severity.NOTICE else None
    title = f"{called(container.name)} {BY_TURNS}: {tries_words(subject, flapping)}." if flapping else ""
    predicate = "lost its readiness" if lost else "fails its readiness probe"
    if role is not None:
        predicate = f"is not ready, and may be {role.words}"
    elif given.severity is Severity.NOTICE and not suspects:
        predicate = "has not passed its readiness probe yet"
    yield Finding(
        reason=Reason.READINESS_PROBE_FAILED,
        severity=given.severity,
        container=container.name,
        predicate=BY_TURNS if flapping else predicate,
        title=title,
        explanation=paragraph(stands_by, what, means.sentence, given.words, consequence, perhaps),
        since=flapping.since if flapping else since,
        evidence=(f"{status_path(subject, container)}.ready=false", *((evidence(failed),) if failed else ())),
        advice=means.advice,
        commands=(kubectl.logs(subject, log),),
        log=log,
        origin=ImageOrigin(container.view.spec.image, Fault.READINESS_FLAPS)
        if flapping
        else ImageOrigin(container.view.spec.image, Fault.READINESS_PROBE, value=action_of(probe)),
        needs=(*answer_needs(subject, container, answer_of(failed)), *node_port_needs(subject, container, "")),
        absent=(absent,) if not quote and subject.around.events else (),
        detail=paragraph(f"The probe ({handler(probe)}) says {quote}.", means.sentence) if quote else "",
        effect=Effect.UNREADY,
        transition=Transition.UNDER_WAY,
    )


def _passed_on(subject: Subject, proxy: Assessment, found: Finding, behind: Behind) -> Finding:
    """The finding about a proxy whose probe asks the app: the app does not answer."""
    app, log = behind.app, LogRef(behind.app.name)
    predicate = f"does not answer on port {behind.port}"
    return msgspec.structs.replace(
        found,
        container=app.name,
        predicate=predicate,
        title=f"{called(proxy.name)} is not ready: {called(app.name)} {predicate}.",
        explanation=paragraph(
            f"The probe of {called(proxy.name)} asks {called(app.name)} at port {behind.port} ({behind.where}).",
            found.explanation,
        ),
        advice=f"Look at the port on which {called(app.name)} listens: it has to be {behind.port}.",
        commands=(kubectl.logs(subject, log), *found.commands),
        log=log,
        origin=ImageOrigin(app.view.spec.image, Fault.NO_ANSWER, value=Port(behind.port)),
        detail=f"The probe of {called(proxy.name)} asks {called(app.name)} at port {behind.port} ({behind.where}).",
    )


def lost_at(state: Running, ready: PodCondition | None) -> datetime | None:
    """When the pod stopped being ready, if that was after this run began: until then this container was ready too."""
    then = ready.last_transition_time if ready else None
    if then is None or state.started_at is None or (then - state.started_at).total_seconds() < 5:
        return None
    return then


def _down(subject: Subject) -> tuple[list[str], dict[int, int]]:
    """The containers that crash."""
    return chosen(
        other
        for other in subject.containers
        if isinstance(other.view.state, Waiting) and other.view.state.reason in DOWN_REASONS
    )


def _name(pod: Pod) -> str:
    return f"{pod.metadata.namespace}/{pod.metadata.name}"


def _clock(then: datetime | None, subject: Subject) -> str:
    return clock(then, subject.now, seconds=True) if then else "an unknown time"


def readiness_gate(subject: Subject) -> Iterator[Finding]:
    """All containers are ready, but a readiness gate of the pod is not passed: something else must say so."""
    ready = condition(subject.pod, "ContainersReady")
    if not subject.pod.spec.readiness_gates or ready is None or ready.status != "True":
        return
    closed = []
    for readiness_gate in subject.pod.spec.readiness_gates:
        found = condition(subject.pod, readiness_gate.condition_type)
        if found is None or found.status != "True":
            closed.append((readiness_gate.condition_type, found))
    lasts = subject.seconds_since(ready.last_transition_time) or 0.0
    if not closed:
        return
    name, found = closed[0]
    gate, predicate = f"readiness gate {name}", "is not passed"
    answer = found.message or found.reason if found else ""
    yield Finding(
        reason=Reason.READINESS_GATE,
        severity=severity_after(lasts, READINESS_GATE_SLOW, READY_LATE),
        container="",
        subject=gate,
        predicate=predicate,
        title=f"The pod is not Ready: {gate} {predicate}.",
        explanation=paragraph(
            says("Its condition", answer) if answer else "",
            f"All its containers are ready since {_clock(ready.last_transition_time, subject)}; the"
            f" condition {name} is set by another controller (mostly a load balancer's), and until it is True no"
            " Service sends traffic.",
        ),
        since=ready.last_transition_time,
        evidence=(condition_evidence(found) if found else f"no condition {name}",),
        commands=(kubectl.describe(subject),),
        origin=ReadinessGateOrigin(name),
        effect=Effect.UNREADY,
        transition=Transition.UNDER_WAY,
    )
