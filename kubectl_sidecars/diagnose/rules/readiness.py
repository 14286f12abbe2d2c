"""Pods that run and get no traffic."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from kubectl_sidecars.api import PodCondition, Running
from kubectl_sidecars.diagnose.facts.restart_severity import is_probed_to_death
from kubectl_sidecars.diagnose.facts.thresholds import READINESS_GATE_SLOW, READY_LATE
from kubectl_sidecars.diagnose.finding import Effect, Finding, Transition, severity_after
from kubectl_sidecars.diagnose.origin import ReadinessGateOrigin
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.field_paths import condition_evidence
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph
from kubectl_sidecars.diagnose.phrasing.quotes import says
from kubectl_sidecars.diagnose.phrasing.words import clock_or_unknown
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.rules.broken_probe import unrunnable
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.model import condition


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
                from kubectl_sidecars.diagnose.rules.unready_finding import unready  # noqa: PLC0415 - few pods need it

                yield from unready(subject, container, probe, lost_at(view.state, ready))


def lost_at(state: Running, ready: PodCondition | None) -> datetime | None:
    """When the pod stopped being ready, if that was after this run began: until then this container was ready too."""
    then = ready.last_transition_time if ready else None
    if then is None or state.started_at is None or (then - state.started_at).total_seconds() < 5:
        return None
    return then


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
            f"All its containers are ready since {clock_or_unknown(ready.last_transition_time, subject.now)}; the"
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
