"""The services that a pod gives to others: the catalogue knows them, the container's own command line, or its ports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kubectl_sidecars.api import Container
from kubectl_sidecars.classify.known_container import ServiceKind, ServiceName
from kubectl_sidecars.diagnose.facts.local_addresses import command_line, listened, probed_port
from kubectl_sidecars.diagnose.needs import Serving
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.model import ContainerType

_ANY_CSI = ServiceName(ServiceKind.CSI, "*")
"""A helper of whatever CSI driver its pod holds."""


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
    is_of_csi = any(each.service == _ANY_CSI for each in found)
    return _of_csi(subject, found) if is_of_csi else tuple(found)


def _of_csi(subject: Subject, found: Sequence[Serving]) -> tuple[Serving, ...]:
    """The services of a pod with CSI helpers: these and the driver beside them give what the driver does, by each name
    of it; by the words of the pod where that tells no name."""
    from kubectl_sidecars.diagnose.facts import csi_pods  # noqa: PLC0415 - few pods need it

    plain = [each for each in found if each.service != _ANY_CSI]
    known = dict.fromkeys(each.service for each in plain if each.service.kind is ServiceKind.CSI)
    names = known | {ServiceName(ServiceKind.CSI, name): None for name in csi_pods.driver_names(subject)}
    driver = csi_pods.driver_beside(subject)
    words = () if names else sorted(csi_pods.words_of_pod(subject, driver))
    services = names or {ServiceName(ServiceKind.CSI_WORD, word): None for word in words}
    own = [Serving(driver.name, each) for each in services if each not in known] if driver is not None else []
    helpers = [each for each in found if each.service == _ANY_CSI]
    return (*plain, *own, *(Serving(each.container, service, each.entry) for each in helpers for service in services))


def _node_ports(spec: Container, *, shares_node: bool) -> Iterable[int]:
    """The ports of its node on which a container listens: those with a hostPort; where the pod shares the network of
    its node, those that its spec, its command line and its probes name."""
    if not shares_node:
        return [port.host_port for port in spec.ports if port.host_port]
    probes = (spec.startup_probe, spec.readiness_probe, spec.liveness_probe)
    ports = {port.container_port for port in spec.ports} | listened(command_line(spec))
    return sorted(ports | {port for probe in probes if probe and (port := probed_port(spec, probe))})
