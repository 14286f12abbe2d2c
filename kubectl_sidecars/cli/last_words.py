"""The last log lines of the containers at fault, read for the causes that are shown."""

from __future__ import annotations

import re
from datetime import datetime

import msgspec

from kubectl_sidecars.background import Tasks
from kubectl_sidecars.causes.cause import LogRequest
from kubectl_sidecars.causes.log_excerpts import wanted_logs, with_last_words
from kubectl_sidecars.errors import FORBIDDEN
from kubectl_sidecars.kube.http.client import Client
from kubectl_sidecars.kube.read.logs import Log, read_log
from kubectl_sidecars.report import Report
from kubectl_sidecars.snapshot import Denied

LINES = 20
"""Lines of each log: the one that matters is among the last."""
CONNECTIONS = 4


def with_log_excerpts(client: Client, report: Report) -> Report:
    """The report with the last log lines of the containers of its worst causes.

    If the server forbids a log, `logs` is added to what the report lists as denied.
    """
    requests = wanted_logs(report.causes)
    if not requests:
        return report
    with Tasks(CONNECTIONS) as tasks:
        logs = dict(zip(requests, tasks.map(lambda request: _read(client, request), requests), strict=True))
    forbidden = [log for log in logs.values() if log.reason == FORBIDDEN]
    denied = [Denied("logs", log.error) for log in forbidden[:1]]
    texts = {request: log.text.decode("utf-8", "replace") for request, log in logs.items() if not log.error}
    silent: dict[LogRequest, float] = {}
    for request, text in texts.items():
        if not request.previous:
            texts[request], last = without_stamps(text)
            if last is not None:
                silent[request] = (report.taken_at - last).total_seconds()
    problems = {request: log.error for request, log in logs.items() if log.error and log not in forbidden}
    causes = with_last_words(report.causes, texts, problems, silent)
    return msgspec.structs.replace(report, causes=causes, denied=(*report.denied, *denied))


def _read(client: Client, request: LogRequest) -> Log:
    container = (request.namespace, request.pod, request.container)
    return read_log(client, *container, lines=LINES, previous=request.previous, timestamps=not request.previous)


_STAMP = re.compile(r"^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)) ?", re.MULTILINE)
"""The time that the kubelet writes before each line, RFC 3339 with nanoseconds (kuberuntime logs.go, v1.35)."""


def without_stamps(text: str) -> tuple[str, datetime | None]:
    """The log without the time before each line, and the last of these times; None without any."""
    stamps = _STAMP.findall(text)
    return _STAMP.sub("", text), datetime.fromisoformat(stamps[-1]) if stamps else None
