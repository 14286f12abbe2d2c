"""The rows of -o workloads, narrowed to what was asked for."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from kubectl_sidecars.cli.parser.options import InspectOptions
from kubectl_sidecars.kube.select.resource_args import named_owners
from kubectl_sidecars.report import PodReport, Report
from kubectl_sidecars.workloads.schema import WorkloadsReport, only_of


def narrowed_rows(report: Report, pods: Iterable[PodReport], options: InspectOptions) -> Report:
    """The report with the rows of the pods that were asked for and of the owners that were named; all without either.

    A report without workloads is returned as it is.
    """
    if not isinstance(report, WorkloadsReport):
        return report
    rows, named = report.workloads, named_owners(options.pods)
    if named is not None or options.container_types:
        rows = only_of(rows, pods, named or ())
    kept = tuple(row for row in rows if row.is_sick) if options.problems else rows
    return msgspec.structs.replace(report, workloads=kept)
