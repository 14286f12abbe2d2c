"""The report as Markdown: for a ticket, a chat, a post-mortem."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubectl_sidecars.causes.cause import Cause
from kubectl_sidecars.escape import visible
from kubectl_sidecars.render.text import healthy
from kubectl_sidecars.render.words import count, finding_cell, is_sick, role_words, stage_cell
from kubectl_sidecars.report import PodReport, Report

_SPECIAL = re.compile(r"([\\`*_\[\]|~&]|^[#+-]|^\d+(?=[.)]))")
POD_COLUMNS = ("namespace", "pod", "ready", "status", "restarts", "age", "finding")
CONTAINER_COLUMNS = ("container", "type", "role", "stage", "restarts", "image")


def to_markdown(report: Report) -> str:
    """Verdicts worst first, the table of pods, the containers of the sick ones."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    source = f" of {plain(report.source.name)}" if report.source.name else ""
    yield f"# Pods{source} at {report.taken_at:%Y-%m-%d %H:%M:%S} UTC"
    yield ""
    if not report.causes:
        yield healthy(report)
        yield ""
    for cause in report.causes:
        yield from _cause(cause)
    for denied in report.denied:
        yield f"- missing here: {plain(denied.what)}: {plain(denied.why)}"
    yield f"## {count(len(report.pods), 'pod')}"
    yield ""
    yield from _table(POD_COLUMNS, (_pod_row(pod) for pod in report.pods))
    for pod in filter(is_sick, report.pods):
        yield ""
        yield from _pod(pod, report)


def _cause(cause: Cause) -> Iterator[str]:
    yield f"## {cause.severity.value.upper()}: {plain(cause.title)}"
    yield ""
    yield plain(cause.message)
    yield ""
    named = ", ".join(code(f"{pod.namespace}/{pod.name}") for pod in cause.pods)
    yield f"{count(len(cause.pods), 'pod')}: {named}"
    yield ""
    if cause.advice:
        yield plain(cause.advice)
        yield ""
    for command in cause.commands:
        yield f"    {visible(command)}"
    if cause.commands:
        yield ""


def _pod_row(pod: PodReport) -> tuple[str, ...]:
    cells = (pod.namespace, pod.name, pod.ready, pod.status, pod.restarts, pod.age, finding_cell(pod)[0])
    return tuple(map(plain, cells))


def _pod(pod: PodReport, report: Report) -> Iterator[str]:
    yield f"### {plain(pod.namespace)}/{plain(pod.name)}"
    yield ""
    if pod.truth:
        yield plain(pod.truth)
        yield ""
    for finding in pod.findings:
        yield f"- **{finding.severity.value}** {plain(finding.message)}"
        yield from (f"  - {plain(evidence)}" for evidence in finding.evidence)
    yield ""
    rows = (
        (
            each.name,
            each.type.value,
            role_words(each),
            stage_cell(each, report.taken_at)[0],
            str(each.restart_count),
            each.image,
        )
        for each in pod.containers
    )
    yield from _table(CONTAINER_COLUMNS, (tuple(map(plain, row)) for row in rows))


def _table(names: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(names)} |"
    yield f"|{' --- |' * len(names)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def plain(text: str) -> str:
    """Text from a cluster: harmless, on one line, and without a meaning in Markdown or HTML."""
    return _SPECIAL.sub(r"\\\1", visible(" ".join(text.split()))).replace("<", "&lt;").replace(">", "&gt;")


def code(text: str) -> str:
    """As a name: in back-quotes, of which it can hold none."""
    return f"`{visible(text).replace('`', chr(0x2019))}`"
