"""Why one run of a container ended, in the order in which the evidence counts:

the pod's own reason, its deletion, the kubelet's Killing event, the OOM killer in three grades, a signal,
the exit code. What no event proves is inferred and said to be.
"""

from __future__ import annotations

from datetime import datetime

from kubectl_sidecars.api import Terminated
from kubectl_sidecars.classify import Confidence
from kubectl_sidecars.diagnose.absence import Absence, Missing
from kubectl_sidecars.diagnose.facts.events import unseen, untold
from kubectl_sidecars.diagnose.facts.inferred_kills import (
    by_probe_unseen,
    by_unknown_hand,
    out_of_memory,
)
from kubectl_sidecars.diagnose.facts.kubelet_kills import (
    NO_FAULT,
    Ending,
    Why,
    by_kubelet,
)
from kubectl_sidecars.diagnose.phrasing.field_paths import condition_evidence
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.durations import later
from kubectl_sidecars.lifecycle.deletion import deletion_requested_at
from kubectl_sidecars.lifecycle.exits import signal_of
from kubectl_sidecars.model import ContainerView, condition

__all__ = ["NO_FAULT", "Ending", "Why", "ending"]


def ending(subject: Subject, view: ContainerView, run: Terminated) -> Ending:
    """Why this run of this container ended."""
    found = _of_pod(subject, view, run) or by_kubelet(subject, view, run) or out_of_memory(subject, run)
    return (
        found
        or by_probe_unseen(subject, view, run)
        or by_unknown_hand(subject, view, run)
        or _by_code(subject, view, run)
    )


def _of_pod(subject: Subject, view: ContainerView, run: Terminated) -> Ending | None:
    if run.reason == "RestartingAllContainers":
        return Ending(Why.RESTART_ALL)
    if run.reason in ("ContainerStatusUnknown", "Unknown"):  # the kubelet's own invention, and containerd's
        return Ending(Why.LOST, absent=(Absence(Missing.END_RECORD, view.name, run.finished_at),))
    status = subject.pod.status
    if status.reason and status.phase == "Failed":
        return Ending(Why.POD, evidence=(f"status.reason={status.reason}",))
    target = condition(subject.pod, "DisruptionTarget")
    if target is not None and target.status == "True" and _is_before(target.last_transition_time, run):
        return Ending(Why.POD, evidence=(condition_evidence(target),))
    requested, finished = deletion_requested_at(subject.pod), run.finished_at
    if requested is not None and finished is not None and finished >= later(requested, -1):
        return Ending(Why.DELETION, evidence=("metadata.deletionTimestamp",))
    return None


def _is_before(then: datetime | None, run: Terminated) -> bool:
    """True if the run ended after that, as far as both are known; the condition is set before the pod is ended."""
    return then is None or run.finished_at is None or run.finished_at >= later(then, -1)


def _by_code(subject: Subject, view: ContainerView, run: Terminated) -> Ending:
    code = run.exit_code
    if run.reason in ("StartError", "ContainerCannotRun") or code == 128:
        return Ending(Why.NOT_STARTED)
    simple = {0: Why.COMPLETED, 126: Why.NOT_EXECUTABLE, 127: Why.NOT_FOUND}.get(code)
    if simple is not None:
        return Ending(simple)
    number, absent = signal_of(run), (unseen(subject, Missing.KILL_EVENT, view.name, run.finished_at),)
    if number == 9:
        return Ending(Why.KILLED, Confidence.MEDIUM, inferred=untold(subject, "who killed it"), absent=absent)
    if number == 15:  # only seldom does a process send it to itself
        return Ending(Why.SIGNAL, Confidence.MEDIUM, inferred=untold(subject, "who sent SIGTERM"), absent=absent)
    return Ending(Why.SIGNAL if number else Why.EXIT)
