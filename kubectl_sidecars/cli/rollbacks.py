"""The revisions of the workloads at fault, read for the causes that are shown."""

from __future__ import annotations

import msgspec

from kubectl_sidecars.api import ControllerRevision
from kubectl_sidecars.background import Tasks
from kubectl_sidecars.causes.rollbacks import wanted_revisions, with_rollbacks
from kubectl_sidecars.kube.http.client import Client
from kubectl_sidecars.kube.read.pager import Pager
from kubectl_sidecars.kube.read.resources import CONTROLLER_REVISIONS, Query
from kubectl_sidecars.report import Report

CONNECTIONS = 4


def with_ways_back(client: Client, report: Report) -> Report:
    """The report with the rollback that takes a fault away. Without the right to read revisions none is named."""
    requests = wanted_revisions(report.causes)
    if not requests:
        return report
    namespaces = sorted({request.namespace for request in requests})
    with Tasks(CONNECTIONS) as tasks:
        found = dict(zip(namespaces, tasks.map(lambda namespace: _read(client, namespace), namespaces), strict=True))
    causes = with_rollbacks(report.causes, {request: found[request.namespace] for request in requests})
    return msgspec.structs.replace(report, causes=causes)


def _read(client: Client, namespace: str) -> tuple[ControllerRevision, ...]:
    pager = Pager(client, Query(CONTROLLER_REVISIONS, namespace))
    return tuple(revision for page in pager.pages() for revision in page)
