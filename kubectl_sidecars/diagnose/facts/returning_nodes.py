"""Nodes that are rebooted or updated and come back, and the pods without a node that wait for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from kubectl_sidecars.api import Node, Pod
from kubectl_sidecars.cached import once
from kubectl_sidecars.diagnose.facts.node_fit import fits
from kubectl_sidecars.diagnose.facts.node_upkeep import PASSING, upkeep
from kubectl_sidecars.diagnose.facts.requests import covers, requests
from kubectl_sidecars.diagnose.facts.scheduler_message import Predicate
from kubectl_sidecars.diagnose.facts.volume_places import reaches
from kubectl_sidecars.diagnose.faults import Obstacle
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.model import is_of_node
from kubectl_sidecars.quantity import quantity
from kubectl_sidecars.snapshot import Snapshot


class Returning(NamedTuple):
    """A cordoned node that comes back, a clause on who works on it, and what it then has for other pods than those that
    stay; no `room` where that was not read."""

    node: Node
    words: str
    room: Mapping[str, float]


def returning_node(subject: Subject, reasons: Sequence[Predicate]) -> Returning | None:
    """The cordoned node that comes back, if the pod fits it then; None without one."""
    if not any(reason.obstacle is Obstacle.CORDONED for reason in reasons):
        return None
    asked = requests(subject.pod)
    for back in once(subject.around, _returning):
        if (
            (not back.room or covers(back.room, asked))
            and fits(subject.pod.spec, back.node, PASSING)
            and reaches(subject, back.node)
        ):
            return back
    return None


def _returning(around: Snapshot) -> tuple[Returning, ...]:
    works = [(node, upkeep(node, around)) for node in around.nodes.values() if node.spec.unschedulable]
    return tuple(Returning(node, work.words, _room(node, around)) for node, work in works if work and work.comes_back)


def _room(node: Node, around: Snapshot) -> Mapping[str, float]:
    """The amounts that are left for pods that do not stay on the node. A device of which it now has none may come back:
    a node that has just started does not know its devices yet."""
    offers = node.status.allocatable
    room = {name: quantity(offers, name) or (float("inf") if "/" in name else 0.0) for name in offers}
    for pod in _staying(node, around):
        for name, amount in requests(pod).items():
            room[name] = room.get(name, 0.0) - amount
    return room if offers else {}


def _staying(node: Node, around: Snapshot) -> Iterator[Pod]:
    for pod in around.whereabouts.on_node.get(node.metadata.name, ()):
        if is_of_node(pod) and not pod.is_over:
            yield pod
