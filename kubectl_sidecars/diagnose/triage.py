"""Which pods are plainly well, so that most of a cluster costs next to nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import Enum

from kubectl_sidecars.api import Node, Pod, Running
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.lifecycle.restarts import RESET_AFTER
from kubectl_sidecars.model import ContainerType, ContainerView

PRESSURES = {
    "MemoryPressure": Reason.MEMORY_PRESSURE,
    "DiskPressure": Reason.DISK_PRESSURE,
    "PIDPressure": Reason.PID_PRESSURE,
    "NetworkUnavailable": Reason.NETWORK_UNAVAILABLE,
}
"""Conditions of a node that should be False, and the reason of what is said of them (core/v1 types.go, v1.37)."""
_PLAIN = frozenset({"Initialized", "Ready", "ContainersReady", "PodScheduled", "PodReadyToStartContainers"})
"""Conditions of a pod that should be True; any other is for the rules."""


class Mood(Enum):
    """How closely a pod has to be looked at."""

    CALM = 0
    """Every container runs, is ready and never restarted; or the pod has succeeded."""
    STEADY = 1
    """The same, but there were restarts, long ago."""
    TROUBLED = 2


def mood(pod: Pod, views: Sequence[ContainerView], node: Node | None, now: datetime) -> Mood:
    """TROUBLED in any doubt: a rule that runs in vain costs less than one that does not run."""
    if pod.metadata.deletion_timestamp is not None or not _is_well(node):
        return Mood.TROUBLED
    if pod.status.phase == "Succeeded":
        return Mood.CALM
    if pod.status.phase != "Running" or not _conditions_are_plain(pod):
        return Mood.TROUBLED
    found = Mood.CALM
    for view in views:
        each = _of(view, now)
        if each is Mood.TROUBLED:
            return each
        if each is Mood.STEADY:
            found = each
    return found


def _conditions_are_plain(pod: Pod) -> bool:
    for condition in pod.status.conditions:
        if condition.status != "True" or condition.type not in _PLAIN:
            return False
    return pod.status.observed_generation in (0, pod.metadata.generation) and not pod.spec.readiness_gates


def _of(view: ContainerView, now: datetime) -> Mood:
    status, type_ = view.status, view.type
    if type_ is ContainerType.EPHEMERAL:
        return Mood.CALM
    if status is None:
        return Mood.TROUBLED
    after = Mood.STEADY if status.restart_count else Mood.CALM
    if type_ is ContainerType.INIT:
        ended = status.state.terminated
        return after if ended is not None and ended.exit_code == 0 and ended.reason != "OOMKilled" else Mood.TROUBLED
    running = status.state.running
    if running is None or not status.ready:
        return Mood.TROUBLED
    return Mood.TROUBLED if after is Mood.STEADY and not _lasts(running, now) else after


def _lasts(running: Running, now: datetime) -> bool:
    """Whether it has run for so long that its back-off was forgotten."""
    return running.started_at is not None and now - running.started_at > timedelta(seconds=RESET_AFTER)


def _is_well(node: Node | None) -> bool:
    if node is None:
        return True
    for condition in node.status.conditions:
        if condition.type == "Ready" and condition.status != "True":
            return False
        if condition.type in PRESSURES and condition.status == "True":
            return False
    return True
