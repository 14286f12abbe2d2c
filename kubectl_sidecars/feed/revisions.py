"""Reads the revisions of StatefulSets and DaemonSets, for the causes that a rollback may cure."""

from __future__ import annotations

from collections.abc import Sequence

from kubectl_sidecars.api import ControllerRevision
from kubectl_sidecars.background import Tasks
from kubectl_sidecars.causes.cause import RevisionRequest
from kubectl_sidecars.causes.rollbacks import Revisions
from kubectl_sidecars.errors import ClusterError
from kubectl_sidecars.kube.http.client import Client
from kubectl_sidecars.kube.read.pager import Pager
from kubectl_sidecars.kube.read.resources import CONTROLLER_REVISIONS, Query

CONNECTIONS = 4


def read_revisions(client: Client, requests: Sequence[RevisionRequest]) -> Revisions:
    """The revisions of each request, one list for each namespace; none where they cannot be read."""
    namespaces = sorted({request.namespace for request in requests})
    with Tasks(CONNECTIONS) as tasks:
        found = dict(zip(namespaces, tasks.map(lambda namespace: _read(client, namespace), namespaces), strict=True))
    return {request: found[request.namespace] for request in requests}


def _read(client: Client, namespace: str) -> tuple[ControllerRevision, ...]:
    pager = Pager(client, Query(CONTROLLER_REVISIONS, namespace))
    try:
        return tuple(revision for page in pager.pages() for revision in page)
    except ClusterError:
        return ()
