"""Pods that are moved away, or were: the condition DisruptionTarget says by whom."""

from __future__ import annotations

from collections.abc import Iterator

from kubectl_sidecars.api import PodCondition
from kubectl_sidecars.diagnose.facts.events import pod_event
from kubectl_sidecars.diagnose.facts.owner_status import aftermath, job_unread, standing
from kubectl_sidecars.diagnose.facts.thresholds import HISTORY
from kubectl_sidecars.diagnose.finding import Effect, Finding, Severity, Transition
from kubectl_sidecars.diagnose.origin import NodeOrigin
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.field_paths import condition_evidence
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph
from kubectl_sidecars.diagnose.phrasing.quotes import quoted
from kubectl_sidecars.diagnose.reasons import Reason, from_server
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.model import condition, controller
from kubectl_sidecars.patterns import on_demand

_BY = {
    "PreemptionByScheduler": "the scheduler, for a pod of higher priority",
    "DeletionByTaintManager": "a NoExecute taint of its node",
    "EvictionByEvictionAPI": "the eviction API (kubectl drain, a rollout of nodes, an autoscaler)",
    "DeletionByPodGC": "the pod garbage collector, for its node is gone",
    "TerminationByKubelet": "the kubelet: node pressure, a critical pod, or the node's shutdown",
}
"""Reasons of the condition DisruptionTarget (core/v1 types.go, v1.37)."""


def moved(subject: Subject) -> Iterator[Finding]:
    """A pod that failed because it was moved away: its exit codes tell nothing of it."""
    target = condition(subject.pod, "DisruptionTarget")
    if target is None or target.status != "True" or subject.pod.status.reason:
        return
    by = _BY.get(target.reason, target.reason)
    alone = controller(subject.pod.metadata) is None
    recent = subject.within(target.last_transition_time, HISTORY.total_seconds())
    severity, rest = Severity.CRITICAL if alone and recent else Severity.NOTICE, aftermath(subject)
    if subject.of_job:
        severity, rest = standing(subject, target.last_transition_time)
        if severity is Severity.WARNING:  # no fault of its own, and its Job goes on
            severity = Severity.NOTICE
    yield Finding(
        reason=from_server(target.reason) if target.reason else Reason.DISRUPTION_TARGET,
        severity=severity,
        container="",
        predicate=f"was ended by {by}"[:60],
        title=f"The pod was ended by {by}{_preemptor(subject)}.",
        explanation=paragraph(_condition_words(target), rest),
        since=target.last_transition_time,
        evidence=(condition_evidence(target),),
        commands=(kubectl.describe(subject),),
        origin=NodeOrigin(subject.pod.spec.node_name, from_server(target.reason)) if alone else None,
        absent=job_unread(subject),
        effect=Effect.DOWN,
    )


def _condition_words(target: PodCondition) -> str:
    return f"The condition says: {quoted(target.message)}." if target.message else ""


def disrupted(subject: Subject) -> Iterator[Finding]:
    """A pod that is being moved away: who asked for it."""
    target = condition(subject.pod, "DisruptionTarget")
    if target is None or target.status != "True":
        return
    by = _BY.get(target.reason, target.reason)
    yield Finding(
        reason=from_server(target.reason) if target.reason else Reason.DISRUPTION_TARGET,
        severity=Severity.NOTICE,
        container="",
        predicate=f"being ended by {by}"[:60],
        title=f"The pod is being ended by {by}{_preemptor(subject)}.",
        explanation=_condition_words(target),
        since=target.last_transition_time,
        evidence=(condition_evidence(target),),
        commands=(kubectl.describe(subject),),
        transition=Transition.DISRUPTED,
    )


_PREEMPTED = on_demand(r"Preempted by pod ([0-9a-f-]{36}) ")
"""The event of pkg/scheduler/framework/preemption, v1.37: it names the uid alone."""


def _preemptor(subject: Subject) -> str:
    """` (demo/payment-0)`: the pod that takes its place, where it is known."""
    event = pod_event(subject, "Preempted")
    found = _PREEMPTED().search(event.message) if event else None
    other = subject.around.pods.get(found[1]) if found else None
    return f" ({other.metadata.namespace}/{other.metadata.name})" if other else ""
