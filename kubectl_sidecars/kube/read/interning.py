"""Interning of pod specs: equal parts of pods are stored once, which halves the memory of 10,000 pods.

Most of a pod is its spec, and most changes of a pod are changes of its status. A spec that was received before is not
decoded again, which saves two thirds of the time of a change. It is recognised by metadata.generation, which counts the
specs of a pod, except for its binding to a node (KEP-5067, in every pod since v1.34), and otherwise by its bytes.
"""

from __future__ import annotations

from typing import NamedTuple, TypeVar

import msgspec
from msgspec.structs import replace

from kubectl_sidecars.api import Container, Object, Pod, PodSpec, PodStatus
from kubectl_sidecars.api.meta import ApiObject, ObjectMeta
from kubectl_sidecars.decode import decoder
from kubectl_sidecars.object_keys import key

T = TypeVar("T", bound=Object)

MOST_KEPT = 8192
"""Containers and specs of workloads that are remembered; a cluster may create new ones without end."""

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
"""Fields of a container that are interned one by one, as not all of them are equal within a workload: each pod has a
mount of its own for the token."""


SPEC_PARTS = ("node_selector", "affinity", "tolerations")
"""Fields of a pod's spec that are interned: most pods of a workload have the same ones."""


class ThinPod(ApiObject, frozen=True):
    """A pod whose spec is not decoded yet."""

    metadata: ObjectMeta = ObjectMeta()
    spec: msgspec.Raw = msgspec.Raw()
    status: PodStatus = PodStatus()


class InternedSpec(NamedTuple):
    """The last spec of a pod. `generation` is 0 if the server does not count specs.

    `hashed` is the hash of its JSON, 0 if the pod was not received as a ThinPod.
    """

    generation: int
    hashed: int
    spec: PodSpec

    def is_of(self, generation: int) -> bool:
        """True if a spec of this generation must be the same one."""
        return 0 < self.generation == generation and bool(self.spec.node_name)


class PodInterner:
    """Remembers the spec of each pod, and the first spec and the first container of each name in each workload."""

    def __init__(self) -> None:
        self._specs: dict[str, InternedSpec] = {}
        self._first: dict[tuple[str, str], Container] = {}
        self._first_spec: dict[str, PodSpec] = {}

    def decode(self, thin: ThinPod) -> Pod:
        """The pod with its spec, decoded only if it is new. Raises msgspec.DecodeError for an invalid spec."""
        meta, where = thin.metadata, key(thin)  # type: ignore[arg-type]
        last = self._specs.get(where)
        if last is None or not last.is_of(meta.generation):
            raw = bytes(thin.spec)
            hashed = hash(raw)
            if last is None or last.hashed != hashed:
                spec = decoder(PodSpec).decode(raw) if raw else PodSpec()
                last = InternedSpec(meta.generation, hashed, self._shared(meta, spec, last))
                self._specs[where] = last
        return Pod(metadata=meta, spec=last.spec, status=thin.status)

    def intern(self, value: T) -> T:
        """An equal object that shares its parts with those before. Only pods are interned."""
        if not isinstance(value, Pod):
            return value
        where = key(value)
        last = self._specs.get(where)
        if last is not None and last.spec is value.spec:
            return value
        spec = self._shared(value.metadata, value.spec, last)
        self._specs[where] = InternedSpec(value.metadata.generation, 0, spec)
        return replace(value, spec=spec)

    def share(self, pod: Pod) -> Pod:
        """The same as `intern`, but the pod is not remembered."""
        return replace(pod, spec=self._shared(pod.metadata, pod.spec, None))

    def forget(self, value: Object) -> None:
        """Drops the spec of a deleted pod."""
        self._specs.pop(key(value), None)

    def _shared(self, meta: ObjectMeta, spec: PodSpec, last: InternedSpec | None) -> PodSpec:
        if last is not None and last.spec == spec:
            return last.spec
        owner = meta.owner_references[0].uid if meta.owner_references else meta.namespace
        init = tuple([self._container(owner, container) for container in spec.init_containers])
        mains = tuple([self._container(owner, container) for container in spec.containers])
        if len(self._first_spec) >= MOST_KEPT:
            self._first_spec.clear()
        first = self._first_spec.setdefault(owner, spec)
        same = {name: part for name in SPEC_PARTS if (part := getattr(first, name)) == getattr(spec, name)}
        return replace(spec, init_containers=init, containers=mains, **same)

    def _container(self, owner: str, container: Container) -> Container:
        first = self._first.get((owner, container.name))
        if first is None:
            if len(self._first) >= MOST_KEPT:
                self._first.clear()
            self._first[owner, container.name] = container
            return container
        if first == container:
            return first
        same = {name: part for name in PARTS if (part := getattr(first, name)) == getattr(container, name)}
        return replace(container, **same)
