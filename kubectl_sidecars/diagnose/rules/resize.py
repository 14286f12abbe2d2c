"""What conditions and clocks tell of a running pod: resizes, restarts in place, reports that lag."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from kubectl_sidecars.api import Running, Terminated
from kubectl_sidecars.diagnose.finding import Finding, Severity
from kubectl_sidecars.diagnose.origin import NodeOrigin
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.field_paths import condition_evidence, status_path
from kubectl_sidecars.diagnose.phrasing.words import quoted
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.model import condition
from kubectl_sidecars.sentences import span

SKEW = timedelta(seconds=30)
"""What a node reports may lie ahead of the API server's clock by so much: clocks that are
synchronised differ by less than a second."""
DEFERRED = 600
"""Seconds that a resize may wait for room: the kubelet tries again every 3 minutes (pkg/kubelet/allocation, v1.37)."""


def resize(subject: Subject) -> Iterator[Finding]:
    """A change of resources in place that the node defers, cannot do, or failed to do."""
    pending, doing = condition(subject.pod, "PodResizePending"), condition(subject.pod, "PodResizeInProgress")
    for found, wrong in ((pending, ("Deferred", "Infeasible")), (doing, ("Error",))):
        if found is None or found.status != "True" or found.reason not in wrong:
            continue
        says = {"Deferred": "waits for room on the node", "Infeasible": "does not fit its node", "Error": "failed"}
        waits = found.reason == "Deferred" and subject.within(found.last_transition_time, DEFERRED)
        yield Finding(
            reason=_REASONS[found.reason],
            severity=Severity.NOTICE if waits else Severity.WARNING,
            container="",
            subject="a resize",
            predicate=says[found.reason],
            title=f"The pod's resize {says[found.reason]} ({found.reason}).",
            explanation=f"It runs on with the resources it had. The kubelet says: {quoted(found.message)}.",
            since=found.last_transition_time,
            evidence=(condition_evidence(found),),
            commands=(kubectl.describe(subject),),
            origin=NodeOrigin(subject.pod.spec.node_name, f"resize {found.reason}"),
        )


_REASONS = {
    "Deferred": Reason.RESIZE_DEFERRED,
    "Infeasible": Reason.RESIZE_INFEASIBLE,
    "Error": Reason.RESIZE_ERROR,
}
"""Reasons of the conditions PodResizePending and PodResizeInProgress (core/v1 types.go, v1.37)."""


def restarting_in_place(subject: Subject) -> Iterator[Finding]:
    """A restart rule restarts all containers of the pod in place (RestartAllContainers)."""
    found = condition(subject.pod, "AllContainersRestarting")
    if found is None or found.status != "True":
        return
    asked = [
        life
        for life in subject.containers
        if any(rule.action == "RestartAllContainers" for rule in life.view.spec.restart_policy_rules)
    ]
    by = f"because {asked[0].name} exited" if asked else "by a restart rule"
    ended = asked[0].view.last_terminated if asked else None
    code = f" with {ended.exit_code}" if ended is not None and ended.reason != "RestartingAllContainers" else ""
    yield Finding(
        reason=Reason.RESTART_ALL_CONTAINERS,
        severity=Severity.WARNING,
        container=asked[0].name if asked else "",
        subject="the pod",
        predicate="restarts in place",
        title=f"The pod restarts in place {by}{code}: all its containers, init containers first.",
        explanation="Grace is 0 and no preStop hook runs; the pod keeps its IP and its volumes.",
        since=found.last_transition_time,
        evidence=(condition_evidence(found),),
        commands=(kubectl.describe(subject),),
    )


def stale_status(subject: Subject) -> Iterator[Finding]:
    """The kubelet has not yet seen the newest spec, or its clock is not the API server's."""
    meta, status = subject.pod.metadata, subject.pod.status
    if 0 < status.observed_generation < meta.generation:
        yield _notice(
            subject,
            Reason.STALE_STATUS,
            "the kubelet",
            "has not seen the newest spec yet: the status is of generation"
            f" {status.observed_generation}, the spec of {meta.generation}",
            f"status.observedGeneration={status.observed_generation}",
        )
    for life in subject.containers:
        where, did, then = _newest(life)
        if then is not None and then - subject.now > SKEW:
            by, path = span((then - subject.now).total_seconds()), f"{status_path(subject, life)}.{where}"
            words = f"is {by} ahead: {life.name} {did} in the future"
            yield _notice(subject, Reason.CLOCK_SKEW, "the node's clock", words, path)
            return
        if then is not None and subject.oldest is not None and subject.oldest - then > SKEW:
            by, path = span((subject.oldest - then).total_seconds()), f"{status_path(subject, life)}.{where}"
            words = f"is {by} behind, or more: {life.name} {did} before the pod was made"
            yield _notice(subject, Reason.CLOCK_SKEW, "the node's clock", words, path)
            return


def _newest(life: Assessment) -> tuple[str, str, datetime | None]:
    """The last thing that the node says of a container: where, what, and when by its own clock."""
    state, last = life.view.state, life.view.last_terminated
    if isinstance(state, Running):
        return "state.running.startedAt", "started", state.started_at
    if isinstance(state, Terminated):
        return "state.terminated.finishedAt", "ended", state.finished_at
    return "lastState.terminated.finishedAt", "ended", last.finished_at if last is not None else None


def _notice(subject: Subject, reason: Reason, whose: str, predicate: str, path: str) -> Finding:
    skewed = "Durations and the order of events may be wrong."
    return Finding(
        reason=reason,
        severity=Severity.NOTICE,
        container="",
        subject=whose,
        predicate=predicate,
        title=f"{whose[0].upper()}{whose[1:]} {predicate}.",
        explanation=skewed if reason is Reason.CLOCK_SKEW else "",
        evidence=(path,),
        commands=(kubectl.describe(subject),),
    )
