"""Sentences beside kubectl's words about pods that end: see status_note."""

from __future__ import annotations

from kubectl_sidecars.api import Running, Terminated
from kubectl_sidecars.container_names import all_called
from kubectl_sidecars.diagnose.facts.pod_end import pod_end
from kubectl_sidecars.diagnose.facts.thresholds import DELETION_LATE
from kubectl_sidecars.diagnose.phrasing.words import verb
from kubectl_sidecars.diagnose.rules.draining import grace_ends
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.model import condition
from kubectl_sidecars.sentences import listed


def ended_for_its_node(subject: Subject) -> str:
    """STATUS shows a container's end, and hides the pod's reason."""
    status, target = subject.pod.status, condition(subject.pod, "DisruptionTarget")
    end = pod_end(subject.pod)
    marked = target.reason if target is not None and target.status == "True" else ""
    reason = end.reason if end is not None else status.reason or marked
    if status.phase != "Failed" or not reason or subject.columns.status == reason:
        return ""
    return f"the pod was ended ({reason}); the exits of its containers followed from that"


def deleted(subject: Subject) -> str:
    """Completed or Error beside a deletion that has not ended."""
    if not (subject.is_deleting and subject.is_over):
        return ""
    held = subject.pod.metadata.finalizers
    kept = f"held by {listed(held)}" if held else "not yet removed"
    return f"the pod is deleted, its containers have ended; it is {kept}"


def draining(subject: Subject) -> str:
    """Completed, though native sidecars still run."""
    if subject.columns.status != "Completed" or subject.is_over or subject.is_deleting:
        return ""
    runs = [container.name for container in subject.containers if isinstance(container.view.state, Running)]
    done = [container.name for container in subject.mains if isinstance(container.view.state, Terminated)]
    if not runs or not done:
        return ""
    what = f"{all_called(done)} {verb(done, 'is', 'are')} done"
    deadline = grace_ends(subject)
    if deadline is not None and (subject.seconds_since(deadline) or 0.0) >= DELETION_LATE:
        return (
            f"{what}, {all_called(runs)} still {verb(runs, 'runs', 'run')}, past the pod's grace: the pod has not ended"
        )
    return f"{what}, {all_called(runs)} {verb(runs, 'is', 'are')} being stopped: the pod has not ended yet"


def held_open(subject: Subject) -> str:
    """NotReady: the work is done, and another container keeps the pod from ending."""
    if subject.columns.status != "NotReady" or subject.is_over or subject.is_deleting:
        return ""
    done = [container.name for container in subject.mains if isinstance(container.view.state, Terminated)]
    runs = [container.name for container in subject.mains if isinstance(container.view.state, Running)]
    if not done or not runs:
        return ""
    still = (
        f"{all_called(runs)} still {verb(runs, 'runs', 'run')}: the pod ends when {verb(runs, 'it does', 'they do')}"
    )
    return f"{all_called(done)} {verb(done, 'is', 'are')} done; {still}"
