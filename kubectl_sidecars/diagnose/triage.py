"""Which pods are plainly well: most pods of a cluster are, and few rules are asked about them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import IntEnum

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
"""Conditions of a node that should be False, and the reasons of the findings (core/v1 types.go, v1.37)."""
_PLAIN = frozenset({"Initialized", "Ready", "ContainersReady", "PodScheduled", "PodReadyToStartContainers"})
"""Conditions of a pod that should be True; any other is for the rules."""


class Health(IntEnum):
    """The health of a pod, the best first: the better, the fewer rules are asked."""

    HEALTHY = 0
    """Each container runs, is ready and was never restarted; or the pod has succeeded."""
    RECOVERED = 1
    """The same, but a container was restarted, long ago."""
    SUSPECT = 2


def health(pod: Pod, views: Sequence[ContainerView], node: Node | None, now: datetime) -> Health:
    """The health of a pod. When unsure, SUSPECT: an unneeded rule costs little, a skipped rule hides a fault."""
    if pod.metadata.deletion_timestamp is not None or not _is_well(node):
        return Health.SUSPECT
    if pod.status.phase == "Succeeded":
        return Health.HEALTHY
    if pod.status.phase != "Running" or not _conditions_are_plain(pod):
        return Health.SUSPECT
    worst = Health.HEALTHY
    for view in views:
        of_container = _health_of(view, now)
        if of_container is Health.SUSPECT:
            return of_container
        if of_container is Health.RECOVERED:
            worst = of_container
    return worst


def _conditions_are_plain(pod: Pod) -> bool:
    for condition in pod.status.conditions:
        if condition.status != "True" or condition.type not in _PLAIN:
            return False
    return pod.status.observed_generation in (0, pod.metadata.generation) and not pod.spec.readiness_gates


def _health_of(view: ContainerView, now: datetime) -> Health:
    status, type_ = view.status, view.type
    if type_ is ContainerType.EPHEMERAL:
        return Health.HEALTHY
    if status is None:
        return Health.SUSPECT
    well = Health.RECOVERED if status.restart_count else Health.HEALTHY
    if type_ is ContainerType.INIT:
        ended = status.state.terminated
        return well if ended is not None and ended.exit_code == 0 and ended.reason != "OOMKilled" else Health.SUSPECT
    running = status.state.running
    if running is None or not status.ready:
        return Health.SUSPECT
    return Health.SUSPECT if well is Health.RECOVERED and not _lasts(running, now) else well


def _lasts(running: Running, now: datetime) -> bool:
    """True if it has run for longer than the kubelet remembers a back-off."""
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
