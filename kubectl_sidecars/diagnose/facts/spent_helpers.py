"""Ends that are no failure of the work, in pods whose owner does not go by the pod's phase."""

from __future__ import annotations

from kubectl_sidecars.api import Running, Terminated, Waiting
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.durations import later
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.lifecycle.exits import SIGNAL_BASE, ended_on_request
from kubectl_sidecars.model import controller

_BY_WORK = frozenset({"TaskRun", "Workflow", "EphemeralRunner", "SparkApplication"})
"""Owners that succeed with the containers that do the work, and then end the others: Tekton swaps their image for one
that does nothing (pkg/pod/pod.go StopSidecars), Argo's executor and the runner's controller signal or delete them."""
_AIRFLOW = "kubernetes_pod_operator"
"""Label of Airflow's KubernetesPodOperator, which goes by its container `base`."""
_TERMINATED = SIGNAL_BASE + 15


def spent(subject: Subject, container: Assessment, run: Terminated) -> str:
    """A sentence that says why this end is no failure; "" where it may be one."""
    owner = controller(subject.pod.metadata)
    if owner is not None and owner.kind == "Pod" and run.exit_code == _TERMINATED:
        return f"It got SIGTERM, with which Pod/{owner.name}, which made it, ends what it no longer needs."
    by_work = owner is not None and owner.kind in _BY_WORK
    if not by_work and _AIRFLOW not in subject.pod.metadata.labels:
        return ""
    if not container.judgement.is_helper or not ended_on_request(run) or not _follows_the_work(subject, run):
        return ""
    name = f"{owner.kind}/{owner.name}" if owner is not None else "Its operator"
    return f"The work had succeeded: {name} goes by the containers that do it, and ends the others."


def _working_states(subject: Subject) -> list[Running | Waiting | Terminated]:
    return [main.view.state for main in subject.mains if not main.judgement.is_helper]


def _follows_the_work(subject: Subject, run: Terminated) -> bool:
    """True if all that does the work had ended with 0 before this run did."""
    states = subject.once(_working_states)
    ends = [state for state in states if isinstance(state, Terminated) and state.exit_code == 0]
    times = [end.finished_at for end in ends if end.finished_at is not None]
    if not ends or len(ends) != len(states):
        return False
    return run.finished_at is None or not times or run.finished_at >= later(max(times), -1)
