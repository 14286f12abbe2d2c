"""Prints a report: its format on stdout, what could not be read on stderr; and gives the exit status."""

from __future__ import annotations

from collections.abc import Iterator

from kubectl_sidecars.cli.parser.options import InspectOptions
from kubectl_sidecars.cli.streams import Streams
from kubectl_sidecars.diagnose import Severity
from kubectl_sidecars.errors import ExitStatus
from kubectl_sidecars.render.formats import Format
from kubectl_sidecars.render.style import Style
from kubectl_sidecars.render.tones import ansi, no_colour
from kubectl_sidecars.render.words import unread
from kubectl_sidecars.report import Report
from kubectl_sidecars.sentences import counted

MOST_NAMED = 5
"""Undecodable objects named one by one on stderr; the JSON report has them all."""


def show(report: Report, options: InspectOptions, streams: Streams) -> None:
    """Prints one report."""
    report = for_others(report, options)
    style = Style(
        namespace=options.all_namespaces or len({row.namespace for row in report.rows}) > 1,
        headers=options.headers,
        paint=ansi if streams.coloured(options.colour) else no_colour,
        width=streams.width,
        cursor=max(options.cursor, 1),
    )
    for line in warnings(report, options):
        streams.say(line)
    if has_output(report, options.format):
        streams.lines(options.format.render(report, style))


def for_others(report: Report, options: InspectOptions) -> Report:
    """The report without secrets, if the options or the format ask for that; else the report."""
    if not options.is_redacted:
        return report
    from kubectl_sidecars.redact import redacted_texts  # noqa: PLC0415 - most reports are printed as they are

    return redacted_texts(report)


def has_output(report: Report, format_: Format) -> bool:
    """False for a report without anything that the format shows; data formats show that as a document."""
    if report.rows is not report.pods:
        return bool(report.rows)
    return bool(report.pods or format_.is_data or (format_.has_causes and report.causes))


def warnings(report: Report, options: InspectOptions) -> Iterator[str]:
    """Lines for stderr: what was forbidden, what could not be read in full, and kubectl's words for no pods.

    With --problems no pods means no problems: there may be pods that are well.
    """
    if report.denied:
        missing = ", ".join(denied.what for denied in report.denied)
        yield f"warning: without {missing} the report may miss causes ({report.denied[0].why})"
    for undecodable in report.undecodable[:MOST_NAMED]:
        yield f"warning: {unread(undecodable)}"
    more = len(report.undecodable) - MOST_NAMED
    if more > 0:
        yield f"warning: {counted(more, 'more object')} could not be read in full: see undecodable in -o json"
    yield from _suppressed(report)
    if not report.rows and not options.format.is_data:
        found = f"No {'problems' if options.problems else 'resources'} found"
        yield f"{found} in {report.source.namespace} namespace." if report.source.namespace else found


def _suppressed(report: Report) -> Iterator[str]:
    """Lines with the number of suppressed findings, and annotations that suppress nothing because they are wrong."""
    hidden = [each for pod in report.pods for each in pod.suppressed if each.severity is not Severity.NOTICE]
    if hidden:
        last = max(each.until for each in hidden)
        yield f"note: {counted(len(hidden), 'finding')} suppressed, until {last}: see suppressed in -o json"
    wrong = [pod for pod in report.pods if pod.suppress_problem]
    for pod in wrong[:MOST_NAMED]:
        yield f"warning: the annotation kubectl-sidecars/suppress of {pod.namespace}/{pod.name}: {pod.suppress_problem}"


def exit_status(report: Report, fail_on: str) -> int:
    """FINDINGS if a pod has a finding, or the report a cause, at or above the severity; else OK."""
    if fail_on == "never":
        return ExitStatus.OK
    limit = Severity(fail_on).rank
    ranks = [finding.severity.rank for pod in report.pods for finding in pod.findings]
    ranks += [cause.severity.rank for cause in report.causes]
    return ExitStatus.FINDINGS if any(rank <= limit for rank in ranks) else ExitStatus.OK
