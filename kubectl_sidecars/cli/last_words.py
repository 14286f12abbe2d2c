"""The last words of the containers at fault, read for the causes that are shown."""

from __future__ import annotations

import msgspec

from kubectl_sidecars.background import Tasks
from kubectl_sidecars.causes.log_excerpts import (
    LogRequest,
    wanted_logs,
    with_last_words,
)
from kubectl_sidecars.errors import FORBIDDEN
from kubectl_sidecars.kube.http.client import Client
from kubectl_sidecars.kube.read.logs import Log, read_log
from kubectl_sidecars.report import Report
from kubectl_sidecars.snapshot import Denied

LINES = 20
"""Of each log: the telling line is among the last."""
CONNECTIONS = 4


def heard(client: Client, report: Report) -> Report:
    """The report with the last words of its worst causes. Logs that are forbidden are one more thing that is denied."""
    requests = wanted_logs(report.causes, report.pods)
    if not requests:
        return report
    with Tasks(CONNECTIONS) as tasks:
        found = dict(zip(requests, tasks.map(lambda each: _ask(client, each), requests), strict=True))
    forbidden = [request for request, said in found.items() if said.reason == FORBIDDEN]
    denied = [Denied("logs", found[forbidden[0]].error)] if forbidden else []
    words = {request: said.text.decode("utf-8", "replace") for request, said in found.items() if not said.error}
    problems = {request: said.error for request, said in found.items() if said.error and request not in forbidden}
    causes = with_last_words(report.causes, report.pods, words, problems)
    return msgspec.structs.replace(report, causes=causes, denied=(*report.denied, *denied))


def _ask(client: Client, request: LogRequest) -> Log:
    where = (request.namespace, request.pod, request.container)
    return read_log(client, *where, lines=LINES, previous=request.previous)
