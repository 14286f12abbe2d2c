"""Needs of a failure outside its pod, read from the messages of kubelet and scheduler."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kubectl_sidecars.api import Event
from kubectl_sidecars.classify.known_container import ServiceKind, ServiceName
from kubectl_sidecars.diagnose.facts.local_addresses import unanswered
from kubectl_sidecars.diagnose.facts.scheduler_message import Predicate
from kubectl_sidecars.diagnose.facts.thresholds import MOST_READ
from kubectl_sidecars.diagnose.facts.volume_claims import claims, provisioner_of
from kubectl_sidecars.diagnose.faults import Obstacle
from kubectl_sidecars.diagnose.needs import (
    NODES,
    AgentNeed,
    ClusterNeed,
    Need,
    NodeNeed,
    TaintNeed,
    VolumeNeed,
)
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.model import workload
from kubectl_sidecars.object_keys import by_name
from kubectl_sidecars.patterns import on_demand

_PLUGIN = on_demand(r'plugin type="([\w.-]+)"')
"""containerd/go-cni and cri-o since 2021 (containernetworking/cni libcni, v1.1)."""
_NO_NETWORK = ("cni plugin not initialized", "NetworkPluginNotReady", "cni config uninitialized")
"""The runtime's words before any CNI plugin has written its configuration (containerd v2.1, kubelet v1.35)."""


def network_needs(node: str, message: str) -> tuple[Need, ...]:
    """The CNI agents of the node that a message names, by a port that gave no answer, then by the innermost plugin; ()
    if it names none."""
    text = message[:MOST_READ]
    plugins = dict.fromkeys(reversed(_PLUGIN().findall(text)))
    ports = tuple(ServiceName(ServiceKind.PORT, str(port)) for port in sorted(unanswered(text)))
    if plugins:
        return (AgentNeed(node, ports + tuple(ServiceName(ServiceKind.CNI, plugin) for plugin in plugins)),)
    return (AgentNeed(node, (ServiceName(ServiceKind.CNI),)),) if any(words in text for words in _NO_NETWORK) else ()


_DRA = on_demand(r"(?:DRA (?:driver|plugin)|plugin name|plugin) \"?([\w-]+(?:\.[\w-]+)+)\"?")
"""pkg/kubelet/cm/dra/manager.go and plugin, v1.35."""


def claim_needs(node: str, message: str) -> tuple[Need, ...]:
    """The DRA driver of the node that a message names; () if it names none."""
    found = _DRA().search(message[:MOST_READ])
    return (AgentNeed(node, (ServiceName(ServiceKind.DRA, found[1]),)),) if found else ()


_DEVICE = on_demand(r"(?:devices|devices?(?: plugin)?(?: for)?) ([\w.-]+\.[\w.-]+/[\w.-]*\w)")
"""pkg/kubelet/cm/devicemanager/manager.go, v1.35."""


def device_needs(node: str, message: str) -> tuple[Need, ...]:
    """The device plugin of the node that a refusal names; () if it names none."""
    found = _DEVICE().search(message[:MOST_READ])
    return (AgentNeed(node, device_services(found[1])),) if found else ()


def device_services(resource: str) -> tuple[ServiceName, ServiceName]:
    """The services of which one offers a resource: the plugin of just that one, or of all resources of its vendor."""
    vendor = resource.partition("/")[0]
    return ServiceName(ServiceKind.DEVICE, resource), ServiceName(ServiceKind.DEVICE, f"{vendor}/*")


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
    """The taint that excludes most nodes, the device that no node offers, or the provisioner of a claim; where room is
    lacking, what adds nodes."""
    if waits_for_claim:
        return provisioner_needs(subject)
    reasons = tuple(reasons)
    return (*(_of_lead(reasons[0]) if reasons else ()), *_of_room(subject, reasons))


def _of_lead(lead: Predicate) -> tuple[Need, ...]:
    if lead.obstacle is Obstacle.TAINT:
        return (TaintNeed(lead.name),)
    is_device = lead.obstacle is Obstacle.RESOURCE and "/" in lead.name
    return tuple(ClusterNeed(service) for service in device_services(lead.name)) if is_device else ()


_ROOM = frozenset({Obstacle.RESOURCE, Obstacle.POD_COUNT, Obstacle.NO_NODES})
"""Obstacles that a new node may be without."""


def _of_room(subject: Subject, reasons: Sequence[Predicate]) -> tuple[Need, ...]:
    """The autoscaler of nodes for a pod that lacks room and nothing else of its own; () where one has answered, and
    for a pod of a DaemonSet, which is made for a node that is there."""
    if not any(reason.obstacle in _ROOM for reason in reasons):
        return ()
    if any(reason.is_own and reason.obstacle is not Obstacle.NODE_AFFINITY for reason in reasons):
        return ()
    from kubectl_sidecars.diagnose.facts.autoscaler import has_answered  # noqa: PLC0415 - few pods need it

    if workload(subject.pod, subject.around).kind == "DaemonSet" or has_answered(subject):
        return ()
    return (ClusterNeed(NODES),)


def scheduler_needs(subject: Subject) -> tuple[Need, ...]:
    """The scheduler that has not decided on the pod; the provisioner of its claims first."""
    name = subject.pod.spec.scheduler_name or "default-scheduler"
    return (*provisioner_needs(subject), ClusterNeed(ServiceName(ServiceKind.SCHEDULER, name)))


_VOLUME = on_demand(r"\bpvc-[0-9a-f-]{36}\b")


def provisioner_needs(subject: Subject) -> tuple[Need, ...]:
    """The pods that fill the claims, the provisioner that the events of a claim say is waited for, and the storage
    where that has no room; () without such an event."""
    from kubectl_sidecars.diagnose.facts.filling import filler_needs  # noqa: PLC0415 - few pods need it

    namespace = subject.pod.metadata.namespace
    found: list[Need] = [*filler_needs(subject)]
    for name in claims(subject):
        events = subject.around.events.get(by_name("PersistentVolumeClaim", namespace, name), ())
        need = _waits(events)
        if need is None:
            continue
        found.append(need)
        if any("storage" in event.message.lower() and _has_no_room(event) for event in events):
            from kubectl_sidecars.diagnose.facts.storage_needs import storage_behind  # noqa: PLC0415 - few pods need it

            found += storage_behind(subject, ServiceName(ServiceKind.CSI, need.provisioner))
    return tuple(found)


def _has_no_room(event: Event) -> bool:
    """True for the event of a provisioner whose storage has no room for the volume."""
    from kubectl_sidecars.diagnose.facts.machine_messages import explained  # noqa: PLC0415 - few pods need it
    from kubectl_sidecars.diagnose.facts.messages.row import STORAGE_FULL  # noqa: PLC0415

    found = explained(event.message, "")
    return found is not None and found.name == STORAGE_FULL


def _waits(events: tuple[Event, ...]) -> VolumeNeed | None:
    """The need of one claim; None if its events name no provisioner, or say that the volume was made."""
    provisioner, volume, is_silent = "", "", True
    for event in events:
        if event.reason == "ProvisioningSucceeded":
            return None
        provisioner = provisioner_of(event) or provisioner
        if event.reason in ("ProvisioningFailed", "Provisioning"):
            is_silent = False
            made = _VOLUME().search(event.message)
            volume = made[0] if made else volume
    return VolumeNeed(provisioner, volume, is_silent) if provisioner else None
