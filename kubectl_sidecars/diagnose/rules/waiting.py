"""Containers that wait for a reason that no other rule knows: in the words of the kubelet."""

from __future__ import annotations

from collections.abc import Iterator

from kubectl_sidecars.api import Waiting
from kubectl_sidecars.container_names import all_called, called
from kubectl_sidecars.diagnose.absence import Absence, Missing
from kubectl_sidecars.diagnose.facts.events import evidence, message_of
from kubectl_sidecars.diagnose.facts.impact import effect, headline
from kubectl_sidecars.diagnose.facts.missing_objects import SetupFailure
from kubectl_sidecars.diagnose.facts.setup_events import warning
from kubectl_sidecars.diagnose.facts.thresholds import UNKNOWN_WAIT
from kubectl_sidecars.diagnose.facts.waiting_reasons import DOWN_REASONS, NOT_CREATABLE, PULL_FAILED
from kubectl_sidecars.diagnose.finding import Effect, Finding, Severity
from kubectl_sidecars.diagnose.origin import ImageOrigin, NodeOrigin
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.field_paths import status_path
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph
from kubectl_sidecars.diagnose.phrasing.quotes import quoted
from kubectl_sidecars.diagnose.phrasing.words import who
from kubectl_sidecars.diagnose.reasons import from_server
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.lifecycle.gates import NOT_CREATED
from kubectl_sidecars.model import ContainerType, condition

_HAS_A_RULE = NOT_CREATED | NOT_CREATABLE | PULL_FAILED | {"CrashLoopBackOff"}
"""Waiting reasons that have rules of their own; those after a run belong to the rule for that run (DOWN_REASONS)."""


def waiting_otherwise(subject: Subject) -> Iterator[Finding]:
    """A container that waits for a reason that no other rule knows: the kubelet's own words, as they are."""
    ready = condition(subject.pod, "ContainersReady")
    since = (ready.last_transition_time if ready else None) or subject.pod.status.start_time
    if subject.within(since, UNKNOWN_WAIT):
        return
    stuck = [
        (container, state)
        for container in subject.containers
        if isinstance(state := container.view.state, Waiting)
        and state.reason not in _HAS_A_RULE
        and container.view.type is not ContainerType.EPHEMERAL
        and (container.view.last_terminated is None or state.reason not in DOWN_REASONS)
    ]
    if stuck and not any(state.message for _, state in stuck):
        blamed = warning(subject)
        message, where = subject.pod.status.message, "status.message"
        if not message and blamed is not None:
            message, where = message_of(blamed), evidence(blamed)
        if message:
            yield _held_back(subject, stuck[0][1].reason, message, where)
            return
    for container, state in stuck:
        yield _otherwise(subject, container, state)


def _held_back(subject: Subject, reason: str, message: str, where: str) -> Finding:
    """Containers that wait for what the status of the whole pod, or an event about it, tells."""
    node, describe = subject.pod.spec.node_name, kubectl.describe(subject)
    lack = SetupFailure(
        from_server(reason), f"the pod is held back ({reason})", NodeOrigin(node, from_server(reason)), describe
    )
    why = lack.understood(message, node)
    says = f"The kubelet says: {quoted(message)}."
    mains = [main for main in subject.mains if not main.judgement.is_helper] or subject.mains
    names = [main.name for main in mains]
    return Finding(
        reason=why.reason,
        severity=Severity.CRITICAL,
        container="",
        predicate=why.words,
        because=why.because,
        because_of_many=why.because_of_many,
        title=f"{all_called(names)} cannot start: {why.clause}.",
        explanation=says,
        evidence=(where,),
        advice=why.advice,
        commands=(why.command,),
        origin=why.origin,
        detail=says,
        effect=Effect.BLOCKED,
    )


def _otherwise(subject: Subject, container: Assessment, state: Waiting) -> Finding:
    predicate = f"cannot run ({state.reason})"
    does, consequence = effect(subject, container)
    waiting = (
        f"{who(container)} waits: {quoted(state.message)}."
        if state.message
        else f"{who(container)} waits; Kubernetes does not record why."
    )
    return Finding(
        reason=from_server(state.reason),
        severity=Severity.CRITICAL,
        container=container.name,
        predicate=predicate,
        title=headline(subject, container, f"{called(container.name)} {predicate}"),
        explanation=paragraph(waiting, consequence),
        evidence=(f"{status_path(subject, container)}.state.waiting.reason={state.reason}",),
        commands=(kubectl.describe(subject),),
        absent=() if state.message else (Absence(Missing.WAIT_REASON, container.name),),
        origin=ImageOrigin(container.view.spec.image, from_server(state.reason)),
        detail=f"The kubelet says: {quoted(state.message)}." if state.message else "",
        effect=does,
    )
