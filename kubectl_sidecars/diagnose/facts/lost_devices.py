"""Nodes that have devices, such as GPUs, and do not offer them: their device plugin has not registered, or calls them
unhealthy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from kubectl_sidecars.api import Node, Pod
from kubectl_sidecars.cached import once
from kubectl_sidecars.diagnose.facts.node_fit import fits
from kubectl_sidecars.diagnose.facts.requests import requested
from kubectl_sidecars.diagnose.facts.scheduler_message import Predicate
from kubectl_sidecars.diagnose.facts.thresholds import NODE_PROVISION_LONG
from kubectl_sidecars.diagnose.faults import Obstacle
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.quantity import quantity
from kubectl_sidecars.snapshot import Snapshot

_POOL = (
    "node.kubernetes.io/instance-type",
    "eks.amazonaws.com/nodegroup",
    "cloud.google.com/gke-nodepool",
    "kubernetes.azure.com/agentpool",
    "karpenter.sh/nodepool",
    "kops.k8s.io/instancegroup",
)
"""Labels that nodes of one make have in common, where all of them are equal."""
PAGES = "hugepages-"
"""How resources begin that no device plugin offers, but the kubelet itself, as far as it does not reserve them."""
_ANY_MACHINE = ("k3s", "rke2", "vsphere-vm.")
"""How types of machines begin that say nothing of their devices."""


class LostDevices(msgspec.Struct, frozen=True):
    """Devices of a node that it does not offer.

    `has` is the number of them, that of node `mate` of the same make where the node itself tells none; None where
    nothing tells it. `free` are the devices that the pods of the node leave, if it offered all."""

    node: str
    resource: str
    offers: float
    has: float | None
    mate: str
    free: Mapping[str, float]


def lost_devices(subject: Subject, reasons: Sequence[Predicate]) -> tuple[LostDevices, ...]:
    """The devices for want of which the pod has no node: of each node that has enough of all its devices but for them,
    and of one resource; () where no node lacks any."""
    named = [reason.name for reason in reasons if reason.obstacle is Obstacle.RESOURCE]
    for name in named if subject.around.nodes else ():
        found = once(subject.around, _lost).get(name, ())
        kept = tuple(each for each in found if _is_in_the_way(subject, each, named))
        if kept:
            return kept
    return ()


def _is_in_the_way(subject: Subject, lost: LostDevices, named: Sequence[str]) -> bool:
    """True if the pod may go to the node, lacks these devices there, and no other ones."""
    pod, node = subject.pod, subject.around.nodes[lost.node]
    wanted = requested(pod, lost.resource)
    made = node.metadata.creation_timestamp
    if made is not None and subject.within(made, NODE_PROVISION_LONG):
        return False  # its device plugin may still come
    if not wanted or not fits(pod.spec, node):
        return False
    if lost.has is not None and wanted <= lost.free[lost.resource] - (lost.has - lost.offers):
        return False  # enough of them are left
    return all(requested(pod, name) <= lost.free[name] for name in named if name in lost.free)


def _lost(around: Snapshot) -> dict[str, tuple[LostDevices, ...]]:
    """The devices that nodes do not offer, by their resource, of nodes that take pods; in the order of names."""
    mates = _mates(around)
    found: dict[str, list[LostDevices]] = {}
    for name, node in sorted(around.nodes.items()):
        if node.spec.unschedulable or node.not_ready is not None:
            continue
        for resource, has, mate in _missing(node, mates.get(_make(node), {})):
            free = _free(around, node, resource, has)
            offers = quantity(node.status.allocatable, resource) or 0.0
            found.setdefault(resource, []).append(LostDevices(name, resource, offers, has, mate, free))
    return {resource: tuple(each) for resource, each in found.items()}


def _missing(node: Node, mates: Mapping[str, tuple[float, str]]) -> Iterator[tuple[str, float | None, str]]:
    """The resources that a node offers less of than it has, with the number and the node that tells it.

    The kubelet says 0 of both once a plugin has not come back (setters.go, v1.37): then the nodes of the same make
    tell how many there are. Devices of the same vendor under another name are the same ones: a GPU that was divided."""
    capacity, offered = node.status.capacity, node.status.allocatable
    for resource in dict.fromkeys((*capacity, *mates)):
        has, offers = quantity(capacity, resource) or 0.0, quantity(offered, resource) or 0.0
        if resource.startswith(PAGES) and has and not offers:
            yield resource, has, ""
        if not is_device(resource):
            continue
        if offers < has:
            yield resource, has, ""
        elif not has and not any(_is_other(resource, name) and quantity(offered, name) for name in offered):
            if resource in mates:
                yield resource, *mates[resource]
            elif resource in capacity:
                yield resource, None, ""


def is_device(resource: str) -> bool:
    """True for a resource of a device plugin, such as nvidia.com/gpu."""
    return "/" in resource and not resource.partition("/")[0].endswith("kubernetes.io")


def _is_other(resource: str, name: str) -> bool:
    """True for another resource of the same vendor."""
    return name != resource and name.partition("/")[0] == resource.partition("/")[0]


def _make(node: Node) -> tuple[str | None, ...]:
    """The labels of its make; () if they tell nothing."""
    labels = node.metadata.labels
    values = tuple(None if (value := labels.get(key, "")).startswith(_ANY_MACHINE) else value or None for key in _POOL)
    return values if any(values) else ()


def _mates(around: Snapshot) -> dict[tuple[str | None, ...], dict[str, tuple[float, str]]]:
    """For each make of node the devices that one of them offers, with its name."""
    found: dict[tuple[str | None, ...], dict[str, tuple[float, str]]] = {}
    for name, node in sorted(around.nodes.items()):
        if make := _make(node):
            of_make = found.setdefault(make, {})
            for resource in node.status.allocatable:
                if is_device(resource) and (offers := quantity(node.status.allocatable, resource)):
                    of_make.setdefault(resource, (offers, name))
    return found


def _free(around: Snapshot, node: Node, resource: str, has: float | None) -> dict[str, float]:
    """The devices that the pods of the node leave, if it offered all of this resource."""
    offered = node.status.allocatable
    whole = {name: amount for name in offered if "/" in name and (amount := quantity(offered, name))}
    if has is None:
        whole.pop(resource, None)
    else:
        whole[resource] = has
    pods: Sequence[Pod] = around.whereabouts.on_node.get(node.metadata.name, ())
    return {
        name: amount - sum(requested(pod, name) for pod in pods if not pod.is_over) for name, amount in whole.items()
    }
