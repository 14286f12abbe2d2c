"""The ports of a pod to which Services send traffic: evidence for its main container, or for a proxy."""

from __future__ import annotations

from collections.abc import Mapping

from kubectl_sidecars.api import Pod, Service

Ports = frozenset[int | str]
NONE: Ports = frozenset()

_Selecting = dict[tuple[str, str, str], list[Service]]


def served_ports(pod: Pod, services: Mapping[str, Service]) -> Ports:
    """The numbers and names of container ports to which Services that select the pod send; empty without Services."""
    if not services:
        return NONE
    return frozenset(
        port.target_port or port.port for service in selecting(pod, services) for port in service.spec.ports
    )


def selecting(pod: Pod, services: Mapping[str, Service]) -> list[Service]:
    """The Services that select the pod; empty without Services."""
    if not services:
        return []
    meta = pod.metadata
    labels = meta.labels.items()
    by_label = _index(services)
    return [
        service
        for key, value in labels
        for service in by_label.get((meta.namespace, key, value), ())
        if service.spec.selector.items() <= labels
    ]


_latest: tuple[Mapping[str, Service], _Selecting] = ({}, {})


def _index(services: Mapping[str, Service]) -> _Selecting:
    """The Services by namespace and by the first label of their selectors. One without a selector selects nothing.

    The result is kept for one snapshot: another snapshot has another map when a Service has changed.
    """
    global _latest  # noqa: PLW0603 - a cache of a value that is computed from the argument alone
    if _latest[0] is not services:
        by_label: _Selecting = {}
        for service in services.values():
            for key, value in list(service.spec.selector.items())[:1]:
                by_label.setdefault((service.metadata.namespace, key, value), []).append(service)
        _latest = (services, by_label)
    return _latest[1]
