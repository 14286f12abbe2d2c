"""The report narrowed to what was asked for: --problems, --container-type, names; and sorted by --sort-by."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from kubectl_sidecars.causes.selected import of_selection
from kubectl_sidecars.cli.parser.options import InspectOptions
from kubectl_sidecars.kube.select.resource_args import named_owners
from kubectl_sidecars.render.sort_keys import BY_NAME
from kubectl_sidecars.render.words import is_sick
from kubectl_sidecars.report import PodReport, Report


def narrowed(report: Report, options: InspectOptions) -> Report:
    """The report with the pods, containers and causes that were asked for, in the order that was asked for."""
    causes = of_selection(report.causes, (pod.owner for pod in report.pods), named_owners(options.pods))
    pods = tuple(kept for pod in report.pods if (kept := narrowed_pod(pod, options)) is not None)
    if options.format.has_workloads:
        from kubectl_sidecars.cli.inspect.workload_rows import narrowed_rows  # noqa: PLC0415 - of one format

        report = narrowed_rows(report, pods, options)
    return msgspec.structs.replace(report, pods=_sorted(pods, options.sort_by), causes=causes)


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


def _sorted(pods: Iterable[PodReport], key: str) -> tuple[PodReport, ...]:
    """The pods in ascending order of the key. Equal pods, and all pods without a key, stay by namespace and name."""
    return tuple(sorted(pods, key=BY_NAME[key].printed)) if key else tuple(pods)
