"""A row for each workload, from the reports of its pods, the causes, and the objects that are known of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from kubectl_sidecars.api import CronJob, DaemonSet, Deployment, Job, OwnerObject, ReplicaSet, StatefulSet
from kubectl_sidecars.causes.cause import Cause, PodName
from kubectl_sidecars.model import Owner, WorkloadKey, controller
from kubectl_sidecars.report.schema import PodReport, Report, Standing
from kubectl_sidecars.snapshot import Snapshot
from kubectl_sidecars.workloads import status
from kubectl_sidecars.workloads.held import Held, held
from kubectl_sidecars.workloads.schema import WorkloadReport, WorkloadsReport, place_of
from kubectl_sidecars.workloads.status import WorkloadStatus

ORDER = {standing: index for index, standing in enumerate(Standing)}
"""Worst first, as the standings are declared."""


def with_workloads(report: Report, around: Snapshot) -> WorkloadsReport:
    """The report with its workloads."""
    return WorkloadsReport(**msgspec.structs.asdict(report), workloads=workloads(report.pods, report.causes, around))


def workloads(pods: Iterable[PodReport], causes: Sequence[Cause], around: Snapshot) -> tuple[WorkloadReport, ...]:
    """The rows, worst first: by standing, then in the order of the causes, then by namespace and name."""
    pods_of: dict[WorkloadKey, list[PodReport]] = {}
    of_pods: dict[PodName, WorkloadKey] = {}
    for pod in pods:
        place = place_of(pod)
        pods_of.setdefault(place, []).append(pod)
        of_pods[PodName(pod.namespace, pod.name)] = place
    known = _Known(around)
    places = dict.fromkeys([*pods_of, *known.objects, *known.sets, *known.runs])
    reasons = held(causes, of_pods, places)
    rows = []
    for place in places:
        own = pods_of.get(place, [])
        rows.append(_row(place, own, known.status(place, own), reasons.get(place)))
    last = len(causes)
    rows.sort(
        key=lambda row: (
            ORDER[row.standing],
            reasons[row.place].rank if row.place in reasons else last,
            row.namespace,
            row.owner.kind,
            row.owner.name,
        )
    )
    return tuple(rows)


def _owners(around: Snapshot) -> Iterator[Iterable[OwnerObject]]:
    yield around.deployments.values()
    yield around.stateful_sets.values()
    yield around.daemon_sets.values()
    yield around.cron_jobs.values()
    yield around.jobs.values()
    yield around.replica_sets.values()


class _Known:
    """The objects that are known of workloads, beside their pods."""

    def __init__(self, around: Snapshot) -> None:
        self.around = around
        self.objects: dict[WorkloadKey, OwnerObject] = {}
        """The objects that are workloads of their own: without an owner."""
        self.sets: dict[WorkloadKey, list[ReplicaSet]] = {}
        """The ReplicaSets of each Deployment."""
        self.runs: dict[WorkloadKey, list[Job]] = {}
        """The Jobs of each CronJob."""
        for values in _owners(around):
            for value in values:
                self._add(value)

    def _add(self, value: OwnerObject) -> None:
        namespace, above = value.metadata.namespace, controller(value.metadata)
        if above is None:
            self.objects[namespace, Owner(type(value).__name__, value.metadata.name)] = value
        elif isinstance(value, ReplicaSet) and above.kind == "Deployment":
            self.sets.setdefault((namespace, Owner(above.kind, above.name)), []).append(value)
        elif isinstance(value, Job) and above.kind == "CronJob":
            self.runs.setdefault((namespace, Owner(above.kind, above.name)), []).append(value)

    def status(self, place: WorkloadKey, pods: Sequence[PodReport]) -> WorkloadStatus:
        """The status by its object, else by other objects and its pods."""
        value = self.objects.get(place)
        match value:
            case Deployment():
                return status.deployment(value, self.sets.get(place, ()))
            case StatefulSet():
                return status.stateful_set(value, pods)
            case DaemonSet():
                return status.daemon_set(value)
            case CronJob():
                events, now = self.around.events.get(value.metadata.uid, ()), self.around.taken_at
                return status.cron_job(value, pods, events, now)
            case Job():
                return status.job(value)
            case ReplicaSet():
                return status.replica_set(value)
            case None:
                return self._derived(place, pods)

    def _derived(self, place: WorkloadKey, pods: Sequence[PodReport]) -> WorkloadStatus:
        """The status by the ReplicaSets of a Deployment, the Jobs of a CronJob, or the pods."""
        sets, runs = self.sets.get(place, ()), self.runs.get(place, ())
        if sets:
            return status.of_sets(sets)
        if place[1].kind == "Pod" and len(pods) == 1:
            return status.of_pod(pods[0])
        return WorkloadStatus(ready=sum(run.status.active > 0 for run in runs)) if runs else status.of_pods(pods)


def _row(place: WorkloadKey, pods: Sequence[PodReport], own: WorkloadStatus, reason: Held | None) -> WorkloadReport:
    standings = [own.standing, *(pod.standing for pod in pods)]
    if reason is not None:
        standings.append(Standing(reason.severity.value))
    return WorkloadReport(
        namespace=place[0],
        owner=place[1],
        standing=min(standings, key=ORDER.__getitem__),
        wanted=own.wanted,
        ready=own.ready,
        updated=own.updated,
        old=own.old,
        restarts=sum(pod.restart_count for pod in pods),
        held_by=reason.text if reason is not None else own.lacks,
        notes=own.notes,
        since=reason.since if reason is not None else own.since,
        may_be_older=reason is not None and reason.may_be_older,
    )
