"""Prints for --watch: the report, then, as kubectl -w, the pods that have changed."""

from __future__ import annotations

from collections.abc import Mapping

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
        self.format = options.format
        self.style = Style(
            headers=options.headers,
            paint=ansi if streams.coloured(options.colour) else no_colour,
            width=streams.width,
            is_watch=True,
        )
        self.known: dict[str, PodReport] | None = None
        self.has_printed = False

    def show(self, report: Report, whole: Report) -> None:
        """Prints what is new in the report since the last call.

        `whole` has the pods that --problems leaves out too: a pod that has recovered is shown once more.
        """
        known, self.known = self.known, {pod.uid: pod for pod in report.pods}
        if known is None:
            for line in warnings(report, self.format):
                self.streams.say(line)
            self._print(report)
        elif changes := self._changes(report, whole, known):
            self._print(changes)
        self.streams.out.flush()

    def _changes(self, report: Report, whole: Report, known: Mapping[str, PodReport]) -> Report | None:
        """The report with the changed and the deleted pods alone; None if there are none."""
        changed = [pod for pod in report.pods if pod.uid not in known or signature(known[pod.uid]) != signature(pod)]
        existing = {pod.uid: pod for pod in whole.pods}
        left = [pod for uid, pod in known.items() if uid not in (self.known or {})]
        changed += [existing[pod.uid] for pod in left if pod.uid in existing]
        gone = [pod for pod in left if pod.uid not in existing]
        if not changed and not gone:
            return None
        if self.format.is_document:
            names = tuple(PodName(pod.namespace, pod.name) for pod in gone)
            return msgspec.structs.replace(report, pods=tuple(changed), gone=names)
        last = [msgspec.structs.replace(pod, findings=(), truth=GONE) for pod in gone]
        return msgspec.structs.replace(report, pods=(*changed, *last))

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


def signature(pod: PodReport) -> tuple[object, ...]:
    """The parts of a pod whose change makes a watch print it again: all but those that change with time alone."""
    stages = tuple(
        (container.name, container.stage, container.waits_for, container.restart_count, container.ready)
        for container in pod.containers
    )
    findings = tuple((finding.reason, finding.severity, finding.container) for finding in pod.findings)
    return pod.ready, pod.status, pod.restart_count, stages, findings, pod.deletion is None
