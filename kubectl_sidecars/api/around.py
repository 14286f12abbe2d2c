"""The objects beside pods: nodes, jobs, replica sets, namespaces, services, volumes."""

from __future__ import annotations

from msgspec import field

from kubectl_sidecars.api.meta import ApiObject, ObjectMeta, Quantities, Time
from kubectl_sidecars.api.pod import NodeSelector, PodCondition, PodSpec


class NodeSystemInfo(ApiObject, frozen=True):
    kubelet_version: str = ""


class NodeStatus(ApiObject, frozen=True):
    allocatable: Quantities = {}
    capacity: Quantities = {}
    conditions: tuple[PodCondition, ...] = ()
    node_info: NodeSystemInfo = NodeSystemInfo()


class Taint(ApiObject, frozen=True):
    key: str = ""
    value: str = ""
    effect: str = ""


class NodeSpec(ApiObject, frozen=True):
    unschedulable: bool = False
    taints: tuple[Taint, ...] = ()


class Node(ApiObject, frozen=True):
    metadata: ObjectMeta = ObjectMeta()
    spec: NodeSpec = NodeSpec()
    status: NodeStatus = NodeStatus()

    @property
    def not_ready(self) -> PodCondition | None:
        """The Ready condition where it is not True; None for a node that is ready."""
        for condition in self.status.conditions:
            if condition.type == "Ready" and condition.status != "True":
                return condition
        return None


class JobSpec(ApiObject, frozen=True):
    active_deadline_seconds: int | None = None
    backoff_limit: int | None = None
    backoff_limit_per_index: int | None = None
    completions: int | None = None
    parallelism: int | None = None
    suspend: bool = False


class JobStatus(ApiObject, frozen=True):
    active: int = 0
    succeeded: int = 0
    failed: int = 0
    failed_indexes: str = ""
    start_time: Time | None = None
    completion_time: Time | None = None
    conditions: tuple[PodCondition, ...] = ()


class Job(ApiObject, frozen=True):
    metadata: ObjectMeta = ObjectMeta()
    spec: JobSpec = JobSpec()
    status: JobStatus = JobStatus()


class PodTemplateSpec(ApiObject, frozen=True):
    metadata: ObjectMeta = ObjectMeta()
    spec: PodSpec = PodSpec()


class ReplicaSetSpec(ApiObject, frozen=True):
    replicas: int = 0
    template: PodTemplateSpec = PodTemplateSpec()


class ReplicaSetStatus(ApiObject, frozen=True):
    observed_generation: int = 0
    replicas: int = 0
    ready_replicas: int = 0
    conditions: tuple[PodCondition, ...] = ()


class ReplicaSet(ApiObject, frozen=True):
    metadata: ObjectMeta = ObjectMeta()
    spec: ReplicaSetSpec = ReplicaSetSpec()
    status: ReplicaSetStatus = ReplicaSetStatus()


class Namespace(ApiObject, frozen=True):
    metadata: ObjectMeta = ObjectMeta()


class ServicePort(ApiObject, frozen=True):
    """`target_port` is a number or the name of a container's port; absent or 0 means `port`."""

    port: int = 0
    target_port: int | str = 0
    node_port: int = 0


class ServiceSpec(ApiObject, frozen=True):
    cluster_ip: str = field(name="clusterIP", default="")
    selector: dict[str, str] = {}
    ports: tuple[ServicePort, ...] = ()


class Service(ApiObject, frozen=True):
    metadata: ObjectMeta = ObjectMeta()
    spec: ServiceSpec = ServiceSpec()


class ClaimReference(ApiObject, frozen=True):
    """The PersistentVolumeClaim that a volume is bound to."""

    namespace: str = ""
    name: str = ""


class VolumeNodeAffinity(ApiObject, frozen=True):
    required: NodeSelector = NodeSelector()


class CSIPersistentVolumeSource(ApiObject, frozen=True):
    driver: str = ""
    volume_handle: str = ""


class PersistentVolumeSpec(ApiObject, frozen=True):
    csi: CSIPersistentVolumeSource | None = None
    claim_ref: ClaimReference = ClaimReference()
    storage_class_name: str = ""
    node_affinity: VolumeNodeAffinity = VolumeNodeAffinity()


class PersistentVolume(ApiObject, frozen=True):
    metadata: ObjectMeta = ObjectMeta()
    spec: PersistentVolumeSpec = PersistentVolumeSpec()
