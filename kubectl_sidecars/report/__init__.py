"""inspect(snapshot) -> Report: the one call that shells make."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from functools import lru_cache
from typing import TypeVar

from kubectl_sidecars.ages import age
from kubectl_sidecars.api import Pod
from kubectl_sidecars.causes import fold_causes
from kubectl_sidecars.causes.cause import Case
from kubectl_sidecars.classify import classify
from kubectl_sidecars.classify.index import Index
from kubectl_sidecars.diagnose import Subject, diagnose
from kubectl_sidecars.diagnose.truth import truth
from kubectl_sidecars.lifecycle.deletion import deletion
from kubectl_sidecars.lifecycle.stages import lives
from kubectl_sidecars.model import containers, is_true, workload
from kubectl_sidecars.report.parts import container_report, event_report, trait
from kubectl_sidecars.report.schema import PodReport, Report
from kubectl_sidecars.snapshot import Snapshot, key

__all__ = ["PodReport", "Report", "inspect", "inspect_pod"]

REVISION_LABELS = ("pod-template-hash", "controller-revision-hash")


T = TypeVar("T", bound=Hashable)


@lru_cache(8192)
def shared(value: T) -> T:
    """The first of all equal values: the pods of a workload hold the same ones, not copies."""
    return value


def inspect(
    snapshot: Snapshot, pods: Iterable[Pod] | None = None, *, roles: Index | None = None, brief: bool = False
) -> Report:
    """The report of a snapshot. `pods` may be a stream: then each is reduced and dropped as it comes.

    `roles` is what classification reads, where it is not the built-in catalogue alone. A brief report
    leaves out what a line a pod does not show: containers, events and advice."""
    reports: list[PodReport] = []
    cases: list[Case] = []
    for pod in snapshot.pods.values() if pods is None else pods:
        report, case = inspect_pod(pod, snapshot, roles, brief=brief)
        reports.append(report)
        cases.append(case)
    return assemble(snapshot, reports, cases)


def assemble(snapshot: Snapshot, reports: Iterable[PodReport], cases: Iterable[Case]) -> Report:
    """A report of pods that were inspected one by one, in kubectl's order: by namespace and name."""
    return Report(
        taken_at=snapshot.taken_at,
        source=snapshot.source,
        pods=tuple(sorted(reports, key=lambda report: (report.namespace, report.name))),
        causes=fold_causes(tuple(cases), snapshot),
        denied=snapshot.denied,
        undecodable=snapshot.undecodable,
    )


def inspect_pod(
    pod: Pod, snapshot: Snapshot, roles: Index | None = None, *, brief: bool = False
) -> tuple[PodReport, Case]:
    """All that is said of one pod, and what the causes need of it."""
    now, meta = snapshot.taken_at, pod.metadata
    views = containers(pod)
    subject = Subject(pod, lives(pod, views, classify(pod, views, roles)), snapshot.events.get(key(pod), ()), snapshot)
    findings = diagnose(subject, with_advice=not brief)
    said = subject.columns
    owner = shared(workload(pod, snapshot))
    names = {} if brief else {view.field_path: view.name for view in views}
    report = PodReport(
        namespace=shared(meta.namespace),
        name=meta.name,
        uid=meta.uid,
        owner=owner,
        node=shared(pod.spec.node_name),
        phase=shared(pod.status.phase),
        ready=shared(said.ready),
        status=shared(said.status),
        restarts=said.restarts(now),
        restart_count=said.restart_count,
        age=age(meta.creation_timestamp, now),
        created_at=meta.creation_timestamp,
        truth=truth(subject),
        deletion=deletion(pod, views, now),
        containers=() if brief else tuple(map(container_report, subject.containers)),
        events=() if brief else tuple(event_report(event, names) for event in subject.events),
        findings=findings,
    )
    labels = meta.labels
    revision = next((labels[label] for label in REVISION_LABELS if label in labels), "")
    images = shared(tuple((view.name, view.spec.image) for view in views))
    well = subject.pod.status.phase == "Succeeded" or (is_true(pod, "Ready") and not subject.is_deleting)
    traits = tuple(map(trait, subject.containers)) if findings else ()
    case = Case(report.namespace, meta.name, meta.uid, owner, revision, report.node, images, findings, well, traits)
    return report, case
