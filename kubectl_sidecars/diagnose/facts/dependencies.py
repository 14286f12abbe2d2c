"""What a failure depends on outside its pod, read from the messages of kubelet and scheduler and from commands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kubectl_sidecars.api import Event, Terminated
from kubectl_sidecars.classify.catalog import built_in
from kubectl_sidecars.diagnose.facts.scheduler_message import Obstacle, Predicate
from kubectl_sidecars.diagnose.facts.thresholds import MOST_READ
from kubectl_sidecars.diagnose.facts.volume_claims import claims
from kubectl_sidecars.diagnose.needs import (
    AgentNeed,
    ClusterNeed,
    Need,
    NodeNeed,
    PeerNeed,
    PortNeed,
    TaintNeed,
    VolumeNeed,
)
from kubectl_sidecars.diagnose.reasons import AnyReason, Reason
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.object_keys import by_name
from kubectl_sidecars.patterns import on_demand

_PLUGIN = on_demand(r'plugin type="([\w.-]+)"')
"""containerd/go-cni and cri-o since 2021 (containernetworking/cni libcni, v1.1)."""
_NO_NETWORK = ("cni plugin not initialized", "NetworkPluginNotReady", "cni config uninitialized")
"""The runtime's words before any CNI plugin has written its configuration (containerd v2.1, kubelet v1.35)."""


def network_needs(node: str, message: str) -> tuple[Need, ...]:
    """The CNI agents of the node that a message names, the innermost plugin first; () if it names none."""
    text = message[:MOST_READ]
    plugins = dict.fromkeys(reversed(_PLUGIN().findall(text)))
    if plugins:
        return (AgentNeed(node, tuple(f"cni:{plugin}" for plugin in plugins)),)
    return (AgentNeed(node, ("cni:",)),) if any(words in text for words in _NO_NETWORK) else ()


_DRA = on_demand(r"(?:DRA (?:driver|plugin)|plugin name|plugin) \"?([\w-]+(?:\.[\w-]+)+)\"?")
"""pkg/kubelet/cm/dra/manager.go and plugin, v1.35."""


def claim_needs(node: str, message: str) -> tuple[Need, ...]:
    """The DRA driver of the node that a message names; () if it names none."""
    found = _DRA().search(message[:MOST_READ])
    return (AgentNeed(node, (f"dra:{found[1]}",)),) if found else ()


_DRIVER = on_demand(r"driver name ([\w.-]*\w) not found|/plugins/([\w.-]*\w)/csi\S*\.sock")
"""pkg/volume/csi/csi_drivers_store.go, v1.35; the folder of a driver's socket carries its name."""
_ATTACHER = on_demand(r"external-attacher of ([\w.-]*\w) CSI driver")
"""pkg/volume/csi/csi_attacher.go, v1.35."""
_SECRETS_PROVIDER = on_demand(r'provider (?:not found: provider )?\\?"([\w-]+)\\?"')
_SECRETS_STORE = "secrets-store.csi.k8s.io"
"""Secrets Store CSI driver (pkg/secrets-store/provider_client.go, v1.5)."""


def mount_needs(node: str, message: str) -> tuple[Need, ...]:
    """The CSI driver that a failure to attach or mount names: on the node, or its controller; () if it names none."""
    text = message[:MOST_READ]
    if attacher := _ATTACHER().search(text):
        return (ClusterNeed(f"csi:{attacher[1]}"),)
    if found := _DRIVER().search(text):
        return (AgentNeed(node, (f"csi:{found[1] or found[2]}",)),)
    if "secrets store objects" in text and (provider := _SECRETS_PROVIDER().search(text)):
        return (AgentNeed(node, (f"secrets-provider:{provider[1]}", f"csi:{_SECRETS_STORE}")),)
    return ()


_DEVICE = on_demand(r"(?:devices|devices?(?: plugin)?(?: for)?) ([\w.-]+\.[\w.-]+/[\w.-]*\w)")
"""pkg/kubelet/cm/devicemanager/manager.go, v1.35."""


def device_needs(node: str, message: str) -> tuple[Need, ...]:
    """The device plugin of the node that a refusal names; () if it names none."""
    found = _DEVICE().search(message[:MOST_READ])
    return (AgentNeed(node, (f"device:{found[1]}",)),) if found else ()


_SHORT_OF = {
    "memory": "MemoryPressure",
    "pids": "PIDPressure",
    "ephemeral-storage": "DiskPressure",
    "inodes": "DiskPressure",
}
"""Resources of the kubelet's eviction manager, and the conditions of the node (pkg/kubelet/eviction, v1.37)."""


def eviction_needs(node: str, reason: str, resource: str) -> tuple[Need, ...]:
    """The node without the pressure that a pod was evicted for; () for pods that were ended for another reason."""
    short = _SHORT_OF.get(resource)
    return (NodeNeed(node, short),) if reason == "Evicted" and short else ()


def scheduling_needs(subject: Subject, reasons: Iterable[Predicate], *, waits_for_claim: bool) -> tuple[Need, ...]:
    """The taint that excludes most nodes, the device that no node offers, or the provisioner of a claim."""
    if waits_for_claim:
        return provisioner_needs(subject)
    lead = next(iter(reasons), None)
    if lead is not None and lead.obstacle is Obstacle.TAINT:
        return (TaintNeed(lead.name),)
    if lead is not None and lead.obstacle is Obstacle.RESOURCE and "/" in lead.name:
        return (ClusterNeed(f"device:{lead.name}"),)
    return ()


def scheduler_needs(subject: Subject) -> tuple[Need, ...]:
    """The scheduler that has not decided on the pod; the provisioner of its claims first."""
    name = subject.pod.spec.scheduler_name or "default-scheduler"
    return (*provisioner_needs(subject), ClusterNeed(f"scheduler:{name}"))


_PROVISIONER = on_demand(r"external provisioner ['\"]([\w./-]*\w)['\"]")
"""pkg/controller/volume/persistentvolume/pv_controller.go, v1.35; other quotes before v1.28."""
_VOLUME = on_demand(r"\bpvc-[0-9a-f-]{36}\b")


def provisioner_needs(subject: Subject) -> tuple[Need, ...]:
    """The provisioner that the events of a claim say is waited for; () without such an event."""
    namespace = subject.pod.metadata.namespace
    return tuple(
        need
        for name in claims(subject)
        if (need := _waits(subject.around.events.get(by_name("PersistentVolumeClaim", namespace, name), ())))
    )


def _waits(events: tuple[Event, ...]) -> VolumeNeed | None:
    """The need of one claim; None if its events name no provisioner, or say that the volume was made."""
    provisioner, volume, is_silent = "", "", True
    for event in events:
        if event.reason == "ProvisioningSucceeded":
            return None
        if event.reason == "ExternalProvisioning" and (found := _PROVISIONER().search(event.message)):
            provisioner = found[1]
        if event.reason in ("ProvisioningFailed", "Provisioning"):
            is_silent = False
            made = _VOLUME().search(event.message)
            volume = made[0] if made else volume
    return VolumeNeed(provisioner, volume, is_silent) if provisioner else None


def control_plane_needs(subject: Subject, container: Assessment) -> tuple[Need, ...]:
    """The control plane of a known container; () if the catalogue and the user's rules know none.

    What answers the cluster's DNS asks the API server at its Service address, which its node has to know."""
    service, known = f"helper:{container.judgement.entry}", container.judgement.known
    of_node = (_addresses(subject),) if known is not None and _DNS in known.serves else ()
    return (*of_node, *((ClusterNeed(service),) if service in (subject.roles or built_in()).served else ()))


_DNS = "dns:cluster"
_API_SERVER = on_demand(r"(?:://|dial tcp )(?:\d{1,3}\.){3}1:443\b|\bkubernetes\.default\.svc\b")
"""The address of Service default/kubernetes, which is the first of its range (pkg/controlplane, v1.35), or its name."""


def _addresses(subject: Subject) -> AgentNeed:
    """The agent that makes the addresses of Services work on the node of the pod: kube-proxy, or a network plugin."""
    return AgentNeed(subject.pod.spec.node_name, ("services:",))


_UNREACHED = on_demand(
    r"connection refused|no such host|could not translate host|name resolution|i/o timeout|server misbehaving"
    r"|ECONNREFUSED|ENOTFOUND|EAI_AGAIN",
    re.IGNORECASE,
)
_OWN_DOING = frozenset({Reason.EXIT_ERROR, Reason.STARTUP_PROBE_FAILED})
"""Ends that a missing answer can explain; lack of memory, a signal and a wrong command are the container's own."""


def exit_needs(subject: Subject, container: Assessment, run: Terminated, reason: AnyReason) -> tuple[Need, ...]:
    """The control plane of a container that ends, and the Services that its termination message says did not
    answer."""
    if reason not in _OWN_DOING:
        return ()
    lacks = run.message[:MOST_READ] if _UNREACHED().search(run.message[:MOST_READ]) else ""
    api = (_addresses(subject),) if _API_SERVER().search(lacks) else ()
    peers = peer_needs(subject.pod.metadata.namespace, lacks)
    dns = (ClusterNeed(_DNS),) if _UNRESOLVED().search(lacks) and ClusterNeed(_DNS) not in peers else ()
    return (*control_plane_needs(subject, container), *api, *dns, *peers)


_UNRESOLVED = on_demand(
    r"Temporary failure in name resolution|EAI_AGAIN"
    r"|\blookup [^\s:]{1,253}(?: on \S{1,60})?: (?:[a-z]{4} udp .{0,120})?"
    r"(?:i/o timeout|server misbehaving|connection refused)",
    re.IGNORECASE,
)
"""No answer of the cluster's DNS, as glibc, musl, Node.js and Go say it; "no such host" is an answer."""


_ASKED = on_demand(
    r"(?:https?://|tcp://|\s-h[ =]|--host[ =]"
    r"|\b(?:nslookup|getent a?hosts(?:v4)?|nc|ncat|netcat)\s+(?:-\w+\s+(?:\d+\s+)?)*)"
    r"([a-z0-9](?:[a-z0-9.-]{0,99}[a-z0-9])?)\b"
    r"|\b([a-z](?:[a-z0-9.-]{0,99}[a-z0-9])?)[:/]\d{2,5}\b"
)
"""A host as a probe of the network names it: after a tool or an option, or with a port."""
_HERE = frozenset({"localhost", "localhost.localdomain", "dev", "tcp", "udp"})
_ORDINAL = on_demand(r".+-\d+$")
"""The name of a pod of a StatefulSet, which is the first part of its host name."""


def peer_needs(namespace: str, command: str) -> tuple[Need, ...]:
    """The Services that a command asks by name, in its order, what listens at their ports, then the cluster's DNS; ()
    if it asks none."""
    hosts = dict.fromkeys(host for pair in _ASKED().findall(command[:MOST_READ]) for host in pair if host)
    peers = dict.fromkeys(_peers(namespace, hosts))
    ports = dict.fromkeys(_ports(namespace, command[:MOST_READ]))
    return (*peers, *ports, *((ClusterNeed(_DNS),) if peers else ()))


_AT = on_demand(
    r"(?<![\w.])((?:\d{1,3}\.){3}\d{1,3}|[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)*):(\d{2,5})\b"
    r"|(?:\b(?:nc|ncat|netcat)\s+(?:-\w+\s+(?:\d+\s+)?)*|\s(?:-h|--host)[ =])([a-z0-9.-]+)\s+"
    r"(?:(?:-p|--port)[ =])?(\d{2,5})\b"
)
"""A host with a port."""
_OF_MANY = frozenset({80, 443, 3000, 5000, 8000, 8080, 8443, 9090})
"""Ports on which all kinds of programs listen: they tell nothing of whom."""


def _ports(namespace: str, text: str) -> Iterator[PortNeed]:
    """The ports that are asked of the pod's own namespace, or of the one that a host's name has."""
    for one, at, other, behind in _AT().findall(text):
        host, port = one or other, int(at or behind)
        labels = host.split(".")
        if host in _HERE or host.startswith("127.") or port in _OF_MANY:
            continue
        if len(labels) == 1 or all(label.isdecimal() for label in labels):
            yield PortNeed(namespace, port)
        elif len(labels) == 2 or labels[2] == "svc":
            yield PortNeed(labels[1], port)


def _peers(namespace: str, hosts: Iterable[str]) -> Iterator[PeerNeed]:
    for host in hosts:
        labels = host.split(".")
        if host in _HERE or all(label.isdecimal() for label in labels):
            continue
        if len(labels) > 1 and _ORDINAL().match(labels[0]):
            labels = labels[1:]
        is_qualified = len(labels) == 2 or (len(labels) > 2 and labels[2] == "svc")
        if len(labels) == 1 or is_qualified:
            yield PeerNeed(labels[1] if is_qualified else namespace, labels[0])
