"""Pods: spec, status and their parts."""

from __future__ import annotations

from msgspec import field

from kubectl_sidecars.api.container import Container, ObjectReference, ResourceRequirements
from kubectl_sidecars.api.meta import ApiObject, ObjectMeta, Time
from kubectl_sidecars.api.state import ContainerStatus


class SecretVolumeSource(ApiObject, frozen=True):
    secret_name: str = ""
    optional: bool = False


class PersistentVolumeClaimVolumeSource(ApiObject, frozen=True):
    claim_name: str = ""


class EmptyDirVolumeSource(ApiObject, frozen=True):
    medium: str = ""


class HostPathVolumeSource(ApiObject, frozen=True):
    path: str = ""


class CSIVolumeSource(ApiObject, frozen=True):
    driver: str = ""


class VolumeProjection(ApiObject, frozen=True):
    config_map: ObjectReference | None = None
    secret: ObjectReference | None = None


class ProjectedVolumeSource(ApiObject, frozen=True):
    sources: tuple[VolumeProjection, ...] = ()


class Volume(ApiObject, frozen=True):
    name: str = ""
    config_map: ObjectReference | None = None
    secret: SecretVolumeSource | None = None
    empty_dir: EmptyDirVolumeSource | None = None
    host_path: HostPathVolumeSource | None = None
    persistent_volume_claim: PersistentVolumeClaimVolumeSource | None = None
    projected: ProjectedVolumeSource | None = None
    csi: CSIVolumeSource | None = None


class PodSchedulingGate(ApiObject, frozen=True):
    name: str = ""


class PodReadinessGate(ApiObject, frozen=True):
    condition_type: str = ""


class PodSecurityContext(ApiObject, frozen=True):
    run_as_user: int | None = None
    run_as_non_root: bool | None = None


class NodeSelectorRequirement(ApiObject, frozen=True):
    key: str = ""
    operator: str = ""
    values: tuple[str, ...] = ()


class NodeSelectorTerm(ApiObject, frozen=True):
    match_expressions: tuple[NodeSelectorRequirement, ...] = ()
    match_fields: tuple[NodeSelectorRequirement, ...] = ()


class NodeSelector(ApiObject, frozen=True):
    node_selector_terms: tuple[NodeSelectorTerm, ...] = ()


class NodeAffinity(ApiObject, frozen=True):
    """The nodes that a pod may run on; without terms all of them."""

    required_during_scheduling_ignored_during_execution: NodeSelector = NodeSelector()


class Affinity(ApiObject, frozen=True):
    node_affinity: NodeAffinity = NodeAffinity()


class Toleration(ApiObject, frozen=True):
    key: str = ""
    operator: str = ""
    value: str = ""
    effect: str = ""


class PodSpec(ApiObject, frozen=True):
    init_containers: tuple[Container, ...] = ()
    containers: tuple[Container, ...] = ()
    ephemeral_containers: tuple[Container, ...] = ()
    volumes: tuple[Volume, ...] = ()
    node_name: str = ""
    scheduler_name: str = ""
    priority: int = 0
    node_selector: dict[str, str] = {}
    affinity: Affinity = Affinity()
    tolerations: tuple[Toleration, ...] = ()
    restart_policy: str = "Always"
    termination_grace_period_seconds: int | None = None
    active_deadline_seconds: int | None = None
    scheduling_gates: tuple[PodSchedulingGate, ...] = ()
    readiness_gates: tuple[PodReadinessGate, ...] = ()
    security_context: PodSecurityContext = PodSecurityContext()
    host_network: bool = False
    dns_policy: str = ""
    share_process_namespace: bool = False
    service_account_name: str = ""
    resources: ResourceRequirements = ResourceRequirements()
    """Requests and limits of all containers together (pod-level resources, beta in 1.34)."""

    @property
    def place(self) -> str:
        """The node of the pod; before it has one, that for which a DaemonSet has made it (pkg/controller/daemon/util,
        v1.35); "" for other pods."""
        if self.node_name:
            return self.node_name
        required = self.affinity.node_affinity.required_during_scheduling_ignored_during_execution
        fields = (each for term in required.node_selector_terms for each in term.match_fields)
        return next((each.values[0] for each in fields if each.key == "metadata.name" and each.values), "")


class PodCondition(ApiObject, frozen=True):
    """A condition of a Pod, a Node or a Job: they have the same fields."""

    type: str = ""
    status: str = ""
    reason: str = ""
    message: str = ""
    last_transition_time: Time | None = None


class PodStatus(ApiObject, frozen=True):
    phase: str = ""
    reason: str = ""
    message: str = ""
    conditions: tuple[PodCondition, ...] = ()
    init_container_statuses: tuple[ContainerStatus, ...] = ()
    container_statuses: tuple[ContainerStatus, ...] = ()
    ephemeral_container_statuses: tuple[ContainerStatus, ...] = ()
    start_time: Time | None = None
    observed_generation: int = 0
    nominated_node_name: str = ""
    host_ip: str = field(name="hostIP", default="")
    pod_ip: str = field(name="podIP", default="")


class Pod(ApiObject, frozen=True):
    metadata: ObjectMeta = ObjectMeta()
    spec: PodSpec = PodSpec()
    status: PodStatus = PodStatus()

    @property
    def is_over(self) -> bool:
        """True in the two phases that a pod never leaves: Succeeded and Failed (podutil IsPodTerminal, v1.37)."""
        return self.status.phase in ("Succeeded", "Failed")

    @property
    def is_leaving(self) -> bool:
        """True if it is being deleted, and holds its place on a node until its containers have ended."""
        return self.metadata.deletion_timestamp is not None and bool(self.spec.node_name) and not self.is_over

    @property
    def holds_devices(self) -> bool:
        """True if it requests a device, such as a GPU, or huge pages: what others may lack while it has them."""
        for container in (*self.spec.init_containers, *self.spec.containers):
            for name in container.resources.requests:
                if "/" in name or name.startswith("hugepages-"):
                    return True
        return False
