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


class ClusterKey(msgspec.Struct, frozen=True, gc=False):
    """A service of the whole cluster."""

    service: ServiceName


class PeerKey(msgspec.Struct, frozen=True, gc=False):
    """A Service of Kubernetes, by its name."""

    namespace: str
    service: str


class PodKey(msgspec.Struct, frozen=True, gc=False):
    """One pod."""

    namespace: str
    name: str


class PortKey(msgspec.Struct, frozen=True, gc=False):
    """Whatever listens on a port in a namespace."""

    namespace: str
    port: int


class NodeKey(msgspec.Struct, frozen=True, gc=False):
    """A node without this condition."""

    node: str
    condition: str


class TaintKey(msgspec.Struct, frozen=True, gc=False):
    """Nodes without this taint."""

    key: str


Key = AgentKey | ClusterKey | PeerKey | PodKey | PortKey | NodeKey | TaintKey

_ANYWHERE = frozenset({"Deployment", "ReplicaSet", "StatefulSet"})
"""Owners whose pods serve the cluster, and not the node that they happen to be on."""


_OF_CSI = frozenset({ServiceKind.CSI, ServiceKind.CSI_WORD})


def served_keys(case: Case, service: ServiceName) -> Iterator[Key]:
    """The keys under which other pods need a service of this pod. A volume driver has an agent on each node, and a
    controller for the cluster. A port of the node is there whoever owns the pod, and is asked at the node's address
    too. Storage is that of a namespace."""
    kind = service.kind
    if kind is ServiceKind.PORT or (kind.on_node and case.owner.kind not in _ANYWHERE):
        node = case.node or case.made_for
        yield AgentKey(node, service)
        yield AgentKey(node, ServiceName(kind))
    if kind is ServiceKind.PORT and case.host_ip:
        yield AgentKey(case.host_ip, service)
    if kind is ServiceKind.STORAGE:
        yield ClusterKey(ServiceName(kind, f"{service.name}/{case.namespace}"))
    if kind not in _OF_CSI or case.owner.kind != "DaemonSet":
        yield ClusterKey(service)


def keys_of(need: Need) -> Iterator[Key]:
    """The keys of the things of which one fulfils the need."""
    match need:
        case AgentNeed(node, services):
            yield from (AgentKey(node, service) for service in services)
        case ClusterNeed(service):
            yield ClusterKey(service)
            if service.kind is ServiceKind.CSI:
                yield from _by_word(service.name)
        case VolumeNeed(provisioner):
            yield ClusterKey(ServiceName(ServiceKind.PROVISIONER, provisioner))
            yield ClusterKey(ServiceName(ServiceKind.CSI, provisioner))
            yield from _by_word(provisioner)
        case NodeNeed(node, condition):
            yield NodeKey(node, condition)
        case TaintNeed(key):
            yield TaintKey(key)
            yield ClusterKey(ServiceName(ServiceKind.TAINT, key))
        case PeerNeed(namespace, name):
            yield PeerKey(namespace, name)
            yield ClusterKey(ServiceName(ServiceKind.WEBHOOK, name))
        case PodNeed(namespace, name):
            yield PodKey(namespace, name)
        case PortNeed(namespace, port):
            yield PortKey(namespace, port)


def _by_word(driver: str) -> Iterator[Key]:
    """The key of a controller whose pod does not tell the name of its driver, but has its word."""
    if word := word_of(driver):
        yield ClusterKey(ServiceName(ServiceKind.CSI_WORD, word))
