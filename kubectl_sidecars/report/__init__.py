"""inspect(snapshot) -> Report: the one call that shells make."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice
from typing import TypeVar

import msgspec

from kubectl_sidecars.api import Pod
from kubectl_sidecars.causes.cause import Case, Cause, Trait
from kubectl_sidecars.classify import Judgement
from kubectl_sidecars.classify.catalog import Index
from kubectl_sidecars.classify.service_ports import selecting
from kubectl_sidecars.diagnose import Finding, Severity, Subject, diagnose
from kubectl_sidecars.diagnose.facts.served import serving
from kubectl_sidecars.diagnose.status_note import truth
from kubectl_sidecars.durations import age
from kubectl_sidecars.lifecycle.columns import printer
from kubectl_sidecars.lifecycle.deletion import deletion
from kubectl_sidecars.model import containers, is_true, revision, workload
from kubectl_sidecars.object_keys import key
from kubectl_sidecars.report.parts import container_report, event_report, is_sick, standing, trait
from kubectl_sidecars.report.schema import PodReport, Report
from kubectl_sidecars.snapshot import Snapshot
from kubectl_sidecars.suppressions import Suppression, split

__all__ = ["PodReport", "Report", "inspect", "inspect_pod"]

T = TypeVar("T", bound=Hashable)


@lru_cache(8192)
def shared(value: T) -> T:
    """The first of all equal values: the pods of a workload hold the same ones, not copies."""
    return value


def inspect(
    snapshot: Snapshot,
    pods: Iterable[Pod] | None = None,
    *,
    roles: Index | None = None,
    brief: bool = False,
    bare: bool = False,
    suppressions: Sequence[Suppression] = (),
) -> Report:
    """The report of a snapshot. `pods` may be a stream, of which no more is kept than the report needs.

    `suppressions` are those of the user's file. `roles` is what classification reads, where it is not the built-in
    catalogue alone. A brief report leaves out what a line a pod does not show: causes, containers, events, advice
    and history. A bare one leaves out containers and events alone."""
    bare = bare or brief
    reports: dict[int, PodReport] = {}
    cases: dict[int, Case] = {}

    def judge(place: int, pod: Pod) -> None:
        subject = subject_of(pod, snapshot, roles)
        reports[place] = report = _report(subject, suppressions, brief=brief, bare=bare)
        if not brief:
            cases[place] = _case(subject, report)

    if pods is None:
        for place, pod in enumerate(snapshot.pods.values()):
            judge(place, pod)
    else:
        kept: dict[str, Pod] = {}
        late: dict[int, Pod] = {}
        for place, pod in enumerate(_keeping(pods, kept, everything=not brief)):
            if is_true(pod, "Ready") and pod.metadata.deletion_timestamp is None:
                judge(place, pod)
                if not is_sick(reports[place].findings):
                    continue
            late[place] = pod  # others decide on it that may come behind it
        snapshot = msgspec.structs.replace(snapshot, pods=kept)
        for place, pod in late.items():
            judge(place, pod)
    made = [reports[place] for place in sorted(reports)]
    return _sorted(snapshot, made) if brief else assemble(snapshot, made, [cases[place] for place in sorted(cases)])


def _keeping(pods: Iterable[Pod], kept: dict[str, Pod], *, everything: bool) -> Iterator[Pod]:
    """The pods of a stream. Those that others are judged by are kept, and those that are judged by others; all of them
    if it is everything."""
    ahead = iter(pods)
    for pod in ahead if everything else islice(ahead, 1):
        kept[key(pod)] = pod
        yield pod
    following = next(ahead, None)
    if following is not None:
        from kubectl_sidecars.report.surroundings import keeping  # noqa: PLC0415 - one pod alone has no others

        yield from keeping(chain((following,), ahead), kept)


def assemble(snapshot: Snapshot, reports: Iterable[PodReport], cases: Iterable[Case]) -> Report:
    """A report of pods that were inspected one by one."""
    from kubectl_sidecars.causes.fold import fold_causes  # noqa: PLC0415 - 3 ms that a line a pod does not need
    from kubectl_sidecars.causes.log_excerpts import with_recorded_words  # noqa: PLC0415
    from kubectl_sidecars.causes.rollbacks import with_recorded_rollbacks  # noqa: PLC0415

    causes = with_recorded_words(fold_causes(tuple(cases), snapshot), snapshot)
    return _sorted(snapshot, reports, with_recorded_rollbacks(causes, snapshot))


def _sorted(snapshot: Snapshot, reports: Iterable[PodReport], causes: tuple[Cause, ...] = ()) -> Report:
    """In kubectl's order: by namespace and name."""
    return Report(
        taken_at=snapshot.taken_at,
        source=msgspec.structs.replace(snapshot.source, printer=printer(snapshot.source.minor)),
        pods=tuple(sorted(reports, key=lambda report: (report.namespace, report.name))),
        causes=causes,
        denied=snapshot.denied,
        undecodable=snapshot.undecodable,
    )


def inspect_pod(
    pod: Pod, snapshot: Snapshot, roles: Index | None = None, *, brief: bool = False
) -> tuple[PodReport, Case]:
    """The report of one pod, and what causes are made from. Brief: without events, advice and history."""
    return inspect_subject(subject_of(pod, snapshot, roles), brief=brief)


def inspect_subject(
    subject: Subject, *, brief: bool = False, suppressions: Sequence[Suppression] = ()
) -> tuple[PodReport, Case]:
    """The report of one pod, and what causes are made from, as `inspect_pod` returns them."""
    report = _report(subject, suppressions, brief=brief)
    return report, _case(subject, report)


def subject_of(
    pod: Pod, snapshot: Snapshot, roles: Index | None, judged: tuple[Judgement, ...] | None = None
) -> Subject:
    """A pod as the rules see it; `judged` is what its containers are for, where that is known."""
    return Subject(pod, containers(pod), snapshot.events.get(key(pod), ()), snapshot, roles, judged)


def _report(
    subject: Subject, suppressions: Sequence[Suppression] = (), *, brief: bool = False, bare: bool = False
) -> PodReport:
    """`bare` is without containers and events."""
    pod, views, now = subject.pod, subject.views, subject.now
    meta, columns = pod.metadata, subject.columns
    findings, suppressed, problem = split(pod, diagnose(subject, brief=brief), suppressions, now.date())
    names = {} if brief or bare else {view.field_path: view.name for view in views}
    return PodReport(
        namespace=shared(meta.namespace),
        name=meta.name,
        uid=meta.uid,
        owner=shared(workload(pod, subject.around)),
        node=shared(pod.spec.node_name),
        phase=shared(pod.status.phase),
        ready=shared(columns.ready),
        status=shared(columns.status),
        restarts=columns.restarts(now),
        restart_count=columns.restart_count,
        age=age(meta.creation_timestamp, now),
        created_at=meta.creation_timestamp,
        standing=standing(subject, findings),
        truth=truth(subject, is_sick=is_sick(findings)),
        deletion=deletion(pod, views, now),
        containers=() if bare else tuple(map(container_report, subject.containers)),
        events=() if brief or bare else tuple(event_report(event, names) for event in subject.events),
        findings=findings,
        suppressed=suppressed,
        suppress_problem=problem,
    )


def _traits(subject: Subject, at_fault: set[str]) -> tuple[Trait, ...]:
    return (
        tuple([trait(container) for container in subject.containers if container.name in at_fault]) if at_fault else ()
    )


def _case(subject: Subject, report: PodReport) -> Case:
    pod = subject.pod
    return Case(
        report.namespace,
        report.name,
        report.uid,
        report.owner,
        revision(pod),
        report.node,
        shared(tuple((view.name, view.spec.image) for view in subject.views)),
        report.findings,
        pod.status.phase == "Succeeded" or (is_true(pod, "Ready") and not subject.is_deleting),
        _traits(subject, {finding.container for finding in report.findings}),
        report.created_at,
        serving(subject),
        shared(tuple([service.metadata.name for service in selecting(pod, subject.around.services)])),
        _ports(subject, report.findings),
        shared(pod.status.host_ip),
        "" if report.node else shared(pod.spec.place),
    )


def _ports(subject: Subject, findings: tuple[Finding, ...]) -> tuple[int, ...]:
    """The ports that others may miss while the pod is sick."""
    if all(finding.severity is Severity.NOTICE for finding in findings):
        return ()
    return tuple(port.container_port for view in subject.views for port in view.spec.ports)
