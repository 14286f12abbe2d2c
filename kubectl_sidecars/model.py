"""A container's spec and status side by side, made once, in the order in which the kubelet starts them."""

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
    Running,
    Terminated,
    Waiting,
)
from kubectl_sidecars.quantity import quantity
from kubectl_sidecars.snapshot import Snapshot


class ContainerType(StrEnum):
    """A fact of the API. A sidecar is in initContainers with restartPolicy Always, exactly (KEP-753)."""

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


NOT_REPORTED = Waiting()


class ContainerView(msgspec.Struct, frozen=True, gc=False):
    """One container. `status` is None until the kubelet has reported; `index` counts within its list of the spec."""

    type: ContainerType
    index: int
    spec: Container
    status: ContainerStatus | None
    state: Running | Waiting | Terminated = NOT_REPORTED
    """Of `status`: found once, asked for dozens of times."""

    @property
    def name(self) -> str:
        return self.spec.name

    @property
    def in_init_containers(self) -> bool:
        """True for an entry of spec.initContainers: a plain init container or a native sidecar."""
        return self.type in (ContainerType.INIT, ContainerType.SIDECAR)

    @property
    def last_terminated(self) -> Terminated | None:
        """The newest run that ended, of the two that the API keeps."""
        if self.status is None:
            return None
        return self.status.state.terminated or self.status.last_state.terminated

    @property
    def restart_count(self) -> int:
        return self.status.restart_count if self.status else 0

    @property
    def is_ready(self) -> bool:
        return self.status is not None and self.status.ready

    @property
    def is_started(self) -> bool:
        """True once the startup probe has passed (or there is none); null means false (core/v1 types.go)."""
        return self.status is not None and self.status.started is True

    @property
    def memory_limit(self) -> str | int | float | None:
        """The memory limit as the spec writes it; None if there is none, or 0, which the kubelet takes for none
        (kuberuntime_container_linux.go calculateLinuxResources, v1.37)."""
        limits = self.spec.resources.limits
        return None if quantity(limits, "memory") == 0 else limits.get("memory")

    @property
    def field_path(self) -> str:
        """How an event's involvedObject.fieldPath names this container."""
        return f"spec.{_FIELDS[self.type]}{{{self.spec.name}}}"

    @property
    def path(self) -> str:
        """Where the spec stands, for kubectl get -o jsonpath."""
        return f"spec.{_FIELDS[self.type]}[{self.index}]"


_FIELDS = {
    ContainerType.INIT: "initContainers",
    ContainerType.SIDECAR: "initContainers",
    ContainerType.CONTAINER: "containers",
    ContainerType.EPHEMERAL: "ephemeralContainers",
}


def containers(pod: Pod) -> tuple[ContainerView, ...]:
    """All containers of a pod in start order: initContainers, containers, ephemeral ones.

    A status without a spec (statuses lag behind, a damaged object) makes no container; a spec
    without a status has status None. Statuses are found by name: their order is not promised.
    """
    return tuple(_views(pod))


def _views(pod: Pod) -> Iterator[ContainerView]:
    spec, status = pod.spec, pod.status
    init = {each.name: each for each in status.init_container_statuses}
    for index, container in enumerate(spec.init_containers):
        kind = ContainerType.SIDECAR if is_sidecar(container) else ContainerType.INIT
        yield _view(kind, index, container, init.get(container.name))
    main = {each.name: each for each in status.container_statuses}
    for index, container in enumerate(spec.containers):
        yield _view(ContainerType.CONTAINER, index, container, main.get(container.name))
    if spec.ephemeral_containers:
        debug = {each.name: each for each in status.ephemeral_container_statuses}
        for index, container in enumerate(spec.ephemeral_containers):
            yield _view(ContainerType.EPHEMERAL, index, container, debug.get(container.name))


def _view(type_: ContainerType, index: int, spec: Container, status: ContainerStatus | None) -> ContainerView:
    return ContainerView(type_, index, spec, status, status.state.current if status else NOT_REPORTED)


def is_sidecar(init_container: Container) -> bool:
    """Whether an entry of initContainers is a native sidecar; the field may stand on main containers too (1.34)."""
    return init_container.restart_policy == "Always"


def is_over(pod: Pod) -> bool:
    """True in the two phases that a pod never leaves: Succeeded and Failed (podutil IsPodTerminal, v1.37)."""
    return pod.status.phase in ("Succeeded", "Failed")


def condition(pod: Pod, type_: str) -> PodCondition | None:
    """The pod's condition of that type, if it has one."""
    for each in pod.status.conditions:
        if each.type == type_:
            return each
    return None


def is_true(pod: Pod, type_: str) -> bool:
    found = condition(pod, type_)
    return found is not None and found.status == "True"


class Owner(msgspec.Struct, frozen=True, gc=False):
    """The workload that a pod belongs to; both empty for a pod of its own."""

    kind: str = ""
    name: str = ""

    def __str__(self) -> str:
        return f"{self.kind}/{self.name}" if self.kind else ""


NO_OWNER = Owner()


def controller(meta: ObjectMeta) -> OwnerReference | None:
    """The one owner that manages the object."""
    for reference in meta.owner_references:
        if reference.controller:
            return reference
    return None


def workload(pod: Pod, around: Snapshot) -> Owner:
    """What a user calls the pod's owner: the Deployment behind a ReplicaSet, the CronJob behind a Job.

    Where the ReplicaSet itself was not read, its name without the pod-template-hash is the Deployment's
    (deployment controller, v1.37: name = deployment name + "-" + hash).
    """
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
