"""Needs: things outside its pod that a finding depends on; and services: things that a pod gives to others.

A need is data that a rule reads from a message: the driver, the plugin, the taint. `causes/consequences` looks for the
pod or node that serves it. In JSON a need is an array: its kind, then its fields.
"""

from __future__ import annotations

import re

import msgspec

from kubectl_sidecars.classify.known_container import ServiceKind, ServiceName

DNS = ServiceName(ServiceKind.DNS, "cluster")
"""The service of what answers for the names of the cluster."""
NODES = ServiceName(ServiceKind.AUTOSCALER, "nodes")
"""The service of what adds nodes for pods that find no room."""
RESOLVER = ServiceName(ServiceKind.RESOLVER)
"""Any service of what answers DNS queries on a node."""


class AgentNeed(msgspec.Struct, frozen=True, array_like=True, tag="agent", gc=False):
    """An agent on the node, which is known by its name or its address: any of these services, such as `cni:flannel` or
    `csi:ebs.csi.aws.com`; `cni:` is any of that kind."""

    node: str
    services: tuple[ServiceName, ...]


class ClusterNeed(msgspec.Struct, frozen=True, array_like=True, tag="cluster", gc=False):
    """A service of the whole cluster: `helper:istio-proxy` is the control plane of that known
    container."""

    service: ServiceName


class VolumeNeed(msgspec.Struct, frozen=True, array_like=True, tag="volume", gc=False):
    """A provisioner that has not made the volume of a claim; `volume` is the volume's name, "" if it is unknown.

    `is_silent` is True if the provisioner has said nothing of the claim."""

    provisioner: str
    volume: str = ""
    is_silent: bool = False


class NodeNeed(msgspec.Struct, frozen=True, array_like=True, tag="node", gc=False):
    """A node without this condition, such as DiskPressure."""

    node: str
    condition: str


class TaintNeed(msgspec.Struct, frozen=True, array_like=True, tag="taint", gc=False):
    """Nodes without this taint."""

    key: str


class PeerNeed(msgspec.Struct, frozen=True, array_like=True, tag="peer", gc=False):
    """A Service that is asked by its name."""

    namespace: str
    service: str


class PodNeed(msgspec.Struct, frozen=True, array_like=True, tag="pod", gc=False):
    """One pod, which is asked by its own name or address."""

    namespace: str
    name: str


class PortNeed(msgspec.Struct, frozen=True, array_like=True, tag="port", gc=False):
    """Whatever listens on this port in a namespace: an address or a name that did not answer there."""

    namespace: str
    port: int


class OwnerNeed(msgspec.Struct, frozen=True, array_like=True, tag="owner", gc=False):
    """The pods of an owner: one that has done the work of a Job, or the Ready one of a DaemonSet on this node."""

    namespace: str
    kind: str
    name: str
    node: str = ""


Need = AgentNeed | ClusterNeed | VolumeNeed | NodeNeed | TaintNeed | PeerNeed | PodNeed | PortNeed | OwnerNeed


def need_of(node: str, *services: ServiceName) -> AgentNeed | ClusterNeed:
    """The need of any of these services, of one kind or of kinds that agents of nodes give, by a pod on this node."""
    return AgentNeed(node, services) if services[0].kind.on_node else ClusterNeed(services[0])


_SAYS_NOTHING = frozenset({
    "csi", "driver", "drivers", "plugin", "provisioner", "attacher", "controller", "node", "com", "io", "org", "net",
    "dev", "cloud", "storage", "k8s", "kubernetes", "sigs", "kube", "system", "default", "docker", "registry", "quay",
    "gcr", "ghcr", "public", "library",
})  # fmt: skip
"""Words that are in the names of many drivers, images and namespaces."""
_REVERSED = frozenset({"com", "org", "net", "io", "ru", "ch"})
"""First parts of names that begin with their domain, such as `ru.yandex.s3.csi`."""


def words_of(text: str) -> tuple[str, ...]:
    """The words of a name or an image that tell it from others."""
    words = re.split(r"[^a-z0-9]+", text.lower())
    return tuple(word for word in words if len(word) > 1 and not word.isdecimal() and word not in _SAYS_NOTHING)


def word_of(driver: str) -> str:
    """`vsphere` of `csi.vsphere.vmware.com`: the word of a CSI driver's name that tells it from others of its maker; ""
    for a name whose part has several."""
    labels = driver.split(".")
    for label in reversed(labels) if labels[0] in _REVERSED else labels:
        if words := words_of(label):
            return words[0] if len(words) == 1 else ""
    return ""


class Serving(msgspec.Struct, frozen=True, gc=False):
    """A service that a container of a pod gives to others. `entry` is the container's id in the catalogue, "" where the
    container's own command line tells the service."""

    container: str
    service: ServiceName
    entry: str = ""
