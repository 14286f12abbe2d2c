"""The ports of a pod to which Services send traffic: a sign of its main container, or of the proxy before it."""

from __future__ import annotations

from collections.abc import Mapping

from kubectl_sidecars.api import Pod, Service

Ports = frozenset[int | str]
NONE: Ports = frozenset()

_Selecting = dict[tuple[str, str, str], list[Service]]


def served_ports(pod: Pod, services: Mapping[str, Service]) -> Ports:
    """Numbers and names of the container ports that the Services which select this pod send traffic to."""
    if not services:
        return NONE
    meta = pod.metadata
    labels = meta.labels.items()
    selecting = _index(services)
    return frozenset(
        port.target_port or port.port
        for key, value in labels
        for service in selecting.get((meta.namespace, key, value), ())
        if service.spec.selector.items() <= labels
        for port in service.spec.ports
    )


_latest: tuple[Mapping[str, Service], _Selecting] = ({}, {})


def _index(services: Mapping[str, Service]) -> _Selecting:
    """Services by namespace and the first label that they ask for, so that a pod asks few of them. A Service without
    a selector selects nothing. Kept for one snapshot: its map is another when a Service has changed."""
    global _latest  # noqa: PLW0603 - a cache of what is worked out from the argument alone
    if _latest[0] is not services:
        selecting: _Selecting = {}
        for service in services.values():
            for key, value in list(service.spec.selector.items())[:1]:
                selecting.setdefault((service.metadata.namespace, key, value), []).append(service)
        _latest = (services, selecting)
    return _latest[1]
