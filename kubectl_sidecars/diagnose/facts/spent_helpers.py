"""Ends that are no failure of the work, in pods whose owner does not go by the pod's phase."""

from __future__ import annotations

from datetime import datetime

from kubectl_sidecars.api import Terminated
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.durations import later
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.lifecycle.exits import SIGNAL_BASE, ended_on_request
from kubectl_sidecars.model import controller

_WORKERS = {
    "TaskRun": ("step-",),
    "Workflow": ("main", "wait"),
    "EphemeralRunner": ("runner",),
    "SparkApplication": ("spark-kubernetes-",),
}
"""Owners that succeed with the containers that do the work, whose names begin so, and then end the others: Tekton swaps
their image for one that does nothing (pkg/pod/pod.go StopSidecars), Argo's executor and the runner's controller signal
or delete them."""
_AIRFLOW, _BASE = "kubernetes_pod_operator", ("base",)
"""Label of Airflow's KubernetesPodOperator, and the container that it goes by."""
_TERMINATED = SIGNAL_BASE + 15


def spent(subject: Subject, container: Assessment, run: Terminated) -> str:
    """A sentence that says why this end is no failure; "" where it may be one."""
    owner = controller(subject.pod.metadata)
    if owner is not None and owner.kind == "Pod" and run.exit_code == _TERMINATED:
        return f"Pod/{owner.name}, which made this pod, ends with SIGTERM what it no longer needs."
    if not _names(subject) or not ended_on_request(run):
        return ""
    if container.name in subject.once(_workers) or not _follows_the_work(subject, run):
        return ""
    name = f"{owner.kind}/{owner.name}" if owner is not None else "Its operator"
    return f"The work had succeeded: {name} goes by the containers that do it, and ends the others."


def _names(subject: Subject) -> tuple[str, ...]:
    """The beginnings of the names of the containers that the pod's owner goes by; () for another owner."""
    owner = controller(subject.pod.metadata)
    names = _WORKERS.get(owner.kind, ()) if owner is not None else ()
    return names or (_BASE if _AIRFLOW in subject.pod.metadata.labels else ())


def _workers(subject: Subject) -> frozenset[str]:
    """The names of the containers that do the work: those that the owner goes by, else those that are no helpers."""
    named = frozenset(main.name for main in subject.mains if main.name.startswith(_names(subject)))
    return named or frozenset(main.name for main in subject.mains if not main.judgement.is_helper)


def _done(subject: Subject) -> tuple[bool, datetime | None]:
    """True if all that does the work has ended with 0, and the time at which the last of it did."""
    workers = subject.once(_workers)
    states = [main.view.state for main in subject.mains if main.name in workers]
    ends = [state for state in states if isinstance(state, Terminated) and state.exit_code == 0]
    times = [end.finished_at for end in ends if end.finished_at is not None]
    return bool(ends) and len(ends) == len(states), max(times, default=None)


def _follows_the_work(subject: Subject, run: Terminated) -> bool:
    """True if all that does the work had ended with 0 before this run did."""
    is_done, at = subject.once(_done)
    return is_done and (run.finished_at is None or at is None or run.finished_at >= later(at, -1))
