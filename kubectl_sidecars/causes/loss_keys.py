"""Keys of the things that pods need and that a fault may take away: an agent, a service, a pod, a port, a condition."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from kubectl_sidecars.causes.cause import Case
from kubectl_sidecars.classify.known_container import ServiceKind, ServiceName
from kubectl_sidecars.diagnose.needs import (
    AgentNeed,
    ClusterNeed,
    Need,
    NodeNeed,
    OwnerNeed,
    PeerNeed,
    PodNeed,
    PortNeed,
    TaintNeed,
    VolumeNeed,
    word_of,
)


class AgentKey(msgspec.Struct, frozen=True, gc=False):
    """An agent on a node that gives this service, or any of its kind."""

    node: str
    service: ServiceName


LossKey = AgentKey | ClusterNeed | PeerNeed | PodNeed | PortNeed | NodeNeed | TaintNeed | OwnerNeed
"""A need of one thing is the key of that thing."""


_ANYWHERE = frozenset({"Deployment", "ReplicaSet", "StatefulSet"})
"""Owners whose pods serve the cluster, and not the node that they happen to be on."""


_OF_NAMESPACE = frozenset({ServiceKind.STORAGE, ServiceKind.STORE, ServiceKind.WORK})
"""Services that are those of a namespace."""
_OF_CSI = frozenset({ServiceKind.CSI, ServiceKind.CSI_WORD})


def served_keys(case: Case, service: ServiceName) -> Iterator[LossKey]:
    """The keys under which other pods need a service of this pod. A volume driver has an agent on each node, and a
    controller for the cluster. A port of the node is there whoever owns the pod, and is asked at the node's address
    too. Storage, databases and the work of Jobs are those of a namespace."""
    kind = service.kind
    if kind is ServiceKind.PORT or (kind.on_node and case.owner.kind not in _ANYWHERE):
        node = case.node or case.made_for
        yield AgentKey(node, service)
        yield AgentKey(node, ServiceName(kind))
    if kind is ServiceKind.PORT and case.host_ip:
        yield AgentKey(case.host_ip, service)
    if kind in _OF_NAMESPACE:
        yield ClusterNeed(ServiceName(kind, f"{service.name}/{case.namespace}"))
    if kind not in _OF_CSI or case.owner.kind != "DaemonSet":
        yield ClusterNeed(service)


def keys_of(need: Need) -> Iterator[LossKey]:
    """The keys of the things of which one fulfils the need."""
    match need:
        case AgentNeed(node, services):
            yield from (AgentKey(node, service) for service in services)
        case ClusterNeed(service):
            yield need
            if service.kind is ServiceKind.CSI:
                yield from _by_word(service.name)
        case VolumeNeed(provisioner):
            yield ClusterNeed(ServiceName(ServiceKind.PROVISIONER, provisioner))
            yield ClusterNeed(ServiceName(ServiceKind.CSI, provisioner))
            yield from _by_word(provisioner)
        case TaintNeed(key):
            yield need
            yield ClusterNeed(ServiceName(ServiceKind.TAINT, key))
        case PeerNeed(_, name):
            yield need
            yield ClusterNeed(ServiceName(ServiceKind.WEBHOOK, name))
        case NodeNeed() | PodNeed() | PortNeed() | OwnerNeed():
            yield need


def owner_key(case: Case) -> OwnerNeed:
    """The key of the pods of a case's owner."""
    owner = case.owner
    return OwnerNeed(case.namespace, owner.kind, owner.name, case.node if owner.kind == "DaemonSet" else "")


def _by_word(driver: str) -> Iterator[LossKey]:
    """The key of a controller whose pod does not tell the name of its driver, but has its word."""
    if word := word_of(driver):
        yield ClusterNeed(ServiceName(ServiceKind.CSI_WORD, word))
