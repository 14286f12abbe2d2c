"""The health of a pod, in few looks: most pods of a cluster are well, and few rules are asked about them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import IntEnum

from kubectl_sidecars.api import Event, Node, Pod, Running
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
    """Each container runs, is ready and was never restarted, and no probe has failed; or the pod has succeeded."""
    RECOVERED = 1
    """Well now, but a container was restarted, long ago, or events tell of a probe that failed."""
    SUSPECT = 2


_HEALTHY, _RECOVERED, _SUSPECT = Health.HEALTHY, Health.RECOVERED, Health.SUSPECT
_INIT, _EPHEMERAL = ContainerType.INIT, ContainerType.EPHEMERAL
"""Each pod is asked for these, and Python 3.11 takes as long for a member of an enumeration as for a call."""


def health(
    pod: Pod, views: Sequence[ContainerView], events: Sequence[Event], node: Node | None, now: datetime
) -> Health:
    """The health of a pod. When unsure, SUSPECT: an unneeded rule costs little, a skipped rule hides a fault."""
    if pod.metadata.deletion_timestamp is not None or not _is_well(node):
        return Health.SUSPECT
    if pod.status.phase == "Succeeded":
        return Health.HEALTHY
    if pod.status.phase != "Running" or not _conditions_are_plain(pod):
        return Health.SUSPECT
    worst = _health_of_all(views, now)
    return _RECOVERED if worst is _HEALTHY and any(event.reason == "Unhealthy" for event in events) else worst


def _health_of_all(views: Sequence[ContainerView], now: datetime) -> Health:
    worst = _HEALTHY
    for view in views:
        status = view.status
        if status is not None and status.ready and not status.restart_count and status.state.running is not None:
            if view.type is not _INIT:
                continue  # most containers
        of_container = _health_of(view, now)
        if of_container is _SUSPECT:
            return of_container
        if of_container is _RECOVERED:
            worst = of_container
    return worst


def _conditions_are_plain(pod: Pod) -> bool:
    for condition in pod.status.conditions:
        if condition.status != "True" or condition.type not in _PLAIN:
            return False
    return pod.status.observed_generation in (0, pod.metadata.generation) and not pod.spec.readiness_gates


def _health_of(view: ContainerView, now: datetime) -> Health:
    status, type_ = view.status, view.type
    if type_ is _EPHEMERAL:
        return _HEALTHY
    if status is None:
        return _SUSPECT
    well = _RECOVERED if status.restart_count else _HEALTHY
    if type_ is _INIT:
        ended = status.state.terminated
        return well if ended is not None and ended.exit_code == 0 and ended.reason != "OOMKilled" else _SUSPECT
    running = status.state.running
    if running is None or not status.ready:
        return _SUSPECT
    return _SUSPECT if well is _RECOVERED and not _lasts(running, now) else well


def _lasts(running: Running, now: datetime) -> bool:
    """True if it has run for longer than the kubelet remembers a back-off."""
    return running.started_at is not None and now - running.started_at > timedelta(seconds=RESET_AFTER)


def _is_well(node: Node | None) -> bool:
    if node is None:
        return True
    pressed = any(each.type in PRESSURES and each.status == "True" for each in node.status.conditions)
    return node.not_ready is None and not pressed
