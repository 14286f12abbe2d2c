"""Pods of one workload hold the same values, not copies: half of what 10,000 pods take in memory."""

from __future__ import annotations

from typing import TypeVar

from msgspec.structs import replace

from kubectl_sidecars.api import Container, Object, Pod

T = TypeVar("T", bound=Object)

MOST_KEPT = 8192
"""Containers of workloads; a cluster may make new ones for ever."""

PARTS = (
    "command",
    "args",
    "env",
    "env_from",
    "ports",
    "volume_mounts",
    "resources",
    "liveness_probe",
    "readiness_probe",
    "startup_probe",
    "lifecycle",
    "security_context",
)
"""Of a container. Not all of it is the same even within a workload: the mount of the token has a name of its own."""


class Sharing:
    """Remembers each container of a workload as it was first seen."""

    def __init__(self) -> None:
        self._first: dict[tuple[str, str], Container] = {}

    def of(self, value: T, before: T | None) -> T:
        """An equal value, made of what is held already; `before` is the object as it was. Only pods are worth it."""
        if not isinstance(value, Pod):
            return value
        if isinstance(before, Pod) and before.spec == value.spec:
            return replace(value, spec=before.spec)
        owners = value.metadata.owner_references
        if not owners:
            return value
        owner, spec = owners[0].uid, value.spec
        init = tuple([self._container(owner, each) for each in spec.init_containers])
        mains = tuple([self._container(owner, each) for each in spec.containers])
        return replace(value, spec=replace(spec, init_containers=init, containers=mains))

    def _container(self, owner: str, container: Container) -> Container:
        first = self._first.get((owner, container.name))
        if first is None:
            if len(self._first) >= MOST_KEPT:
                self._first.clear()
            self._first[owner, container.name] = container
            return container
        if first == container:
            return first
        same = {name: there for name in PARTS if (there := getattr(first, name)) == getattr(container, name)}
        return replace(container, **same)
