"""`-o markdown`: the report for a ticket, a chat or a post-mortem."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubectl_sidecars.causes.cause import Cause
from kubectl_sidecars.escape import visible
from kubectl_sidecars.render.text import healthy
from kubectl_sidecars.render.words import finding_cell, is_sick, role_words, stage_cell
from kubectl_sidecars.report import PodReport, Report
from kubectl_sidecars.sentences import counted, listed, number

_SPECIAL = re.compile(r"([\\`*_\[\]|~&]|^[#+-]|^\d+(?=[.)]))")
POD_COLUMNS = ("namespace", "pod", "ready", "status", "restarts", "age", "finding")
CONTAINER_COLUMNS = ("container", "type", "role", "stage", "restarts", "image")
MOST_ROWS = 100
"""Rows of the table of pods. If there are more pods, the table has only pods with a problem."""
MOST_SECTIONS = 20
"""Pods with a section of their own."""
MOST_NAMED = 10
"""Pods named below a cause."""


def to_markdown(report: Report) -> str:
    """The whole document."""
    return "\n".join(markdown_lines(report)) + "\n"


def markdown_lines(report: Report) -> Iterator[str]:
    """The lines of the document: causes worst first, the table of pods, a section for each pod with a problem.

    Bounded: see MOST_ROWS, MOST_SECTIONS and MOST_NAMED. The rest is counted.
    """
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
    for pod in report.gone:
        yield f"- deleted: {code(f'{pod.namespace}/{pod.name}')}"
    if report.denied or report.gone:
        yield ""
    yield from _pods(report)


def _cause(cause: Cause) -> Iterator[str]:
    yield f"## {cause.severity.value.upper()}: {plain(cause.title)}"
    yield ""
    if cause.explanation:
        yield plain(cause.explanation)
        yield ""
    if cause.pods:
        named = (code(f"{pod.namespace}/{pod.name}") for pod in cause.pods[:MOST_NAMED])
        yield f"{counted(len(cause.pods), 'pod')}: {listed(named, more=len(cause.pods) - MOST_NAMED)}"
        yield ""
    if cause.advice:
        yield f"Cure: {plain(cause.advice)}"
        yield ""
    for command in cause.commands:
        yield f"    {visible(command)}"
    if cause.commands:
        yield ""


def _pods(report: Report) -> Iterator[str]:
    """The table of pods, and the sections."""
    sick = [pod for pod in report.pods if is_sick(pod)]
    shown = report.pods if len(report.pods) <= MOST_ROWS else sick[:MOST_ROWS]
    yield f"## {counted(len(report.pods), 'pod')}"
    if shown:
        yield ""
        yield from _table(POD_COLUMNS, (_pod_row(pod) for pod in shown))
    if len(shown) < len(report.pods):
        others = len(report.pods) - len(shown)
        yield ""
        still_sick = number(len(sick) - sum(map(is_sick, shown)))
        yield f"{counted(others, 'pod')} not shown, {still_sick} of them with a problem."
    for pod in sick[:MOST_SECTIONS]:
        yield ""
        yield from _section(pod, report)
    if len(sick) > MOST_SECTIONS:
        yield ""
        yield f"{counted(len(sick) - MOST_SECTIONS, 'more pod')} with a problem, without a section here."


def _pod_row(pod: PodReport) -> tuple[str, ...]:
    cells = (pod.namespace, pod.name, pod.ready, pod.status, pod.restarts, pod.age, finding_cell(pod)[0])
    return tuple(map(plain, cells))


def _section(pod: PodReport, report: Report) -> Iterator[str]:
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
            container.name,
            container.type.value,
            role_words(container),
            stage_cell(container, report.taken_at)[0],
            str(container.restart_count),
            container.image,
        )
        for container in pod.containers
    )
    yield from _table(CONTAINER_COLUMNS, (tuple(map(plain, row)) for row in rows))


def _table(names: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(names)} |"
    yield f"|{' --- |' * len(names)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def plain(text: str) -> str:
    """Text from a cluster on one line, with control characters, Markdown and HTML escaped."""
    return (
        _SPECIAL.sub(r"\\\1", visible(" ".join(re.split(r"[ \t\r\n]+", text.strip()))))
        .replace("<", "&lt;")
        .replace(">", "&gt;")
    )


def code(text: str) -> str:
    """Text in back-quotes; a back-quote in it becomes an apostrophe."""
    return f"`{visible(text).replace('`', chr(0x2019))}`"
