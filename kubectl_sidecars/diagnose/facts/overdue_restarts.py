"""Containers that should have been started again and were not."""

from __future__ import annotations

from kubectl_sidecars.api import Terminated
from kubectl_sidecars.diagnose.facts.thresholds import RESTART_OVERDUE
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.model import ContainerType
from kubectl_sidecars.sentences import span


def overdue(subject: Subject, container: Assessment) -> float | None:
    """Seconds since a start that was due, where no back-off and no init container holds it back."""
    state, following = container.view.state, container.next_restart
    if not isinstance(state, Terminated) or following is None or not subject.is_live:
        return None
    late = (subject.now - following.at).total_seconds()
    return None if late < RESTART_OVERDUE or subject.once(_has_open_chain) else late


def _has_open_chain(subject: Subject) -> bool:
    """True if an init container has not ended."""
    return any(
        other.view.type is ContainerType.INIT and not isinstance(other.view.state, Terminated)
        for other in subject.containers
    )


def overdue_words(subject: Subject, late: float) -> str:
    """A sentence on a start that is overdue; facts/known_faults says which kubelets forget such containers."""
    version = subject.node.status.node_info.kubelet_version if subject.node else ""
    kubelet = f" (kubelet {version})" if version else ""
    return (
        f"It is not started again, {span(late)} after its time, and no back-off is reported: the kubelet{kubelet} does"
        " not work on this pod."
    )
