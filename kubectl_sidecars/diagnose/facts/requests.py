"""The amounts of resources that pods request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from kubectl_sidecars.api import Container, Pod, Quantities
from kubectl_sidecars.model import is_sidecar
from kubectl_sidecars.quantity import quantity

T = TypeVar("T")


def requests(pod: Pod) -> Mapping[str, float]:
    """The amount of each resource that the pod requests, without those of which it requests none."""
    whole = pod.spec.resources.requests
    names = dict.fromkeys(name for each in (*pod.spec.containers, *pod.spec.init_containers) for name in _names(each))
    amounts = {name: requested(pod, name) for name in (*whole, *names)}
    return {name: amount for name, amount in amounts.items() if amount}


def requested(pod: Pod, resource: str) -> float:
    """The amount of a resource that the pod requests: that of the whole pod where it says so, else that of all
    containers that run together, or of one init container if that is more (component-helpers resource/helpers.go
    PodRequests, v1.37)."""
    if resource in pod.spec.resources.requests:
        return quantity(pod.spec.resources.requests, resource) or 0.0
    sidecars = [each for each in pod.spec.init_containers if is_sidecar(each)]
    inits = [_of(each, resource) for each in pod.spec.init_containers if not is_sidecar(each)]
    return max([sum(_of(each, resource) for each in (*pod.spec.containers, *sidecars)), *inits])


def held_devices(pod: Pod | None) -> tuple[str, tuple[Quantities, ...]]:
    """The node of a pod and what its containers request there; empty unless it holds devices that others may lack."""
    if pod is None or not pod.spec.node_name or pod.is_over or not pod.holds_devices:
        return "", ()
    containers = (*pod.spec.init_containers, *pod.spec.containers)
    return pod.spec.node_name, tuple(each.resources.requests for each in containers)


def covers(room: Mapping[T, float], asked: Mapping[T, float]) -> bool:
    """True if there is room for all that is asked; sums of fractions are a little less than they should be."""
    return all(room.get(name, 0.0) >= amount * (1 - 1e-9) for name, amount in asked.items())


def _names(container: Container) -> Mapping[str, object]:
    return container.resources.requests


def _of(container: Container, resource: str) -> float:
    return quantity(container.resources.requests, resource) or 0.0
