"""The rows of a list of workloads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from kubectl_sidecars.model import Owner, WorkloadKey
from kubectl_sidecars.report.schema import Part, PodReport, Report, Standing, TableRow


class WorkloadReport(Part, frozen=True):
    """One top-level owner of pods, or a pod without an owner. None stands for a number that is not known.

    `ready` are its Ready pods; of a Job those that succeeded, of a CronJob its active runs. `updated` are the pods of
    the newest revision, `old` those of others. `held_by` is the sentence of its first cause or, without one, what its
    status lacks; `notes` are what else its status tells. It began at `since`, or earlier if it `may_be_older`."""

    namespace: str
    owner: Owner
    standing: Standing
    wanted: int | None
    ready: int | None
    updated: int | None
    old: int | None
    restarts: int
    held_by: str
    notes: tuple[str, ...]
    since: datetime | None
    may_be_older: bool = False

    @property
    def place(self) -> WorkloadKey:
        """The namespace of the workload, and the workload."""
        return self.namespace, self.owner

    @property
    def is_sick(self) -> bool:
        """True if something is wrong with it."""
        return self.standing in (Standing.CRITICAL, Standing.WARNING)


class WorkloadsReport(Report, frozen=True, kw_only=True):
    """A report with the workloads of its pods, worst first."""

    workloads: tuple[WorkloadReport, ...] = ()

    @property
    def rows(self) -> Sequence[TableRow]:
        """The workloads."""
        return self.workloads


def place_of(pod: PodReport) -> WorkloadKey:
    """The workload of a pod: its top-level owner, else the pod itself."""
    return pod.namespace, pod.owner if pod.owner.kind else Owner("Pod", pod.name)


def only_of(
    rows: Iterable[WorkloadReport], pods: Iterable[PodReport], named: Iterable[str] = ()
) -> tuple[WorkloadReport, ...]:
    """The rows of these pods, and of the owners that are named as KIND/NAME."""
    kept, names = set(map(place_of, pods)), set(named)
    return tuple(row for row in rows if row.place in kept or str(row.owner) in names)
