"""Pods that are being deleted, and what becomes free with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from kubectl_sidecars.api import Container, Pod
from kubectl_sidecars.diagnose.facts.scheduler_message import Predicate
from kubectl_sidecars.diagnose.facts.thresholds import DELETION_LATE, SCHEDULING_PATIENCE
from kubectl_sidecars.diagnose.faults import Obstacle
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.deletion import deletion_requested_at
from kubectl_sidecars.model import is_sidecar, workload
from kubectl_sidecars.quantity import quantity

_OF_THE_WORKLOAD = frozenset(
    {Obstacle.ANTI_AFFINITY, Obstacle.OTHERS_ANTI_AFFINITY, Obstacle.TOPOLOGY_SPREAD, Obstacle.HOST_PORT}
)
"""Obstacles that a pod of the same workload makes."""
MOST_LEAVING = 100
"""Leaving pods that are looked at for each pod that waits: where more go, many pods will look for a place."""


class Leaving(NamedTuple):
    """Pods of one node that are being deleted, and the time at which the last of them is killed."""

    pods: tuple[Pod, ...]
    until: datetime


def leaving(subject: Subject, reasons: Sequence[Predicate], since: datetime | None) -> Leaving | None:
    """The pods that hold what the pod lacks, and go within their grace: those of the node that is free first.

    None where they free too little, or are late; or where the pod waited long before they were deleted."""
    obstacles, needed = [reason.obstacle for reason in reasons], _needed(subject.pod, reasons)
    found = [
        each
        for each in _by_node(subject, since)
        if each.pods[0].spec.node_name == subject.pod.status.nominated_node_name
        or _frees(subject, each.pods, obstacles, needed)
    ]
    return min(found, key=lambda each: each.until, default=None)


def _by_node(subject: Subject, since: datetime | None) -> Iterator[Leaving]:
    """The pods of each node that go in time, and were asked to about when the pod began to wait."""
    by_node: dict[str, list[tuple[datetime, Pod]]] = {}
    for pod in subject.around.leaving[:MOST_LEAVING]:
        node = subject.around.nodes.get(pod.spec.node_name)
        if node is not None and (node.spec.unschedulable or node.not_ready is not None):
            continue  # what becomes free there is of no use
        deadline, asked = pod.metadata.deletion_timestamp, deletion_requested_at(pod)
        if deadline is None or asked is None or subject.now - deadline > timedelta(seconds=DELETION_LATE):
            continue
        if since is None or asked - since <= timedelta(seconds=SCHEDULING_PATIENCE):
            by_node.setdefault(pod.spec.node_name, []).append((deadline, pod))
    for pairs in by_node.values():
        yield Leaving(tuple(pod for _, pod in pairs), max(deadline for deadline, _ in pairs))


def _frees(subject: Subject, pods: Sequence[Pod], obstacles: Sequence[Obstacle], needed: dict[str, float]) -> bool:
    """True if the node lacks nothing of that any more without these pods."""
    if needed:
        return all(sum(requested(pod, name) for pod in pods) >= amount for name, amount in needed.items())
    if Obstacle.POD_COUNT in obstacles:
        return True
    if Obstacle.VOLUME_COUNT in obstacles:
        return any(volume.persistent_volume_claim is not None for pod in pods for volume in pod.spec.volumes)
    return not _OF_THE_WORKLOAD.isdisjoint(obstacles) and any(_is_of_workload(subject, pod) for pod in pods)


def _needed(pod: Pod, reasons: Sequence[Predicate]) -> dict[str, float]:
    """The amount that the pod requests of each resource that nodes lack."""
    names = [reason.name for reason in reasons if reason.obstacle is Obstacle.RESOURCE]
    return {name: amount for name in names if (amount := requested(pod, name))}


def _is_of_workload(subject: Subject, other: Pod) -> bool:
    own = workload(subject.pod, subject.around)
    if other.metadata.namespace != subject.pod.metadata.namespace:
        return False
    return bool(own.kind) and workload(other, subject.around) == own


def requested(pod: Pod, resource: str) -> float:
    """The amount of a resource that the pod requests: that of all containers that run together, or of one init
    container if that is more (component-helpers resource/helpers.go PodRequests, v1.37)."""
    sidecars = [each for each in pod.spec.init_containers if is_sidecar(each)]
    inits = [_of(each, resource) for each in pod.spec.init_containers if not is_sidecar(each)]
    return max([sum(_of(each, resource) for each in (*pod.spec.containers, *sidecars)), *inits])


def _of(container: Container, resource: str) -> float:
    return quantity(container.resources.requests, resource) or 0.0
