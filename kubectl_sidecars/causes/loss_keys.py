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
from kubectl_sidecars.model import Owner


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


class OwnerKey(msgspec.Struct, frozen=True, gc=False):
    """The pods of an owner, of one on a node where each node has its own."""

    namespace: str
    owner: Owner
    node: str = ""


Key = AgentKey | ClusterKey | PeerKey | PodKey | PortKey | NodeKey | TaintKey | OwnerKey

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
        case TaintNeed(key):
            yield TaintKey(key)
            yield ClusterKey(ServiceName(ServiceKind.TAINT, key))
        case PeerNeed(namespace, name):
            yield PeerKey(namespace, name)
            yield ClusterKey(ServiceName(ServiceKind.WEBHOOK, name))
        case NodeNeed() | PodNeed() | PortNeed() | OwnerNeed():
            yield _key_of(need)


def _key_of(need: NodeNeed | PodNeed | PortNeed | OwnerNeed) -> Key:
    match need:
        case NodeNeed(node, condition):
            return NodeKey(node, condition)
        case PodNeed(namespace, name):
            return PodKey(namespace, name)
        case PortNeed(namespace, port):
            return PortKey(namespace, port)
        case OwnerNeed(namespace, kind, name, node):
            return OwnerKey(namespace, Owner(kind, name), node)


def owner_key(case: Case) -> OwnerKey:
    """The key of the pods of a case's owner."""
    return OwnerKey(case.namespace, case.owner, case.node if case.owner.kind == "DaemonSet" else "")


def _by_word(driver: str) -> Iterator[Key]:
    """The key of a controller whose pod does not tell the name of its driver, but has its word."""
    if word := word_of(driver):
        yield ClusterKey(ServiceName(ServiceKind.CSI_WORD, word))
