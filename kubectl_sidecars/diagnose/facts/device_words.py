"""Words on a pod that lacks a device which a node has and does not offer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kubectl_sidecars.diagnose.facts.dependencies import device_services
from kubectl_sidecars.diagnose.facts.lost_devices import PAGES, LostDevices, lost_devices
from kubectl_sidecars.diagnose.facts.scheduler_message import Predicate
from kubectl_sidecars.diagnose.facts.scheduling_lack import Lack
from kubectl_sidecars.diagnose.faults import Fault
from kubectl_sidecars.diagnose.needs import AgentNeed
from kubectl_sidecars.diagnose.origin import NodeOrigin
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.words import clock, verb
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.object_keys import by_name
from kubectl_sidecars.sentences import listed
from kubectl_sidecars.snapshot import last_seen

MOST_NAMED = 2
"""Nodes that are named; more are counted."""


def without_devices(subject: Subject, reasons: Sequence[Predicate]) -> tuple[str, Lack | None]:
    """The resource and the lack of a pod for which a node has devices that it does not offer; None for other pods."""
    lost = lost_devices(subject, reasons)
    if not lost:
        return "", None
    first = lost[0]
    nodes = [each.node for each in lost]
    words = _one(first) if len(lost) == 1 else _many(lost)
    where = f"{verb(nodes, 'node', 'nodes')} {listed(nodes[:MOST_NAMED], more=len(nodes) - MOST_NAMED)}"
    return first.resource, Lack(
        f"no node fits: {words}",
        advice=_advice(first, where),
        commands=(kubectl.describe_node(first.node), *_plugin_commands(first)),
        origin=NodeOrigin(first.node if len(lost) == 1 else "", Fault.DEVICES, first.resource),
        needs=tuple(AgentNeed(node, device_services(first.resource)) for node in nodes[:1])
        if not first.resource.startswith(PAGES)
        else (),
        more=_restarted(subject, first.node),
        is_whole=True,
    )


def _one(lost: LostDevices) -> str:
    """`node gpu-03 offers 0 of its 8 nvidia.com/gpu`."""
    if lost.has is None:
        return f"node {lost.node} offers 0 {lost.resource}"
    if lost.mate:
        return f"node {lost.node} offers 0 {lost.resource} (node {lost.mate} of the same make {_amount(lost.has)})"
    return f"node {lost.node} offers {_amount(lost.offers)} of its {_amount(lost.has)} {lost.resource}"


def _many(lost: Sequence[LostDevices]) -> str:
    """`nodes gpu-03 and gpu-05 do not offer their nvidia.com/gpu`."""
    nodes = [each.node for each in lost]
    all_ = "" if all(not each.offers for each in lost) else "all of "
    return (
        f"nodes {listed(nodes[:MOST_NAMED], more=len(nodes) - MOST_NAMED)} do not offer {all_}their {lost[0].resource}"
    )


def _amount(number: float) -> str:
    return f"{number:.0f}"


def _advice(lost: LostDevices, where: str) -> str:
    if lost.resource.startswith(PAGES):
        return f"Look what the kubelet of {where} reserves (reservedMemory, systemReserved, kubeReserved)."
    if lost.offers:
        return (
            f"Look at the log of the device plugin on {where}, and at the devices themselves: it calls those unhealthy"
            " that are not offered."
        )
    return (
        f"Look at the device plugin's pod on {where}, and restart it: it has to register again whenever the kubelet was"
        " restarted. If it is registered, its log tells why it finds no healthy device."
    )


def _plugin_commands(lost: LostDevices) -> tuple[str, ...]:
    """The command that lists the pods of the node, of which one is the device plugin's."""
    return (f"kubectl get pods -A -o wide --field-selector spec.nodeName={lost.node}",)


def _restarted(subject: Subject, node: str) -> str:
    """A sentence on the newest start of the kubelet, where an event tells it."""
    events = subject.around.events.get(by_name("Node", "", node), ())
    starts: list[datetime] = [
        last_seen(each) for each in events if each.reason == "Starting" and "kubelet" in each.message
    ]
    return f"The kubelet of node {node} was started at {clock(max(starts), subject.now)}." if starts else ""
