"""Pods that are being deleted, and the pods without a node for which they make room: each room is given once."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from kubectl_sidecars.api import Node, Pod
from kubectl_sidecars.cached import once
from kubectl_sidecars.diagnose.facts.node_fit import fits
from kubectl_sidecars.diagnose.facts.node_upkeep import signs
from kubectl_sidecars.diagnose.facts.requests import covers, requested, requests
from kubectl_sidecars.diagnose.facts.scheduler_message import predicates, without_preemption
from kubectl_sidecars.diagnose.facts.thresholds import DELETION_LATE, SCHEDULING_PATIENCE
from kubectl_sidecars.diagnose.faults import Obstacle
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.deletion import deletion_requested_at
from kubectl_sidecars.model import WorkloadKey, condition, workload
from kubectl_sidecars.object_keys import key
from kubectl_sidecars.snapshot import EPOCH, Snapshot

_OF_THE_WORKLOAD = frozenset(
    {Obstacle.ANTI_AFFINITY, Obstacle.OTHERS_ANTI_AFFINITY, Obstacle.TOPOLOGY_SPREAD, Obstacle.HOST_PORT}
)
"""Obstacles that a pod of the same workload makes."""

Thing = str | WorkloadKey
"""What a node may lack for a pod: a resource, a place for one more pod ("pods") or volume ("volumes"), or a place
without another pod of this workload."""


class Leaving(NamedTuple):
    """Pods of one node that are being deleted, and the time at which the last of them is killed.

    `is_own` is True for a pod that waits for just these: the scheduler has nominated their node for it, or one of them
    is of its workload and was asked to go when it began to wait."""

    pods: tuple[Pod, ...]
    until: datetime
    is_own: bool


def leaving(subject: Subject) -> Leaving | None:
    """The pods that hold what the pod lacks, and go within their grace; None where none do, or where what they free is
    for pods that come before it."""
    return once(subject.around, shares).get(key(subject.pod))


def shares(around: Snapshot) -> Mapping[str, Leaving]:
    """The room that becomes free, by the keys of the pods that get it.

    First come pods with a nominated node, then successors of the pods that go, then the others in the order of the
    scheduler's queue: by priority, then by time (plugins/queuesort/priority_sort.go, v1.37)."""
    rooms = _Rooms(sorted(_rooms(around), key=lambda room: (room.until, room.name)))
    waiting = sorted(_waiting(around), key=rooms.rank) if rooms.by_node else []
    return {key(each.pod): found for each in waiting if (found := rooms.taken(each)) is not None}


class _Room:
    """Room that becomes free on one node. `asked` is when the first pod of each workload was asked to go."""

    def __init__(self, name: str, node: Node | None) -> None:
        self.name, self.node = name, node
        self.pods: list[Pod] = []
        self.until = EPOCH
        self.free: dict[Thing, float] = {}
        self.asked: dict[WorkloadKey, datetime] = {}

    def add(self, pod: Pod, deadline: datetime, asked: datetime, place: WorkloadKey) -> None:
        self.pods.append(pod)
        self.until = max(self.until, deadline)
        self.asked[place] = min(asked, self.asked.get(place, asked))
        held: list[tuple[Thing, float]] = [*requests(pod).items(), ("pods", 1), ("volumes", _volumes(pod)), (place, 1)]
        for thing, amount in held:
            self.free[thing] = self.free.get(thing, 0.0) + amount


def _rooms(around: Snapshot) -> Iterable[_Room]:
    """The room on each node of pods that go in time. That of a node that takes no pods is of no use."""
    found: dict[str, _Room] = {}
    for pod in around.pods.values():
        deadline, asked = pod.metadata.deletion_timestamp, deletion_requested_at(pod)
        if not pod.is_leaving or deadline is None or asked is None:
            continue
        name = pod.spec.node_name
        node = around.nodes.get(name)
        if around.taken_at - deadline > timedelta(seconds=DELETION_LATE) or (around.nodes and not _takes_pods(node)):
            continue
        room = found.setdefault(name, _Room(name, node))
        room.add(pod, deadline, asked, (pod.metadata.namespace, workload(pod, around)))
    return found.values()


def _takes_pods(node: Node | None) -> bool:
    return node is not None and not node.spec.unschedulable and node.not_ready is None and signs(node) is None


class _Waiting(NamedTuple):
    """A pod that no node fits, what the nodes lack for it, and since when."""

    pod: Pod
    place: WorkloadKey
    needed: Mapping[Thing, float]
    since: datetime | None

    @property
    def kind(self) -> Hashable:
        """The same for all pods that fit the same nodes and lack the same."""
        spec = self.pod.spec
        return frozenset(self.needed.items()), frozenset(spec.node_selector.items()), spec.affinity, spec.tolerations

    def follows(self, asked: Mapping[WorkloadKey, datetime]) -> bool:
        """True if a pod of its workload was asked to go when it began to wait, or before."""
        when = asked.get(self.place) if self.place[1].kind else None
        return when is not None and (self.since is None or when - self.since <= timedelta(seconds=SCHEDULING_PATIENCE))


def _waiting(around: Snapshot) -> Iterator[_Waiting]:
    """The pods for which the scheduler has found no node."""
    for pod in around.pods.values():
        if pod.spec.node_name or pod.metadata.deletion_timestamp is not None:
            continue
        scheduled = condition(pod, "PodScheduled")
        if scheduled is not None and scheduled.status == "False" and scheduled.reason == "Unschedulable":
            place = pod.metadata.namespace, workload(pod, around)
            yield _Waiting(pod, place, _needed(pod, scheduled.message, place), scheduled.last_transition_time)


def _needed(pod: Pod, message: str, place: WorkloadKey) -> Mapping[Thing, float]:
    """The things that the nodes lack for the pod, as far as another pod may hold them."""
    reasons = predicates(without_preemption(message))
    obstacles = {reason.obstacle for reason in reasons}
    if Obstacle.RESOURCE in obstacles:
        names = [reason.name for reason in reasons if reason.obstacle is Obstacle.RESOURCE]
        return {name: amount for name in names if (amount := requested(pod, name))}
    if Obstacle.POD_COUNT in obstacles:
        return {"pods": 1}
    if Obstacle.VOLUME_COUNT in obstacles:
        return {"volumes": max(_volumes(pod), 1)}
    return {place: 1} if place[1].kind and not _OF_THE_WORKLOAD.isdisjoint(obstacles) else {}


def _volumes(pod: Pod) -> int:
    return sum(volume.persistent_volume_claim is not None for volume in pod.spec.volumes)


class _Rooms:
    """All room that becomes free, in the order of time; each pod that waits takes its part away."""

    def __init__(self, rooms: Sequence[_Room]) -> None:
        self.by_node = {room.name: room for room in rooms}
        self.of_workload: dict[WorkloadKey, list[_Room]] = {}
        self.asked: dict[WorkloadKey, datetime] = {}
        for room in rooms:
            for place, asked in room.asked.items():
                self.of_workload.setdefault(place, []).append(room)
                self.asked[place] = min(asked, self.asked.get(place, asked))
        self._left: dict[Hashable, deque[_Room]] = {}

    def rank(self, waiting: _Waiting) -> tuple[bool, bool, int, datetime, str, str]:
        """Sort key: who takes its part first."""
        meta, since = waiting.pod.metadata, waiting.since or EPOCH
        nominated = waiting.pod.status.nominated_node_name in self.by_node
        priority = -waiting.pod.spec.priority
        return not nominated, not waiting.follows(self.asked), priority, since, meta.namespace, meta.name

    def taken(self, waiting: _Waiting) -> Leaving | None:
        """The part of this pod: on the node that is nominated for it, else where its workload's pods go, else where
        there is room first. None where nothing is left of what it lacks."""
        nominated = self.by_node.get(waiting.pod.status.nominated_node_name)
        room = nominated or self._first(waiting, waiting.place) or self._first(waiting, None)
        if room is None:
            return None
        for thing, amount in waiting.needed.items():
            room.free[thing] = room.free.get(thing, 0.0) - amount
        return Leaving(tuple(room.pods), room.until, room is nominated or waiting.follows(room.asked))

    def _first(self, waiting: _Waiting, place: WorkloadKey | None) -> _Room | None:
        """The first node with room for the pod, of those that pods of this workload leave, or of all. What is too
        small for one pod is so for all of its kind: room only becomes less."""
        if not waiting.needed:
            return None
        of = (waiting.kind, place)
        if of not in self._left:
            self._left[of] = deque(self.by_node.values() if place is None else self.of_workload.get(place, ()))
        left = self._left[of]
        while left and not _suits(left[0], waiting):
            left.popleft()
        return left[0] if left else None


def _suits(room: _Room, waiting: _Waiting) -> bool:
    return covers(room.free, waiting.needed) and fits(waiting.pod.spec, room.node)
