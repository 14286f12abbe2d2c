"""The controllers of pods, as far as a list of workloads reads them."""

from __future__ import annotations

from kubectl_sidecars.api.meta import ApiObject, ObjectMeta, Time
from kubectl_sidecars.api.pod import PodCondition


class DeploymentSpec(ApiObject, frozen=True):
    replicas: int = 1
    paused: bool = False


class DeploymentStatus(ApiObject, frozen=True):
    observed_generation: int = 0
    replicas: int = 0
    updated_replicas: int = 0
    ready_replicas: int = 0
    available_replicas: int = 0
    conditions: tuple[PodCondition, ...] = ()


class Deployment(ApiObject, frozen=True):
    metadata: ObjectMeta = ObjectMeta()
    spec: DeploymentSpec = DeploymentSpec()
    status: DeploymentStatus = DeploymentStatus()


class RollingUpdateStatefulSetStrategy(ApiObject, frozen=True):
    partition: int = 0


class StatefulSetUpdateStrategy(ApiObject, frozen=True):
    type: str = "RollingUpdate"
    rolling_update: RollingUpdateStatefulSetStrategy = RollingUpdateStatefulSetStrategy()


class StatefulSetOrdinals(ApiObject, frozen=True):
    start: int = 0


class StatefulSetSpec(ApiObject, frozen=True):
    replicas: int = 1
    pod_management_policy: str = "OrderedReady"
    ordinals: StatefulSetOrdinals = StatefulSetOrdinals()
    update_strategy: StatefulSetUpdateStrategy = StatefulSetUpdateStrategy()


class StatefulSetStatus(ApiObject, frozen=True):
    observed_generation: int = 0
    replicas: int = 0
    ready_replicas: int = 0
    updated_replicas: int = 0
    current_revision: str = ""
    update_revision: str = ""


class StatefulSet(ApiObject, frozen=True):
    metadata: ObjectMeta = ObjectMeta()
    spec: StatefulSetSpec = StatefulSetSpec()
    status: StatefulSetStatus = StatefulSetStatus()


class DaemonSetStatus(ApiObject, frozen=True):
    observed_generation: int = 0
    desired_number_scheduled: int = 0
    current_number_scheduled: int = 0
    updated_number_scheduled: int = 0
    number_ready: int = 0
    number_available: int = 0
    number_misscheduled: int = 0


class DaemonSet(ApiObject, frozen=True):
    metadata: ObjectMeta = ObjectMeta()
    status: DaemonSetStatus = DaemonSetStatus()


class ControllerRevision(ApiObject, frozen=True):
    """One template that a StatefulSet or DaemonSet has had; its name ends with the hash that pods of it carry."""

    metadata: ObjectMeta = ObjectMeta()
    revision: int = 0


class CronJobSpec(ApiObject, frozen=True):
    suspend: bool = False
    concurrency_policy: str = "Allow"


class ActiveJob(ApiObject, frozen=True):
    name: str = ""


class CronJobStatus(ApiObject, frozen=True):
    active: tuple[ActiveJob, ...] = ()
    last_schedule_time: Time | None = None
    last_successful_time: Time | None = None


class CronJob(ApiObject, frozen=True):
    metadata: ObjectMeta = ObjectMeta()
    spec: CronJobSpec = CronJobSpec()
    status: CronJobStatus = CronJobStatus()
