"""The report of a snapshot that follows another: only what changed is inspected again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec

from kubectl_sidecars.causes.cause import Case
from kubectl_sidecars.classify.index import Index
from kubectl_sidecars.diagnose import Severity
from kubectl_sidecars.report import PodReport, Report, assemble, inspect_pod
from kubectl_sidecars.snapshot import Snapshot

REFRESH = timedelta(seconds=10)
"""How long the report of a pod that did not change may stand while time alone can change it: a healthy
one only grows older, which its row shows by itself; a sick or unready one counts down."""


class Inspected(msgspec.Struct, frozen=True):
    """A snapshot with the reports of its pods, by the keys of `snapshot.pods`."""

    snapshot: Snapshot = Snapshot()
    pods: Mapping[str, tuple[PodReport, Case]] = {}
    refreshed_at: datetime | None = None
    roles: Index | None = None
    """What classification reads, where it is not the built-in catalogue alone."""

    def report(self) -> Report:
        """The whole report: sorts, and folds the causes; some 20 ms at 10,000 pods."""
        return assemble(self.snapshot, (pod for pod, _ in self.pods.values()), (case for _, case in self.pods.values()))


def follow(before: Inspected, snapshot: Snapshot) -> Inspected:
    """The next snapshot inspected. A pod is inspected again when it or its events are not the same objects."""
    last = before.refreshed_at
    refresh = last is None or snapshot.taken_at - last >= REFRESH
    old = before.snapshot
    around_changed = old.nodes is not snapshot.nodes or old.jobs is not snapshot.jobs
    pods: dict[str, tuple[PodReport, Case]] = {}
    for uid, pod in snapshot.pods.items():
        known = before.pods.get(uid)
        same = known is not None and old.pods.get(uid) is pod and old.events.get(uid) is snapshot.events.get(uid)
        if known is not None and same and not ((refresh or around_changed) and _time_matters(known[0])):
            pods[uid] = known
        else:
            pods[uid] = inspect_pod(pod, snapshot, before.roles)
    return Inspected(snapshot, pods, snapshot.taken_at if refresh else last, before.roles)


def _time_matters(report: PodReport) -> bool:
    sick = any(finding.severity is not Severity.NOTICE for finding in report.findings)
    return sick or report.deletion is not None or report.phase == "Pending"
