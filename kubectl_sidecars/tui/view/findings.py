"""The findings tab of a pod, and the evidence for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from kubectl_sidecars.causes.cause import LogRequest
from kubectl_sidecars.diagnose import Finding
from kubectl_sidecars.diagnose.phrasing.words import since
from kubectl_sidecars.escape import visible
from kubectl_sidecars.lifecycle.timeline import Timeline
from kubectl_sidecars.render.tones import OF_SEVERITY, Cell, Tone
from kubectl_sidecars.report import PodReport
from kubectl_sidecars.report.logs import log_of
from kubectl_sidecars.tui.excerpt import Excerpt
from kubectl_sidecars.tui.pod_table import cut_end
from kubectl_sidecars.tui.view.causes import last_words
from kubectl_sidecars.tui.view.events import last_event_lines
from kubectl_sidecars.tui.view.wrapping import wrapped

LABEL = 6
"""Columns of `log`, `fix` and `run` before the sentences."""
FEWEST = 5
"""Lines of a log that are shown in any case."""

LogExcerpts = Mapping[LogRequest, Excerpt | None]
"""The logs that were asked for; None for one that is being read."""


def finding_lines(
    report: PodReport,
    now: datetime,
    width: int,
    excerpts: LogExcerpts | None = None,
    room: int = 0,
    timeline: Timeline | None = None,
) -> Iterator[list[Cell]]:
    """The lines of all findings, worst first: the message, the last words, the advice and the next commands.

    Below them the end of the first log: as many lines as are free of `room`, and FEWEST at least. Without a log the
    free lines have the last moments of the time line."""
    if not report.findings:
        yield [(" Nothing is wrong with this pod.", Tone.OK)]
        return
    lines: list[list[Cell]] = []
    for number, finding in enumerate(report.findings):
        request = log_of(finding, report)
        asked = request is not None and request in (excerpts or {})
        excerpt = excerpts.get(request) if excerpts and request else None
        lines += [[]] if number else []
        lines += _finding(finding, now, width, excerpt, is_reading=asked and excerpt is None)
    yield from lines
    read = ((request, excerpt) for request, excerpt in (excerpts or {}).items() if excerpt and not _is_quoted(excerpt))
    for request, excerpt in list(read)[:1]:
        yield from _log(request, excerpt, width, max(FEWEST, room - len(lines) - 2))
        return
    if timeline is not None and None not in (excerpts or {}).values():
        moments = last_event_lines(timeline, now, width, room - len(lines) - 2)
        if moments:
            yield []
            yield [(" Last events", Tone.STRONG), ("  2 shows all", Tone.MUTED)]
            yield from moments


def _is_quoted(excerpt: Excerpt) -> bool:
    """True if the log has no more than the line that is quoted under the finding."""
    return not excerpt.lines or (len(excerpt.lines) == 1 and excerpt.telling == " ".join(excerpt.lines[0].split()))


def _finding(
    finding: Finding, now: datetime, width: int, excerpt: Excerpt | None, *, is_reading: bool
) -> Iterator[list[Cell]]:
    tone = OF_SEVERITY[finding.severity]
    began = f" {since(finding.since, now)}" if finding.since and not finding.may_be_older else ""
    container = f"  {visible(finding.container)}" if finding.container else ""
    confidence = f"  {finding.confidence.value} confidence" if finding.confidence != "high" else ""
    head: list[Cell] = [(f" {finding.severity.value.upper()} ", tone), (finding.reason, Tone.STRONG)]
    yield [*head, (f"{container}{began}{confidence}", Tone.MUTED)]
    yield from _paragraph("", finding.message, Tone.PLAIN, width)
    yield from _paragraph("log", *last_words(excerpt, is_reading=is_reading), width)
    yield from _paragraph("fix", finding.advice, Tone.PLAIN, width)
    for command in finding.commands:
        yield from _paragraph("run", command, Tone.NOTICE, width)


def _paragraph(label: str, text: str, tone: Tone, width: int) -> Iterator[list[Cell]]:
    margin = LABEL if label else 0
    for index, line in enumerate(wrapped(text, width - 4 - margin) if text else ()):
        yield [("   " + (label if index == 0 else "").ljust(margin), Tone.MUTED), (line, tone)]


def _log(request: LogRequest, excerpt: Excerpt, width: int, most: int) -> Iterator[list[Cell]]:
    """The last lines of a log, each cut to one line; that which tells why it ended stands out."""
    run = ", previous run" if request.previous else ""
    yield []
    yield [(" Log", Tone.STRONG), (f" of {visible(request.container)}{run}", Tone.MUTED)]
    shown = excerpt.lines[-most:]
    telling = [index for index, line in enumerate(shown) if excerpt.telling in " ".join(line.split())]
    for index, line in enumerate(shown):
        tone = Tone.NOTICE if telling and index == telling[-1] else Tone.PLAIN
        yield [(f"   {cut_end(visible(line.expandtabs()), width - 4)}", tone)]


def evidence_lines(report: PodReport, width: int) -> Iterator[list[Cell]]:
    """The field paths and events from which the findings were made."""
    for finding in report.findings:
        if finding.evidence:
            yield []
            yield [(f" {finding.reason}", Tone.STRONG), (f"  {visible(finding.container)}  evidence", Tone.MUTED)]
            for evidence in finding.evidence:
                yield from _paragraph("", evidence, Tone.MUTED, width)
