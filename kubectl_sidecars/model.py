"""Containers with spec and status joined, in the order in which the kubelet starts them; owners and conditions."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

import msgspec

from kubectl_sidecars.api import (
    Container,
    ContainerStatus,
    ObjectMeta,
    OwnerReference,
    Pod,
    PodCondition,
    ResourceRequirements,
    Running,
    Terminated,
    Waiting,
)
from kubectl_sidecars.quantity import quantity
from kubectl_sidecars.snapshot import Snapshot


class ContainerType(StrEnum):
    """Type of a container, by the spec. SIDECAR is an entry of initContainers with restartPolicy Always (KEP-753)."""

    INIT = "init"
    SIDECAR = "sidecar"
    CONTAINER = "container"
    EPHEMERAL = "ephemeral"

    @property
    def words(self) -> str:
        """The type as people say it: `init container`, `native sidecar`."""
        return TYPE_WORDS[self]


TYPE_WORDS = {
    ContainerType.INIT: "init container",
    ContainerType.SIDECAR: "native sidecar",
    ContainerType.CONTAINER: "plain container",
    ContainerType.EPHEMERAL: "ephemeral container",
}


TOKEN_VOLUME = "kube-api-access-"  # noqa: S105 - a name
"""The start of the name of the volume that each pod gets, another one in each (the admission plugin ServiceAccount,
v1.35)."""
NOT_REPORTED = Waiting()
"""State of a container without a status."""


class ContainerView(msgspec.Struct, frozen=True, gc=False):
    """One container.

    `index` is its position in its list of the spec. `status` stays None until the kubelet reports one."""

    type: ContainerType
    index: int
    spec: Container
    status: ContainerStatus | None
    state: Running | Waiting | Terminated = NOT_REPORTED
    """The current state of `status`, taken once because dozens of rules read it."""
    pod_memory_limit: str | float | None = None
    """The memory limit of all containers of the pod together; None without one."""

    @property
    def name(self) -> str:
        """The container's name."""
        return self.spec.name

    @property
    def in_init_containers(self) -> bool:
        """True for an entry of spec.initContainers: a plain init container or a native sidecar."""
        return self.type in (ContainerType.INIT, ContainerType.SIDECAR)

    @property
    def runs_with_pod(self) -> bool:
        """True for a container that runs as long as its pod: a main container or a native sidecar."""
        return self.type in (ContainerType.SIDECAR, ContainerType.CONTAINER)

    @property
    def last_terminated(self) -> Terminated | None:
        """The last run that ended: the API keeps two of them. None if no run is recorded."""
        if self.status is None:
            return None
        return self.status.state.terminated or self.status.last_state.terminated

    @property
    def restart_count(self) -> int:
        """Number of restarts; 0 without a status."""
        return self.status.restart_count if self.status else 0

    @property
    def is_ready(self) -> bool:
        """True if the status says ready."""
        return self.status is not None and self.status.ready

    @property
    def is_started(self) -> bool:
        """True after the startup probe passed, and without a probe; null counts as false (core/v1 types.go)."""
        return self.status is not None and self.status.started is True

    @property
    def memory_limit(self) -> str | int | float | None:
        """The memory limit as the spec writes it; None without a limit. The kubelet ignores a limit of 0
        (kuberuntime_container_linux.go calculateLinuxResources, v1.37)."""
        return _memory_limit(self.spec.resources)

    @property
    def field_path(self) -> str:
        """`spec.containers{app}`: the involvedObject.fieldPath of events about this container."""
        return f"spec.{_FIELDS[self.type]}{{{self.spec.name}}}"

    @property
    def path(self) -> str:
        """`spec.containers[0]`: the path of the spec, for kubectl get -o jsonpath."""
        return spec_path(self.type, self.index)


def spec_path(type_: ContainerType, index: int) -> str:
    """`spec.containers[0]`: the path of the container at that position of its list."""
    return f"spec.{_FIELDS[type_]}[{index}]"


def _memory_limit(resources: ResourceRequirements) -> str | float | None:
    limits = resources.limits
    return None if quantity(limits, "memory") == 0 else limits.get("memory")


_FIELDS = {
    ContainerType.INIT: "initContainers",
    ContainerType.SIDECAR: "initContainers",
    ContainerType.CONTAINER: "containers",
    ContainerType.EPHEMERAL: "ephemeralContainers",
}


def containers(pod: Pod) -> tuple[ContainerView, ...]:
    """The containers of a pod in start order: initContainers, containers, ephemeralContainers.

    Statuses are matched by name, because the API does not promise their order. A status without a spec is dropped."""
    return tuple(_views(pod))


def _views(pod: Pod) -> Iterator[ContainerView]:
    spec, status = pod.spec, pod.status
    limit = _memory_limit(spec.resources)
    init = {found.name: found for found in status.init_container_statuses}
    for index, container in enumerate(spec.init_containers):
        kind = ContainerType.SIDECAR if is_sidecar(container) else ContainerType.INIT
        yield _view(kind, index, container, init.get(container.name), limit)
    main = {found.name: found for found in status.container_statuses}
    for index, container in enumerate(spec.containers):
        yield _view(ContainerType.CONTAINER, index, container, main.get(container.name), limit)
    if spec.ephemeral_containers:
        debug = {found.name: found for found in status.ephemeral_container_statuses}
        for index, container in enumerate(spec.ephemeral_containers):
            yield _view(ContainerType.EPHEMERAL, index, container, debug.get(container.name), limit)


def _view(
    type_: ContainerType, index: int, spec: Container, status: ContainerStatus | None, limit: str | float | None
) -> ContainerView:
    return ContainerView(type_, index, spec, status, status.state.current if status else NOT_REPORTED, limit)


def is_sidecar(init_container: Container) -> bool:
    """True if an entry of initContainers is a native sidecar. Main containers may have the same field (1.34)."""
    return init_container.restart_policy == "Always"


def condition(pod: Pod, type_: str) -> PodCondition | None:
    """The pod's condition of that type; None if it has no such condition."""
    for candidate in pod.status.conditions:
        if candidate.type == type_:
            return candidate
    return None


def is_true(pod: Pod, type_: str) -> bool:
    """True if the pod has the condition and its status is True."""
    found = condition(pod, type_)
    return found is not None and found.status == "True"


class Owner(msgspec.Struct, frozen=True, gc=False):
    """The workload that a pod belongs to. Both fields are empty for a pod without a controller."""

    kind: str = ""
    name: str = ""

    def __str__(self) -> str:
        return f"{self.kind}/{self.name}" if self.kind else ""


NO_OWNER = Owner()
WorkloadKey = tuple[str, Owner]
"""The namespace of a workload, and the workload."""


def controller(meta: ObjectMeta) -> OwnerReference | None:
    """The owner reference with controller: true; None if no owner has that."""
    for reference in meta.owner_references:
        if reference.controller:
            return reference
    return None


_OF_NODES = frozenset({"DaemonSet", "Node"})


def is_of_node(pod: Pod) -> bool:
    """True for an agent of a node: a pod of a DaemonSet, or a static one. It is there again as soon as its node is."""
    owner = controller(pod.metadata)
    return owner is not None and owner.kind in _OF_NODES


REVISION_LABELS = ("pod-template-hash", "controller-revision-hash")


def revision(pod: Pod) -> str:
    """The revision of the workload that made the pod; "" without one."""
    labels = pod.metadata.labels
    return next((labels[label] for label in REVISION_LABELS if label in labels), "")


def workload(pod: Pod, around: Snapshot) -> Owner:
    """The pod's top-level owner: the Deployment of its ReplicaSet, the CronJob of its Job; NO_OWNER without one.

    If the ReplicaSet was not read, the Deployment's name is derived from its name: the deployment controller (v1.37)
    appends "-" and the pod-template-hash."""
    reference = controller(pod.metadata)
    if reference is None:
        return NO_OWNER
    behind: ObjectMeta | None = None
    if reference.kind == "ReplicaSet":
        replica_set = around.replica_sets.get(reference.uid)
        template_hash = pod.metadata.labels.get("pod-template-hash", "")
        if replica_set is None and template_hash and reference.name.endswith(f"-{template_hash}"):
            return Owner("Deployment", reference.name.removesuffix(f"-{template_hash}"))
        behind = replica_set.metadata if replica_set else None
    elif reference.kind == "Job":
        job = around.jobs.get(reference.uid)
        behind = job.metadata if job else None
    above = controller(behind) if behind else None
    return Owner(above.kind, above.name) if above else Owner(reference.kind, reference.name)
