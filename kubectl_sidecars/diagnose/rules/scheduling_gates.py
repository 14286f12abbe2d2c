"""Pods that scheduling gates hold back."""

from __future__ import annotations

from collections.abc import Iterator

from kubectl_sidecars.container_names import all_called
from kubectl_sidecars.diagnose.facts.thresholds import GATE_PATIENCE
from kubectl_sidecars.diagnose.finding import Effect, Finding, Severity, Transition
from kubectl_sidecars.diagnose.origin import SchedulingGateOrigin
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.words import verb
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.sentences import listed

_QUEUES = ("kueue.x-k8s.io/",)
"""Gates of a batch queue: to wait there for hours is what it is for."""


def scheduling_gated(subject: Subject) -> Iterator[Finding]:
    """Scheduling gates hold the pod back until a controller takes them away."""
    gates = [gate.name for gate in subject.pod.spec.scheduling_gates]
    if not gates:
        return
    waits = subject.seconds_since(subject.pod.metadata.creation_timestamp) or 0.0
    names = [container.name for container in subject.mains]
    words = f"scheduling is gated by {listed(gates[:1], more=len(gates) - 1)}"
    queued = all(gate.startswith(_QUEUES) for gate in gates)
    yield Finding(
        reason=Reason.SCHEDULING_GATED,
        severity=Severity.WARNING if waits >= GATE_PATIENCE and not queued else Severity.NOTICE,
        container="",
        predicate=words,
        title=f"{all_called(names)} cannot start: {words}.",
        explanation=f"The scheduler passes over the pod until the controller that set"
        f" {verb(gates, 'this gate removes it', f'these gates removes them: {listed(gates)}')}.",
        since=subject.pod.metadata.creation_timestamp,
        evidence=tuple(f"spec.schedulingGates[{index}].name={name}" for index, name in enumerate(gates)),
        commands=(kubectl.describe(subject),),
        origin=SchedulingGateOrigin(tuple(gates)),
        effect=Effect.BLOCKED,
        transition=Transition.UNDER_WAY,
    )
