"""Progress of a workload, from its own status (kubectl pkg/polymorphichelpers/rollout_status.go, v0.35)."""

from __future__ import annotations

from typing import NamedTuple

from kubectl_sidecars.api import DaemonSet, Deployment, Job, ReplicaSet, StatefulSet
from kubectl_sidecars.sentences import counted, part


class Rollout(NamedTuple):
    """`text` says what is still missing, "" if nothing is; `failed` says why it never will be, "" if it may."""

    text: str = ""
    failed: str = ""


RolledOut = Deployment | StatefulSet | DaemonSet | ReplicaSet | Job
TYPES: dict[str, type[RolledOut]] = {
    type_.__name__: type_ for type_ in (Deployment, StatefulSet, DaemonSet, ReplicaSet, Job)
}
"""Each of them by its kind."""


def rollout(value: RolledOut) -> Rollout:
    """The state of a workload."""
    if not isinstance(value, Job) and value.status.observed_generation < value.metadata.generation:
        return Rollout("its controller has not yet seen the newest spec")
    match value:
        case Deployment():
            return _deployment(value)
        case StatefulSet():
            return _stateful_set(value)
        case DaemonSet():
            return _daemon_set(value)
        case ReplicaSet():
            return _replica_set(value)
        case Job():
            return _job(value)


def _deployment(value: Deployment) -> Rollout:
    wanted, status = value.spec.replicas, value.status
    updated = status.updated_replicas
    if updated < wanted:
        return Rollout(f"{part(updated, wanted, 'pod')} of the new revision")
    if (old := status.replicas - updated) > 0:
        return Rollout(f"{counted(old, 'pod')} of the old revision still there")
    if status.available_replicas < updated:
        return Rollout(f"{part(status.available_replicas, updated, 'pod')} available")
    return Rollout()


def _stateful_set(value: StatefulSet) -> Rollout:
    wanted, status, strategy = value.spec.replicas, value.status, value.spec.update_strategy
    if status.ready_replicas < wanted:
        return Rollout(f"{part(status.ready_replicas, wanted, 'pod')} ready")
    due = wanted - strategy.rolling_update.partition
    if strategy.type != "OnDelete" and status.updated_replicas < due:
        if status.update_revision != status.current_revision:
            return Rollout(f"{part(status.updated_replicas, due, 'pod')} of the new revision")
    return Rollout()


def _daemon_set(value: DaemonSet) -> Rollout:
    status = value.status
    wanted = status.desired_number_scheduled
    if status.updated_number_scheduled < wanted:
        return Rollout(f"{part(status.updated_number_scheduled, wanted, 'pod')} of the new revision")
    if status.number_available < wanted:
        return Rollout(f"{part(status.number_available, wanted, 'pod')} available")
    return Rollout()


def _replica_set(value: ReplicaSet) -> Rollout:
    wanted, ready = value.spec.replicas, value.status.ready_replicas
    return Rollout(f"{part(ready, wanted, 'pod')} ready") if ready < wanted else Rollout()


def _job(value: Job) -> Rollout:
    for condition in value.status.conditions:
        if condition.status == "True" and condition.type == "Complete":
            return Rollout()
        if condition.status == "True" and condition.type == "Failed":
            return Rollout(failed=f"{condition.reason}: {condition.message}")
    wanted = 1 if value.spec.completions is None else value.spec.completions
    return Rollout(f"{part(value.status.succeeded, wanted, 'pod')} completed")
