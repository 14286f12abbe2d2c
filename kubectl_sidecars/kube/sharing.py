"""Pods hold what they have in common, not copies of it: half of what 10,000 pods take in memory.

Most of a pod is its spec, and most of what a watch tells of it is its status: a spec that has come before is not even
decoded again, which is two thirds of the time that a change takes.
"""

from __future__ import annotations

from typing import TypeVar

import msgspec
from msgspec.structs import replace

from kubectl_sidecars.api import Container, Object, Pod, PodSpec, PodStatus
from kubectl_sidecars.api.meta import ApiObject, ObjectMeta
from kubectl_sidecars.decode import decoder
from kubectl_sidecars.snapshot import key

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


class ThinPod(ApiObject, frozen=True):
    """A pod whose spec is not read yet."""

    metadata: ObjectMeta = ObjectMeta()
    spec: msgspec.Raw = msgspec.Raw()
    status: PodStatus = PodStatus()


class Sharing:
    """Remembers the spec of each pod, with the hash of its bytes where it came as such, and each container of a
    workload as it was first seen."""

    def __init__(self) -> None:
        self._specs: dict[str, tuple[int, PodSpec]] = {}
        self._first: dict[tuple[str, str], Container] = {}

    def whole(self, thin: ThinPod) -> Pod:
        """The pod with its spec. Raises msgspec.DecodeError where that is none."""
        meta, raw, where = thin.metadata, bytes(thin.spec), key(thin)  # type: ignore[arg-type]
        seen, known = hash(raw), self._specs.get(where)
        if known is None or known[0] != seen:
            spec = decoder(PodSpec).decode(raw) if raw else PodSpec()
            known = self._specs[where] = (seen, self._shared(meta, spec, known))
        return Pod(metadata=meta, spec=known[1], status=thin.status)

    def of(self, value: T) -> T:
        """An equal value, made of what is held already. Only pods are worth it."""
        if not isinstance(value, Pod):
            return value
        where = key(value)
        known = self._specs.get(where)
        if known is not None and known[1] is value.spec:
            return value
        spec = self._shared(value.metadata, value.spec, known)
        self._specs[where] = (0, spec)
        return replace(value, spec=spec)

    def forget(self, value: Object) -> None:
        """It is gone."""
        self._specs.pop(key(value), None)

    def _shared(self, meta: ObjectMeta, spec: PodSpec, known: tuple[int, PodSpec] | None) -> PodSpec:
        if known is not None and known[1] == spec:
            return known[1]
        if not meta.owner_references:
            return spec
        owner = meta.owner_references[0].uid
        init = tuple([self._container(owner, each) for each in spec.init_containers])
        mains = tuple([self._container(owner, each) for each in spec.containers])
        return replace(spec, init_containers=init, containers=mains)

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
