"""The rollback that takes a fault away, in the causes that are printed."""

from __future__ import annotations

import msgspec

from kubectl_sidecars.causes.rollbacks import Revisions, wanted_revisions, with_rollbacks
from kubectl_sidecars.feed.revisions import read_revisions
from kubectl_sidecars.kube.http.client import Client
from kubectl_sidecars.report import Report


class Rollbacks:
    """Reads the revisions of a workload when a cause asks for them for the first time; a watch does not read them
    again."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._known: Revisions = {}

    def added(self, report: Report) -> Report:
        """The report with the rollbacks. Without the right to read revisions there are none."""
        requests = wanted_revisions(report.causes, self._known)
        if requests:
            self._known = {**self._known, **read_revisions(self._client, requests)}
        return msgspec.structs.replace(report, causes=with_rollbacks(report.causes, self._known))
