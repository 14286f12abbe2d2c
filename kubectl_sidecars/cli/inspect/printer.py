"""Prints for --watch: the report, then, as kubectl -w, the pods that have changed."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from kubectl_sidecars.causes.cause import PodName
from kubectl_sidecars.cli.output import has_output, warnings
from kubectl_sidecars.cli.parser.options import InspectOptions
from kubectl_sidecars.cli.streams import Streams
from kubectl_sidecars.render.formats import REPORT, TABLE
from kubectl_sidecars.render.style import Style
from kubectl_sidecars.render.table import pod_rows, widths_of
from kubectl_sidecars.render.tones import ansi, no_colour
from kubectl_sidecars.report import PodReport, Report

GONE = "gone"
"""Below FINDING, in the last row of a deleted pod."""


class Printer:
    """Prints the first report whole; then rows, or a document, for the pods that have changed."""

    def __init__(self, options: InspectOptions, streams: Streams) -> None:
        self.streams = streams
        self._options = options
        self.format = options.format
        self.style = Style(
            headers=options.headers,
            paint=ansi if streams.coloured(options.colour) else no_colour,
            width=streams.width,
            is_watch=True,
        )
        self.has_printed = False

    def show(self, report: Report) -> None:
        """Prints the first report."""
        for line in warnings(report, self._options):
            self.streams.say(line)
        self._print(report)
        self.streams.out.flush()

    @property
    def has_causes(self) -> bool:
        """True if what is printed now has causes, which are those of all pods."""
        return self.format.has_causes

    def show_changes(self, report: Report, gone: Iterable[PodReport]) -> None:
        """Prints a report of the pods that have changed, and those that are gone."""
        if self.format.is_document:
            names = tuple(PodName(pod.namespace, pod.name) for pod in gone)
            self._print(msgspec.structs.replace(report, gone=names))
        else:
            last = [msgspec.structs.replace(pod, findings=(), truth=GONE) for pod in gone]
            self._print(msgspec.structs.replace(report, pods=(*report.pods, *last)))
        self.streams.out.flush()

    def _print(self, report: Report) -> None:
        if not has_output(report, self.format) and not report.gone:
            return
        # Decided by what was asked for, not by which pods there are: the columns of a watch do not change.
        style = msgspec.structs.replace(self.style, namespace=not report.source.namespace)
        if self.format in (REPORT, TABLE):
            rows = pod_rows(report.pods, namespace=style.namespace, headers=True)
            style = msgspec.structs.replace(style, widths=tuple(widths_of(rows, style.widths)))
        if self.has_printed:
            self.streams.lines(self.format.between or ())
        self.streams.lines(self.format.render(report, style))
        self.has_printed = True
        self.style = msgspec.structs.replace(style, headers=style.headers and not report.pods)
        self.format = TABLE if self.format is REPORT else self.format
