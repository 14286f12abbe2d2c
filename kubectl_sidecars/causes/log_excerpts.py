"""The last words of a container that crashes: which logs to ask for, and what of them to tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec

from kubectl_sidecars.causes.cause import Cause
from kubectl_sidecars.diagnose.finding import Finding
from kubectl_sidecars.diagnose.phrasing.last_words import telling_line
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph

MOST_LOGS = 20
"""Logs that are fetched for one report: one for each cause, of the worst ones."""


class Sick(Protocol):
    """A pod with its findings: a Case, or a pod's report."""

    @property
    def namespace(self) -> str:
        """That of the pod."""
        ...

    @property
    def name(self) -> str:
        """That of the pod."""
        ...

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Its findings, worst first."""
        ...


class LogRequest(msgspec.Struct, frozen=True, gc=False):
    """One log of one container: that of its run before, where `previous`."""

    namespace: str
    pod: str
    container: str
    previous: bool


def wanted_logs(causes: Sequence[Cause], pods: Sequence[Sick]) -> tuple[LogRequest, ...]:
    """The log that each cause tells the reader to look at, of one pod, the worst causes first."""
    by_name = {(case.namespace, case.name): case for case in pods if case.findings}
    found = (_request(cause, by_name) for cause in causes)
    return tuple(dict.fromkeys(request for request in found if request is not None))[:MOST_LOGS]


def _request(cause: Cause, by_name: Mapping[tuple[str, str], Sick]) -> LogRequest | None:
    for pod in cause.pods:
        case = by_name.get((pod.namespace, pod.name))
        for finding in case.findings if case else ():
            log = finding.log
            if log is not None and finding.reason == cause.reason and finding.container == cause.container:
                return LogRequest(pod.namespace, pod.name, log.container, log.previous)
    return None


def with_last_words(
    causes: Sequence[Cause],
    pods: Sequence[Sick],
    words: Mapping[LogRequest, str],
    problems: Mapping[LogRequest, str] | None = None,
) -> tuple[Cause, ...]:
    """The causes with the last telling line of their logs; `problems` says why a log could not be had."""
    by_name = {(case.namespace, case.name): case for case in pods if case.findings}
    return tuple(_with(cause, _request(cause, by_name), words, problems or {}) for cause in causes)


def _with(
    cause: Cause, request: LogRequest | None, words: Mapping[LogRequest, str], problems: Mapping[LogRequest, str]
) -> Cause:
    if request is None:
        return cause
    if request in problems:
        unread = f"Its log cannot be read: {problems[request]}."
        return msgspec.structs.replace(cause, explanation=paragraph(cause.explanation, unread))
    line = telling_line(words.get(request, ""))
    if not line:
        return cause
    explanation = paragraph(cause.explanation, f'Last words: "{line}".')
    return msgspec.structs.replace(cause, last_words=line, explanation=explanation)
