"""A rule for resizes of a running pod that are deferred, impossible or under way."""

from __future__ import annotations

from collections.abc import Iterator

from kubectl_sidecars.diagnose.facts.thresholds import RESIZE_DEFERRED
from kubectl_sidecars.diagnose.faults import Fault
from kubectl_sidecars.diagnose.finding import Finding, Severity
from kubectl_sidecars.diagnose.origin import NodeOrigin
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.field_paths import condition_evidence
from kubectl_sidecars.diagnose.phrasing.quotes import quoted
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.model import condition


def resize(subject: Subject) -> Iterator[Finding]:
    """A change of resources in place that the node defers, cannot do, or failed to do."""
    pending, doing = condition(subject.pod, "PodResizePending"), condition(subject.pod, "PodResizeInProgress")
    for found, wrong in ((pending, ("Deferred", "Infeasible")), (doing, ("Error",))):
        if found is None or found.status != "True" or found.reason not in wrong:
            continue
        says = {"Deferred": "waits for room on the node", "Infeasible": "does not fit its node", "Error": "failed"}
        waits = found.reason == "Deferred" and subject.within(found.last_transition_time, RESIZE_DEFERRED)
        yield Finding(
            reason=_REASONS[found.reason],
            severity=Severity.NOTICE if waits else Severity.WARNING,
            container="",
            subject="a resize",
            predicate=says[found.reason],
            title=f"The pod's resize {says[found.reason]} ({found.reason}).",
            explanation="It runs on with the resources it had."
            + (f" The kubelet says: {quoted(found.message)}." if found.message else ""),
            since=found.last_transition_time,
            evidence=(condition_evidence(found),),
            commands=(kubectl.describe(subject),),
            origin=NodeOrigin(subject.pod.spec.node_name, Fault.RESIZE, found.reason),
        )


_REASONS = {
    "Deferred": Reason.RESIZE_DEFERRED,
    "Infeasible": Reason.RESIZE_INFEASIBLE,
    "Error": Reason.RESIZE_ERROR,
}
"""Reasons of the conditions PodResizePending and PodResizeInProgress (core/v1 types.go, v1.37)."""
