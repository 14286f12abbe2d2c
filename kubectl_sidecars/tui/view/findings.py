"""The findings tab of a pod."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from kubectl_sidecars.diagnose import Finding
from kubectl_sidecars.durations import age
from kubectl_sidecars.escape import visible
from kubectl_sidecars.render.tones import OF_SEVERITY, Cell, Tone
from kubectl_sidecars.report import PodReport
from kubectl_sidecars.tui.view.wrapping import wrapped


def finding_lines(report: PodReport, now: datetime, width: int) -> Iterator[list[Cell]]:
    """The lines of all findings, worst first: the message, the advice, the next commands and the evidence."""
    if not report.findings:
        yield [(" Nothing is wrong with this pod.", Tone.OK)]
        return
    for number, finding in enumerate(report.findings):
        if number:
            yield []
        yield from _finding(finding, now, width)


def _finding(finding: Finding, now: datetime, width: int) -> Iterator[list[Cell]]:
    tone = OF_SEVERITY[finding.severity]
    since = f"  for {age(finding.since, now)}" if finding.since and not finding.may_be_older else ""
    container = f"  {visible(finding.container)}" if finding.container else ""
    confidence = f"  {finding.confidence.value} confidence" if finding.confidence != "high" else ""
    head: list[Cell] = [(f" {finding.severity.value.upper()} ", tone), (finding.reason, Tone.STRONG)]
    yield [*head, (f"{container}{since}{confidence}", Tone.MUTED)]
    yield from _paragraph("", finding.message, Tone.PLAIN, width)
    yield from _paragraph("do    ", finding.advice, Tone.PLAIN, width)
    for command in finding.commands:
        yield from _paragraph("next  ", command, Tone.NOTICE, width)
    for evidence in finding.evidence:
        yield from _paragraph("seen  ", evidence, Tone.MUTED, width)


def _paragraph(label: str, text: str, tone: Tone, width: int) -> Iterator[list[Cell]]:
    indent = "   "
    for index, line in enumerate(wrapped(text, width - len(indent) - len(label) - 1) if text else ()):
        yield [(indent + (label if index == 0 else " " * len(label)), Tone.MUTED), (line, tone)]
