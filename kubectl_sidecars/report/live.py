"""The report of a snapshot that follows another: only what changed is inspected again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec

from kubectl_sidecars.api import Pod
from kubectl_sidecars.causes.cause import Case
from kubectl_sidecars.classify import Judgement
from kubectl_sidecars.classify.catalog import Index
from kubectl_sidecars.diagnose import Severity
from kubectl_sidecars.report import PodReport, Report, assemble, inspect_subject, subject_of
from kubectl_sidecars.report.changes import touched
from kubectl_sidecars.report.differences import gone
from kubectl_sidecars.snapshot import Snapshot
from kubectl_sidecars.suppressions import Suppression

REFRESH = timedelta(seconds=10)
"""Age at which the report of an unchanged pod is made again, where time alone can change it: a pod with a problem
counts down. A healthy one only grows older, which its row shows by itself."""
STEP = 3
"""Pods that are refreshed with one snapshot, and for each second since the last: a thousand sick ones at once would
hold up a key, and cost more than all that changed."""

ReportEntry = tuple[PodReport, Case]


class Inspected(msgspec.Struct, frozen=True):
    """A snapshot with the reports of its pods, by the keys of `snapshot.pods`."""

    snapshot: Snapshot = Snapshot()
    pods: Mapping[str, ReportEntry] = {}
    refreshed_at: datetime | None = None
    due: tuple[str, ...] = ()
    """Keys of the pods that are still to be refreshed since `refreshed_at`."""
    roles: Index | None = None
    """The catalogue with the user's own rules; None for the built-in catalogue alone."""
    brief: bool = False
    """True if the reports are brief: a list of pods shows no more."""
    suppressions: tuple[Suppression, ...] = ()
    """The suppressions of the user's file."""
    judged: Mapping[str, tuple[Judgement, ...]] = {}
    """The judgements of each pod's containers, by the keys of `pods`."""

    def report(self) -> Report:
        """The whole report: sorts, and folds the causes; some 20 ms at 10,000 pods."""
        return assemble(self.snapshot, (pod for pod, _ in self.pods.values()), (case for _, case in self.pods.values()))


def follow(before: Inspected, snapshot: Snapshot) -> Inspected:
    """The next snapshot inspected: of its pods, those that it touched, and a few that time may have."""
    old, judged = before.snapshot, {**before.judged}
    same_services = old.services is snapshot.services

    def entry(uid: str) -> ReportEntry:
        pod, known = snapshot.pods[uid], old.pods.get(uid)
        alike = same_services and known is not None and _is_judged_alike(known, pod)
        subject = subject_of(pod, snapshot, before.roles, judged.get(uid) if alike else None)
        judged[uid] = subject.judgements
        return inspect_subject(subject, brief=before.brief, suppressions=before.suppressions)

    changed = dict.fromkeys(touched(old, snapshot))
    pods = {**before.pods}
    for uid in gone(pods, snapshot.pods):
        del pods[uid]
        judged.pop(uid, None)
    for uid in changed:
        pods[uid] = _same(pods.get(uid), entry(uid))
    refreshed_at, due = _due(before, snapshot, pods)
    turn = int(STEP * max(1.0, (snapshot.taken_at - old.taken_at).total_seconds()))
    for uid in due[:turn]:
        if uid in pods and uid not in changed:
            pods[uid] = _same(pods[uid], entry(uid))
    return msgspec.structs.replace(
        before, snapshot=snapshot, pods=pods, refreshed_at=refreshed_at, due=due[turn:], judged=judged
    )


def _is_judged_alike(before: Pod, now: Pod) -> bool:
    """True if what classification reads of a pod is the same: a watch keeps a spec that has not changed."""
    old, new = before.metadata, now.metadata
    return (
        before.spec is now.spec
        and old.labels == new.labels
        and old.annotations == new.annotations
        and old.owner_references == new.owner_references
    )


def _due(before: Inspected, snapshot: Snapshot, pods: Mapping[str, ReportEntry]) -> tuple[datetime, tuple[str, ...]]:
    """When the last round of refreshing began, and who has not had its turn in it, in the order of turns."""
    last = before.refreshed_at
    if last is not None and (before.due or snapshot.taken_at - last < REFRESH):
        return last, before.due
    due = [uid for uid, entry in pods.items() if _time_matters(*entry)]
    return snapshot.taken_at, tuple(sorted(due, key=lambda uid: _is_critical(pods[uid][0])))


def _same(known: ReportEntry | None, now: ReportEntry) -> ReportEntry:
    """The entry with its old objects where they are equal: they are not drawn, sorted or counted again."""
    if known is None:
        return now
    report, case = (old if old == new else new for old, new in zip(known, now, strict=True))
    return known if report is known[0] and case is known[1] else (report, case)  # type: ignore[return-value]


def _is_critical(report: PodReport) -> bool:
    """Sort key: pods that are already critical are inspected last."""
    return bool(report.findings) and report.findings[0].severity is Severity.CRITICAL


def _time_matters(report: PodReport, case: Case) -> bool:
    sick = any(finding.severity is not Severity.NOTICE for finding in report.findings)
    return sick or report.deletion is not None or not case.is_well
