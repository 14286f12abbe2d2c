"""Pods whose work is done: the kubelet stops their native sidecars then, and gives them the pod's grace for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from kubectl_sidecars.api import Running, Terminated
from kubectl_sidecars.container_names import all_called
from kubectl_sidecars.diagnose.facts.impact import main_names
from kubectl_sidecars.diagnose.facts.thresholds import DELETION_LATE, DELETION_STUCK
from kubectl_sidecars.diagnose.faults import Fault
from kubectl_sidecars.diagnose.finding import Finding, Severity
from kubectl_sidecars.diagnose.origin import NodeOrigin
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.field_paths import status_path
from kubectl_sidecars.diagnose.phrasing.words import clock, verb
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.deletion import grace_period
from kubectl_sidecars.lifecycle.stages import is_ending
from kubectl_sidecars.model import ContainerType
from kubectl_sidecars.sentences import span


def outlived(subject: Subject) -> Iterator[Finding]:
    """A native sidecar that still runs when the work is done and the pod's grace is over."""
    deadline = grace_ends(subject)
    over = subject.seconds_since(deadline)
    if deadline is None or over is None or over < DELETION_LATE or subject.node_unready:
        return  # of a node that is not ready node.node_not_ready speaks
    running = [container for container in subject.containers if isinstance(container.view.state, Running)]
    names = [container.name for container in running if container.view.type is ContainerType.SIDECAR]
    done = all_called(subject.once(main_names))
    what = "Job" if subject.of_job else "pod"
    predicate = f"outlived the grace period by {span(over)}"
    yield Finding(
        reason=Reason.GRACE_PERIOD_EXCEEDED,
        severity=Severity.CRITICAL if over >= DELETION_STUCK else Severity.WARNING,
        container=names[0],
        subject=all_called(names) if len(names) > 1 else "",
        predicate=predicate,
        title=f"{done} {verb(subject.mains, 'has', 'have')} ended, and {all_called(names)} {predicate}.",
        explanation=f"The kubelet should have killed {verb(names, 'it', 'them')} by"
        f" {clock(deadline, subject.now, seconds=True)}, and this {what} ends only then: the runtime or the kubelet"
        " hangs, or a preStop hook.",
        since=deadline,
        evidence=(
            *(f"{status_path(subject, container)}.state.terminated.finishedAt" for container in subject.mains),
            *(f"{status_path(subject, container)}.state.running" for container in running if container.name in names),
        ),
        commands=(kubectl.describe_node(subject.pod.spec.node_name), kubectl.describe(subject)),
        origin=NodeOrigin(subject.pod.spec.node_name, Fault.CANNOT_KILL),
    )


def grace_ends(subject: Subject) -> datetime | None:
    """When the native sidecars of a pod whose main containers have ended for good are to be killed at the latest:
    all their stop signals and hooks share the pod's grace (kuberuntime killContainersWithSyncResult, v1.37)."""
    ended = [container.view.state for container in subject.mains]
    ends = [state.finished_at for state in ended if isinstance(state, Terminated) and state.finished_at is not None]
    if not ends or len(ends) != len(ended) or not subject.is_live or not is_ending(subject.pod, subject.views):
        return None
    sidecars = (view for view in subject.views if view.type is ContainerType.SIDECAR)
    if not any(isinstance(view.state, Running) for view in sidecars):
        return None
    return max(ends) + timedelta(seconds=grace_period(subject.pod))
