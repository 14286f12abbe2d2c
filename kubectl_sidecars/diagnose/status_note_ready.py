"""Sentences beside kubectl's words about pods that run and are not Ready: see status_note."""

from __future__ import annotations

from collections.abc import Callable

from kubectl_sidecars.api import Running
from kubectl_sidecars.container_names import called
from kubectl_sidecars.diagnose.phrasing.words import verb
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.model import is_true
from kubectl_sidecars.sentences import listed


def not_ready(subject: Subject) -> str:
    """Running, but not Ready: which container, and by which probe."""
    unready = _unready(subject, _fails)
    so = "" if subject.of_job else ", so the pod gets no traffic"
    return f"not Ready: {unready}{so}" if unready else ""


def not_ready_yet(subject: Subject) -> str:
    """Running, and not Ready yet: which container, by which probe, of a pod that is given more time."""
    unready = _unready(subject, _has_not_passed)
    return f"not Ready yet: {unready}" if unready else ""


def _unready(subject: Subject, of_container: Callable[[Assessment], str]) -> str:
    """The containers that are not ready, or the readiness gates; "" for a pod that does not run, or is Ready."""
    if not subject.is_live or subject.columns.status != "Running" or is_true(subject.pod, "Ready"):
        return ""
    unready = [
        container for container in subject.containers if container.view.runs_with_pod and not container.view.is_ready
    ]
    if not unready:
        gates = [gate.condition_type for gate in subject.pod.spec.readiness_gates]
        closed = [name for name in gates if not is_true(subject.pod, name)]
        return f"{listed(closed)} {verb(closed, 'is', 'are')} not passed" if closed else ""
    return listed(map(of_container, unready))


def _fails(container: Assessment) -> str:
    view = container.view
    if isinstance(view.state, Running) and view.spec.readiness_probe is not None and view.is_started:
        return f"{called(container.name)} does not pass its readiness probe"
    return _has_not_passed(container)


def _has_not_passed(container: Assessment) -> str:
    view = container.view
    if isinstance(view.state, Running) and view.spec.startup_probe is not None and not view.is_started:
        return f"{called(container.name)} has not passed its startup probe"
    if isinstance(view.state, Running) and view.spec.readiness_probe is not None:
        return f"{called(container.name)} has not passed its readiness probe"
    return f"{called(container.name)} is not ready"
