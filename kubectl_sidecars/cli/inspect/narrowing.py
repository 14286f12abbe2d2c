"""The report narrowed to what was asked for: --problems, --container-type, names; and sorted by --sort-by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from kubectl_sidecars.causes.cause import Cause
from kubectl_sidecars.cli.parser.options import InspectOptions
from kubectl_sidecars.kube.select.resource_args import parse_resource_args
from kubectl_sidecars.model import Owner
from kubectl_sidecars.render.sort_keys import BY_NAME
from kubectl_sidecars.render.words import is_sick
from kubectl_sidecars.report import PodReport, Report
from kubectl_sidecars.workloads.schema import WorkloadReport, WorkloadsReport, only_of


def narrowed(report: Report, options: InspectOptions) -> Report:
    """The report with the pods, containers and causes that were asked for, in the order that was asked for."""
    causes = report.causes
    if options.words or options.selector or options.field_selector:
        causes = tuple(_about(causes, report.pods, options.words))
    pods = tuple(kept for pod in report.pods if (kept := narrowed_pod(pod, options)) is not None)
    if isinstance(report, WorkloadsReport):
        report = msgspec.structs.replace(report, workloads=_workloads(report.workloads, pods, options))
    return msgspec.structs.replace(report, pods=_sorted(pods, options.sort_by), causes=causes)


def _workloads(
    rows: tuple[WorkloadReport, ...], pods: Iterable[PodReport], options: InspectOptions
) -> tuple[WorkloadReport, ...]:
    """The rows of the pods that were asked for and of the owners that were named; all if nothing was asked for."""
    if options.words or options.selector or options.field_selector or options.container_types:
        rows = only_of(rows, pods, _named(options.words))
    return tuple(row for row in rows if row.is_sick) if options.problems else rows


def narrowed_pod(pod: PodReport, options: InspectOptions) -> PodReport | None:
    """The pod with the containers that were asked for; None if it is left out."""
    if options.problems and not is_sick(pod):
        return None
    if not options.container_types:
        return pod
    kept = tuple(container for container in pod.containers if container.type in options.container_types)
    return msgspec.structs.replace(pod, containers=kept) if kept else None


def in_order(pods: Iterable[PodReport], options: InspectOptions) -> tuple[PodReport, ...]:
    """The pods in the order that was asked for; else in kubectl's, by namespace and name."""
    return _sorted(sorted(pods, key=lambda pod: (pod.namespace, pod.name)), options.sort_by)


def _about(causes: Iterable[Cause], pods: Iterable[PodReport], words: Sequence[str]) -> Iterator[Cause]:
    """Causes with pods, and causes without pods of an owner that was named or that owns one of the pods.

    A Job without pods that was not asked for is left out.
    """
    owners = {str(pod.owner) for pod in pods} | _named(words)
    for cause in causes:
        if cause.pods or owners.intersection(cause.owners):
            yield cause


def _named(words: Sequence[str]) -> set[str]:
    """The owners that are named, as KIND/NAME."""
    return {str(Owner(reference.type.kind, reference.name)) for reference in parse_resource_args(words)}


def _sorted(pods: Iterable[PodReport], key: str) -> tuple[PodReport, ...]:
    """The pods in ascending order of the key. Equal pods, and all pods without a key, stay by namespace and name."""
    return tuple(sorted(pods, key=BY_NAME[key].printed)) if key else tuple(pods)
