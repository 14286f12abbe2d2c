"""Progress of a workload: by its own object, else by its ReplicaSets, its Jobs or its pods."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from kubectl_sidecars.api import CronJob, DaemonSet, Deployment, Event, Job, PodCondition, ReplicaSet, StatefulSet
from kubectl_sidecars.causes.owner_effects import skipped_run, skipped_words
from kubectl_sidecars.causes.revisions import revision_number
from kubectl_sidecars.diagnose.facts.owner_status import failure
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.durations import age
from kubectl_sidecars.model import ContainerType
from kubectl_sidecars.report.schema import ContainerReport, PodReport, Standing
from kubectl_sidecars.sentences import counted, listed, part
from kubectl_sidecars.workloads.rollout import rollout

DESIRED = "deployment.kubernetes.io/desired-replicas"
"""The annotation of a ReplicaSet with the replicas of its Deployment (deployment_util.go, v1.35)."""
REVISION = "deployment.kubernetes.io/revision"
_OVER = (Standing.DONE, Standing.STOPPING)


class WorkloadStatus(msgspec.Struct, frozen=True):
    """The numbers of a WorkloadReport; `lacks` says what is missing, "" if nothing is; `standing` is its own."""

    wanted: int | None = None
    ready: int | None = None
    updated: int | None = None
    old: int | None = None
    lacks: str = ""
    notes: tuple[str, ...] = ()
    since: datetime | None = None
    standing: Standing = Standing.DONE


def deployment(value: Deployment, sets: Sequence[ReplicaSet]) -> WorkloadStatus:
    """The status of a Deployment; `sets` are its ReplicaSets."""
    spec, status = value.spec, value.status
    text = rollout(value).text
    progressing, available = _condition(status.conditions, "Progressing"), _condition(status.conditions, "Available")
    is_stuck = progressing.status == "False" and progressing.reason == "ProgressDeadlineExceeded"
    notes, serving = [], _serving(sets)
    if is_stuck:
        named = f"revision {number}" if (number := _digits(value.metadata.annotations.get(REVISION, ""))) else "it"
        notes.append(", ".join(filter(None, (f"{named} does not progress (ProgressDeadlineExceeded)", serving))))
    elif text and serving:
        notes.append(serving)
    if spec.paused:
        notes.append("its rollout is paused")
    since = progressing.last_transition_time if is_stuck else None
    if text and not since and available.status == "False":
        since = available.last_transition_time
    standing = Standing.WARNING if is_stuck else Standing.STARTING if text else Standing.WELL
    old = max(0, status.replicas - status.updated_replicas)
    return WorkloadStatus(
        spec.replicas, status.ready_replicas, status.updated_replicas, old, text, tuple(notes), since, standing
    )


def of_sets(sets: Sequence[ReplicaSet]) -> WorkloadStatus:
    """The status of a Deployment whose object is not known, by its ReplicaSets: at least one."""
    newest = max(sets, key=revision_number)
    desired = _digits(newest.metadata.annotations.get(DESIRED, ""))
    wanted = int(desired) if desired else sum(each.spec.replicas for each in sets)
    ready = sum(each.status.ready_replicas for each in sets)
    updated = newest.status.replicas
    text = f"{part(ready, wanted, 'pod')} ready" if ready < wanted else ""
    serving = _serving(sets) if text else ""
    old = sum(each.status.replicas for each in sets) - updated
    standing = Standing.STARTING if text else Standing.WELL
    return WorkloadStatus(wanted, ready, updated, old, text, (serving,) if serving else (), None, standing)


def replica_set(value: ReplicaSet) -> WorkloadStatus:
    """The status of a ReplicaSet without an owner."""
    wanted, ready = value.spec.replicas, value.status.ready_replicas
    text = rollout(value).text
    return WorkloadStatus(wanted, ready, lacks=text, standing=Standing.STARTING if text else Standing.WELL)


def stateful_set(value: StatefulSet, pods: Sequence[PodReport]) -> WorkloadStatus:
    """The status of a StatefulSet, with the pods that are not made since one before them is not Ready."""
    status = value.status
    text = rollout(value).text
    is_moving = status.update_revision != status.current_revision
    old = max(0, status.replicas - status.updated_replicas) if is_moving else 0
    updated = status.updated_replicas if is_moving else status.replicas
    standing = Standing.STARTING if text else Standing.WELL
    note = _unmade(value, pods)
    return WorkloadStatus(
        value.spec.replicas, status.ready_replicas, updated, old, text, (note,) if note else (), None, standing
    )


def _unmade(value: StatefulSet, pods: Sequence[PodReport]) -> str:
    """Names the pods that are not made yet: the controller makes the next one when the one before it is Ready
    (stateful_set_control.go, v1.35). "" where no pod waits, and where not all pods are known."""
    spec = value.spec
    lacks_pods = len(pods) == value.status.replicas < spec.replicas
    if spec.pod_management_policy != "OrderedReady" or not lacks_pods:
        return ""
    start, known = spec.ordinals.start, {pod.name: pod for pod in pods}
    names = [f"{value.metadata.name}-{start + index}" for index in range(min(spec.replicas, _MOST))]
    first = next((index for index, name in enumerate(names) if name not in known or not is_ready(known[name])), None)
    if first is None or names[first] not in known:
        return ""
    missing = [name for name in names[first + 1 :] if name not in known]
    if not missing:
        return ""
    is_one = len(missing) == 1 and spec.replicas <= _MOST
    made = "is not made" if is_one else "are not made"
    return f"{listed(missing, more=spec.replicas - len(names))} {made} until {names[first]} is Ready (OrderedReady)"


_MOST = 1000
"""Pods of a StatefulSet whose names are looked at."""


def daemon_set(value: DaemonSet) -> WorkloadStatus:
    """The status of a DaemonSet: a pod for each node."""
    status = value.status
    text = rollout(value).text
    wrong = status.number_misscheduled
    notes = [f"it runs on {counted(wrong, 'node')} where it should not"] if wrong else []
    missing = status.desired_number_scheduled - status.current_number_scheduled
    if missing > 0:
        notes.append(f"{counted(missing, 'node')} without a pod of it")
    old = max(0, status.current_number_scheduled - status.updated_number_scheduled)
    standing = Standing.STARTING if text else Standing.WELL
    return WorkloadStatus(
        status.desired_number_scheduled, status.number_ready, status.updated_number_scheduled, old, text, tuple(notes),
        None, standing,
    )  # fmt: skip


def job(value: Job) -> WorkloadStatus:
    """The status of a Job without an owner. One that has failed and has no cause any more is done: it is history."""
    spec, status = value.spec, value.status
    is_queue = spec.completions is None and (spec.parallelism or 1) > 1
    wanted = None if is_queue else 1 if spec.completions is None else spec.completions
    state = rollout(value)
    failed = failure(value)
    notes = []
    if status.active:
        notes.append(f"{status.active} active")
    if status.failed and (state.text or failed):
        allowed = f" (backoffLimit {spec.backoff_limit})" if spec.backoff_limit is not None else ""
        notes.append(f"{counted(status.failed, 'pod')} failed{allowed}")
    if spec.suspend:
        notes.append("suspended")
    if failed:
        lacks = f"failed ({failed.reason or 'no reason given'})"
    else:
        lacks = "" if spec.suspend or (wanted is not None and status.succeeded >= wanted) else state.text
    since = failed.last_transition_time if failed else None
    is_under_way = bool(lacks) and not failed
    standing = Standing.STARTING if is_under_way else Standing.DONE
    return WorkloadStatus(wanted, status.succeeded, lacks=lacks, notes=tuple(notes), since=since, standing=standing)


def cron_job(value: CronJob, pods: Iterable[PodReport], events: Sequence[Event], now: datetime) -> WorkloadStatus:
    """The status of a CronJob; `events` are those about it."""
    spec, status = value.spec, value.status
    notes = ["suspended"] if spec.suspend else []
    made = [pod.created_at for pod in pods if pod.standing is not Standing.DONE and pod.created_at]
    skipped = skipped_run(events, min(made)) if made and spec.concurrency_policy == "Forbid" else None
    if skipped is not None:
        notes.append(skipped_words(skipped, now))
    if status.last_successful_time is not None:
        notes.append(f"last success {age(status.last_successful_time, now)} ago")
    elif status.last_schedule_time is not None:
        notes.append("no success recorded")
    return WorkloadStatus(ready=len(status.active), notes=tuple(notes), standing=Standing.WELL)


def of_pods(pods: Sequence[PodReport]) -> WorkloadStatus:
    """The status of an owner of which only the pods are known."""
    return WorkloadStatus(ready=sum(map(is_ready, pods)))


def of_pod(pod: PodReport) -> WorkloadStatus:
    """The status of a pod without an owner."""
    return WorkloadStatus() if pod.standing is Standing.DONE else WorkloadStatus(wanted=1, ready=int(is_ready(pod)))


def is_ready(pod: PodReport) -> bool:
    """True if the pod is Ready: all its containers are, and so are its readiness gates."""
    is_whole = all(_is_up(each) for each in pod.containers if each.type in _LASTING)
    if not is_whole or pod.phase != "Running" or pod.standing in (*_OVER, Standing.STARTING):
        return False
    return all(finding.reason is not Reason.READINESS_GATE for finding in pod.findings)


_LASTING = (ContainerType.CONTAINER, ContainerType.SIDECAR)
"""Types of containers that READY counts."""


def _is_up(container: ContainerReport) -> bool:
    """True if it runs and is ready."""
    return container.ready and container.state.kind == "running"


def _condition(conditions: Iterable[PodCondition], type_: str) -> PodCondition:
    return next((condition for condition in conditions if condition.type == type_), PodCondition())


def _serving(sets: Sequence[ReplicaSet]) -> str:
    """`revision 4 serves`: the newest older revision with Ready pods, where the newest has none; else ""."""
    ordered: list[Any] = sorted(sets, key=revision_number, reverse=True)
    if not ordered or ordered[0].status.ready_replicas:
        return ""
    serving = next((each for each in ordered[1:] if each.status.ready_replicas and revision_number(each)), None)
    return f"revision {revision_number(serving)} serves" if serving is not None else ""


def _digits(text: str) -> str:
    """The text if it is a number, else ""."""
    return text if text.isdecimal() and text.isascii() and len(text) < 19 else ""
