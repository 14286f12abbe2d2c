"""Pods hold what they have in common, not copies of it: half of what 10,000 pods take in memory.

Most of a pod is its spec, and most of what a watch tells of it is its status: a spec that has come before is not even
decoded again, which is two thirds of the time that a change takes. The server counts a pod's specs, but for its binding
to a node (metadata.generation, KEP-5067, in every pod since v1.34); where it does not, the bytes tell.
"""

from __future__ import annotations

from typing import NamedTuple, TypeVar

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


class InternedSpec(NamedTuple):
    """A pod's spec: which of its specs it is, 0 where the server does not count them, and the hash of its bytes, 0
    where it did not come as such."""

    generation: int
    hashed: int
    spec: PodSpec

    def is_of(self, generation: int) -> bool:
        """Whether a spec of this generation can be no other."""
        return 0 < self.generation == generation and bool(self.spec.node_name)


class PodInterner:
    """Remembers the spec of each pod, and each container of a workload as it was first seen."""

    def __init__(self) -> None:
        self._specs: dict[str, InternedSpec] = {}
        self._first: dict[tuple[str, str], Container] = {}

    def whole(self, thin: ThinPod) -> Pod:
        """The pod with its spec. Raises msgspec.DecodeError where that is none."""
        meta, where = thin.metadata, key(thin)  # type: ignore[arg-type]
        known = self._specs.get(where)
        if known is None or not known.is_of(meta.generation):
            raw = bytes(thin.spec)
            seen = hash(raw)
            if known is None or known.hashed != seen:
                spec = decoder(PodSpec).decode(raw) if raw else PodSpec()
                known = InternedSpec(meta.generation, seen, self._shared(meta, spec, known))
                self._specs[where] = known
        return Pod(metadata=meta, spec=known.spec, status=thin.status)

    def of(self, value: T) -> T:
        """An equal value, made of what is held already. Only pods are worth it."""
        if not isinstance(value, Pod):
            return value
        where = key(value)
        known = self._specs.get(where)
        if known is not None and known.spec is value.spec:
            return value
        spec = self._shared(value.metadata, value.spec, known)
        self._specs[where] = InternedSpec(value.metadata.generation, 0, spec)
        return replace(value, spec=spec)

    def forget(self, value: Object) -> None:
        """It is gone."""
        self._specs.pop(key(value), None)

    def _shared(self, meta: ObjectMeta, spec: PodSpec, known: InternedSpec | None) -> PodSpec:
        if known is not None and known.spec == spec:
            return known.spec
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
