"""How far a workload is, from its own status (kubectl pkg/polymorphichelpers/rollout_status.go, v0.35)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple


class Rollout(NamedTuple):
    """`text` says what is still missing, "" if nothing is; `failed` says why it never will be, "" if it may."""

    text: str = ""
    failed: str = ""


Object = dict[str, Any]


def rollout(kind: str, value: Object) -> Rollout:
    """The state of an object of the API. An object of a kind without a rollout misses nothing."""
    read = _READERS.get(kind)
    if read is None:
        return Rollout()
    spec, status, meta = (_object(value, name) for name in ("spec", "status", "metadata"))
    if _number(status, "observedGeneration") < _number(meta, "generation") and kind != "Job":
        return Rollout("its controller has not yet seen the newest spec")
    return read(spec, status)


def _deployment(spec: Object, status: Object) -> Rollout:
    wanted, updated = _number(spec, "replicas", 1), _number(status, "updatedReplicas")
    if updated < wanted:
        return Rollout(f"{updated} of {wanted} pods are of the new revision")
    if (old := _number(status, "replicas") - updated) > 0:
        return Rollout(f"pods of the old revision are still there: {old}")
    if (available := _number(status, "availableReplicas")) < updated:
        return Rollout(f"{available} of {updated} pods are available")
    return Rollout()


def _stateful_set(spec: Object, status: Object) -> Rollout:
    wanted, ready = _number(spec, "replicas", 1), _number(status, "readyReplicas")
    if ready < wanted:
        return Rollout(f"{ready} of {wanted} pods are ready")
    strategy = _object(spec, "updateStrategy")
    updated = _number(status, "updatedReplicas")
    partition = _number(_object(strategy, "rollingUpdate"), "partition")
    if strategy.get("type", "RollingUpdate") != "OnDelete" and updated < wanted - partition:
        if status.get("updateRevision") != status.get("currentRevision"):
            return Rollout(f"{updated} of {wanted - partition} pods are of the new revision")
    return Rollout()


def _daemon_set(_spec: Object, status: Object) -> Rollout:
    wanted = _number(status, "desiredNumberScheduled")
    for field, words in (("updatedNumberScheduled", "of the new revision"), ("numberAvailable", "available")):
        if (have := _number(status, field)) < wanted:
            return Rollout(f"{have} of {wanted} pods are {words}")
    return Rollout()


def _replica_set(spec: Object, status: Object) -> Rollout:
    wanted, ready = _number(spec, "replicas", 1), _number(status, "readyReplicas")
    return Rollout(f"{ready} of {wanted} pods are ready") if ready < wanted else Rollout()


def _job(spec: Object, status: Object) -> Rollout:
    conditions = status.get("conditions")
    for condition in conditions if isinstance(conditions, list) else ():
        if isinstance(condition, dict) and condition.get("status") == "True":
            if condition.get("type") == "Complete":
                return Rollout()
            if condition.get("type") == "Failed":
                return Rollout(failed=f"{condition.get('reason', '')}: {condition.get('message', '')}")
    return Rollout(f"{_number(status, 'succeeded')} of {_number(spec, 'completions', 1)} pods have completed")


_READERS: dict[str, Callable[[Object, Object], Rollout]] = {
    "Deployment": _deployment,
    "StatefulSet": _stateful_set,
    "DaemonSet": _daemon_set,
    "ReplicaSet": _replica_set,
    "Job": _job,
}


def _object(value: Object, name: str) -> Object:
    member = value.get(name)
    return member if isinstance(member, dict) else {}


def _number(value: Object, name: str, default: int = 0) -> int:
    member = value.get(name, default)
    return member if isinstance(member, int) else default
