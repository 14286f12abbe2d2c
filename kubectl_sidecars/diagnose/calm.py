"""Which pods are plainly well, so that most of a cluster costs next to nothing."""

from __future__ import annotations

from kubectl_sidecars.api import Pod, Running
from kubectl_sidecars.diagnose.finding import Subject
from kubectl_sidecars.diagnose.node import PRESSURES
from kubectl_sidecars.lifecycle.life import Life
from kubectl_sidecars.model import ContainerType

_PLAIN = frozenset({"Initialized", "Ready", "ContainersReady", "PodScheduled", "PodReadyToStartContainers"})
"""Conditions that should be True; any other is for the rules."""


def is_calm(subject: Subject) -> bool:
    """Whether every container runs, is ready and never restarted, or the pod has succeeded and stays."""
    pod = subject.pod
    if pod.metadata.deletion_timestamp is not None or not _node_is_well(subject):
        return False
    if pod.status.phase == "Succeeded":
        return True
    return pod.status.phase == "Running" and _conditions_are_plain(pod) and all(map(_is_well, subject.containers))


def _conditions_are_plain(pod: Pod) -> bool:
    for condition in pod.status.conditions:
        if condition.status != "True" or condition.type not in _PLAIN:
            return False
    return pod.status.observed_generation in (0, pod.metadata.generation) and not pod.spec.readiness_gates


def _is_well(life: Life) -> bool:
    view = life.view
    status = view.status
    if view.type is ContainerType.EPHEMERAL:
        return True
    if status is None or status.restart_count:
        return False
    if view.type is ContainerType.INIT:
        ended = status.state.terminated
        return ended is not None and ended.exit_code == 0 and ended.reason != "OOMKilled"
    return status.ready and isinstance(status.state.current, Running)


def _node_is_well(subject: Subject) -> bool:
    node = subject.node
    if node is None:
        return True
    for condition in node.status.conditions:
        if condition.type == "Ready" and condition.status != "True":
            return False
        if condition.type in PRESSURES and condition.status == "True":
            return False
    return True
