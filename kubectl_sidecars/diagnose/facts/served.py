"""The services that a pod gives to others: the catalogue knows them, the container's own command line, or its ports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kubectl_sidecars.api import Container
from kubectl_sidecars.classify.known_container import ServiceKind, ServiceName
from kubectl_sidecars.diagnose.facts.local_addresses import command_line, listened, probed_port
from kubectl_sidecars.diagnose.needs import Serving
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.model import ContainerType
from kubectl_sidecars.patterns import on_demand

_ANY_CSI = ServiceName(ServiceKind.CSI, "*")
"""A helper of whatever CSI driver its pod holds."""
_REGISTERED = on_demand(r"--kubelet-registration-path=\S*/plugins/([^/\s]+)/")
"""The driver's own folder (node-driver-registrar v2.13, README)."""


def serving(subject: Subject) -> tuple[Serving, ...]:
    """The services that the containers of a pod give to others; () for most pods."""
    found = [
        Serving(container.spec.name, ServiceName.of(service), judgement.entry)
        for container, judgement in zip(subject.views, subject.judgements, strict=True)
        if judgement.known is not None and judgement.known.serves
        for service in judgement.known.serves
    ]
    found += [
        Serving(view.spec.name, ServiceName(ServiceKind.PORT, str(port)))
        for view in subject.views
        if view.type is not ContainerType.EPHEMERAL
        for port in _node_ports(view.spec, shares_node=subject.pod.spec.host_network)
    ]
    if not any(each.service == _ANY_CSI for each in found):
        return tuple(found)
    named = [each for each in found if each.service != _ANY_CSI]
    helpers = [each for each in found if each.service == _ANY_CSI]
    drivers = dict.fromkeys(each.service for each in named if each.service.kind is ServiceKind.CSI)
    drivers.update(dict.fromkeys(ServiceName(ServiceKind.CSI, name) for name in _registered(subject)))
    return (*named, *(Serving(each.container, driver, each.entry) for each in helpers for driver in drivers))


def _node_ports(spec: Container, *, shares_node: bool) -> Iterable[int]:
    """The ports of its node on which a container listens: those with a hostPort; where the pod shares the network of
    its node, those that its spec, its command line and its probes name."""
    if not shares_node:
        return [port.host_port for port in spec.ports if port.host_port]
    probes = (spec.startup_probe, spec.readiness_probe, spec.liveness_probe)
    ports = {port.container_port for port in spec.ports} | listened(command_line(spec))
    return sorted(ports | {port for probe in probes if probe and (port := probed_port(spec, probe))})


def _registered(subject: Subject) -> Iterator[str]:
    """The names of the CSI drivers that the pod registers with the kubelet."""
    for view in subject.views:
        for word in (*view.spec.command, *view.spec.args):
            if found := _REGISTERED().search(word):
                yield found[1]
