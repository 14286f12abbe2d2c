"""The logs that the findings of a pod tell the reader to look at."""

from __future__ import annotations

from kubectl_sidecars.causes.cause import LogRequest
from kubectl_sidecars.diagnose import Finding
from kubectl_sidecars.report.schema import PodReport


def log_of(finding: Finding, report: PodReport) -> LogRequest | None:
    """The log to read for a finding of the pod; None where no log would help."""
    log = finding.log
    return LogRequest(report.namespace, report.name, log.container, log.previous, report.uid) if log else None


def found_logs(report: PodReport) -> tuple[LogRequest, ...]:
    """The logs to read for the findings of the pod, each once, in their order."""
    requests = (log_of(finding, report) for finding in report.findings)
    return tuple(dict.fromkeys(request for request in requests if request is not None))
