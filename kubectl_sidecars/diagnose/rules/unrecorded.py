"""Containers that are down, and what is known does not tell why: no record of the end, or a reason unknown to us."""

from __future__ import annotations

from collections.abc import Iterator

from kubectl_sidecars.api import Waiting
from kubectl_sidecars.classify import Confidence
from kubectl_sidecars.diagnose.facts.impact import effect, headline
from kubectl_sidecars.diagnose.finding import Finding, LogRef, Severity
from kubectl_sidecars.diagnose.origin import ImageOrigin
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.field_paths import status_path
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph
from kubectl_sidecars.diagnose.phrasing.words import quoted, who
from kubectl_sidecars.diagnose.reasons import Reason, from_server
from kubectl_sidecars.diagnose.rules.container_setup import NOT_CREATABLE
from kubectl_sidecars.diagnose.rules.images import PULL_FAILED
from kubectl_sidecars.diagnose.rules.restarts import DOWN_REASONS
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.lifecycle.gates import NOT_CREATED
from kubectl_sidecars.model import ContainerType, condition
from kubectl_sidecars.sentences import often


def crashed_unrecorded(subject: Subject) -> Iterator[Finding]:
    """A container in CrashLoopBackOff whose last end left no record: the runtime has been cleaned, or the node."""
    for life in subject.containers:
        view, state = life.view, life.view.state
        if view.type is ContainerType.EPHEMERAL or view.last_terminated is not None:
            continue
        if not isinstance(state, Waiting) or state.reason != "CrashLoopBackOff":
            continue
        predicate = "keeps ending, of what is not known"
        log = LogRef(life.name, previous=True)
        does, consequence = effect(subject, life)
        count = f"{who(life)} was restarted {often(view.restart_count)}." if view.restart_count else ""
        told = "The record of its last end is gone (a reboot, a cleaned runtime); its next end will tell."
        said = f"The kubelet says: {quoted(state.message)}." if state.message else ""
        yield Finding(
            reason=Reason.CRASH_LOOP_BACK_OFF,
            severity=Severity.CRITICAL,
            container=life.name,
            predicate=predicate,
            title=headline(subject, life, f"{life.name} {predicate}"),
            explanation=paragraph(count, told, said, consequence),
            confidence=Confidence.LOW,
            evidence=(
                f"{status_path(subject, life)}.state.waiting.reason={state.reason}",
                f"{status_path(subject, life)}.restartCount={view.restart_count}",
            ),
            commands=(kubectl.logs(subject, log), kubectl.describe(subject)),
            log=log,
            origin=ImageOrigin(view.spec.image, "unrecorded"),
            effect=does,
        )


_TOLD = NOT_CREATED | NOT_CREATABLE | PULL_FAILED | {"CrashLoopBackOff"}
"""Waiting reasons that have rules of their own; those after a run are told of with that run (DOWN_REASONS)."""
PATIENCE = 60
"""Seconds for which another reason is left alone: it may be a step of the start that we do not know."""


def waiting_otherwise(subject: Subject) -> Iterator[Finding]:
    """A container that waits for a reason that no other rule knows: the kubelet's own words, as they are."""
    ready = condition(subject.pod, "ContainersReady")
    since = (ready.last_transition_time if ready else None) or subject.pod.status.start_time
    if subject.within(since, PATIENCE):
        return
    for life in subject.containers:
        view, state = life.view, life.view.state
        if not isinstance(state, Waiting) or state.reason in _TOLD or view.type is ContainerType.EPHEMERAL:
            continue
        if view.last_terminated is None or state.reason not in DOWN_REASONS:
            yield _otherwise(subject, life, state)


def _otherwise(subject: Subject, life: Assessment, state: Waiting) -> Finding:
    predicate = f"cannot run ({state.reason})"
    does, consequence = effect(subject, life)
    told = (
        f"{who(life)} waits: {quoted(state.message)}." if state.message else f"{who(life)} waits; it is not told why."
    )
    return Finding(
        reason=from_server(state.reason),
        severity=Severity.CRITICAL,
        container=life.name,
        predicate=predicate,
        title=headline(subject, life, f"{life.name} {predicate}"),
        explanation=paragraph(told, consequence),
        evidence=(f"{status_path(subject, life)}.state.waiting.reason={state.reason}",),
        commands=(kubectl.describe(subject),),
        origin=ImageOrigin(life.view.spec.image, state.reason),
        detail=f"The kubelet says: {quoted(state.message)}." if state.message else "",
        effect=does,
    )
