"""The time that a startup probe gives a container, and the runs that outlast it."""

from __future__ import annotations

from kubectl_sidecars.api import Probe, Running
from kubectl_sidecars.diagnose.facts.thresholds import STARTUP_OVERDUE
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.model import ContainerView


def budget(probe: Probe) -> int:
    """Seconds after which the kubelet kills a container that never passes this startup probe."""
    return probe.initial_delay_seconds + probe.period_seconds * probe.failure_threshold + probe.timeout_seconds


def outlasts_budget(subject: Subject, view: ContainerView) -> bool:
    """True if the current run has neither passed its startup probe nor been killed by it in time."""
    probe, state = view.spec.startup_probe, view.state
    if probe is None or view.is_started or not view.runs_with_pod:
        return False
    lasts = subject.seconds_since(state.started_at) if isinstance(state, Running) else None
    return lasts is not None and lasts > budget(probe) + STARTUP_OVERDUE
