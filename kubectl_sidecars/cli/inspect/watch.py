"""--watch: the report, then what changes of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack

import msgspec

from kubectl_sidecars import files
from kubectl_sidecars.causes.cause import PodName
from kubectl_sidecars.cli.inspect.once import forbidden
from kubectl_sidecars.cli.feeds import ELSEWHERE, RETRYING, live_updates
from kubectl_sidecars.cli.output import exit_status, lines, narrowed, nothing_found, warn
from kubectl_sidecars.cli.own_roles import index
from kubectl_sidecars.cli.parser.options import InspectOptions
from kubectl_sidecars.cli.streams import Streams
from kubectl_sidecars.errors import ClusterError, ExitStatus
from kubectl_sidecars.feed import (
    Freshness,
    State,
    Update,
)
from kubectl_sidecars.files.selection import chosen
from kubectl_sidecars.recording import Writer
from kubectl_sidecars.render.table import align, pod_rows, widths_of
from kubectl_sidecars.render.text import report_text
from kubectl_sidecars.render.tones import ansi, no_colour
from kubectl_sidecars.report import PodReport, Report
from kubectl_sidecars.report.live import Inspected
from kubectl_sidecars.report.live import follow as inspect_next
from kubectl_sidecars.snapshot import Snapshot, fold


def follow(options: InspectOptions, streams: Streams) -> ExitStatus:
    """Prints until the source ends or ctrl-c; then the status tells of the last report."""
    stop = threading.Event()
    with ExitStack() as open_now:
        open_now.callback(stop.set)
        updates = _replayed(options, streams) if options.is_offline else _live(options, stop, open_now)
        report: Report | None = None
        printer = Printer(options, streams)
        inspected, freshness = Inspected(roles=index(options.roles)), Freshness(State.LOADING)
        for update in updates:
            freshness = _narrated(freshness, update.freshness, streams)
            if freshness.state is State.LOADING:
                continue
            before, inspected = inspected, inspect_next(inspected, update.snapshot)
            if report is not None and not tells(before, inspected):
                continue
            whole = inspected.report()
            report = narrowed(whole, options)
            printer.show(report, whole)
    return ExitStatus.OK if report is None else exit_status(report, options.fail_on)


def _live(options: InspectOptions, stop: threading.Event, open_now: ExitStack) -> Iterator[Update]:
    from kubectl_sidecars.kube.http.client import connect  # noqa: PLC0415 - files need no cluster
    from kubectl_sidecars.kube.read.version import server_version  # noqa: PLC0415

    client = open_now.enter_context(connect(options.connection))
    if not options.record:
        return live_updates(client, options, stop)
    writer = open_now.enter_context(Writer(options.record, started=client.now(), kubernetes=server_version(client)))
    return live_updates(client, options, stop, tap=writer.write)


def _replayed(options: InspectOptions, streams: Streams) -> Iterator[Update]:
    """A recording line by line, as fast as it is read; a plain file has one moment only."""
    loaded = files.demo(options.at) if options.demo else files.load(options.files, streams.stdin.buffer, options.at)
    fresh = Freshness(State.REPLAY)
    if loaded.replay is None:
        yield Update(chosen(loaded.snapshot, options.pods), fresh)
        return
    snapshot = Snapshot(source=loaded.snapshot.source)
    for line in loaded.replay():
        if options.at is None or line.time <= options.at:
            snapshot = fold(snapshot, [line])
            yield Update(chosen(snapshot, options.pods, must_exist=False), fresh)


def _narrated(before: Freshness, now: Freshness, streams: Streams) -> Freshness:
    """What has become of the connection, on stderr; said once. A cluster that gives no pods ends the watch."""
    if now.state is State.NO_DATA:
        raise ClusterError(now.why.removesuffix(RETRYING))
    if now.state is State.DENIED:
        raise ClusterError(forbidden(now.why.removesuffix(ELSEWHERE)))
    if now.state is State.STALE and before.state is not State.STALE:
        streams.say(f"warning: what is printed may be old: {now.why}")
    if now.state is State.LIVE and before.state is State.STALE:
        streams.say("the connection is back")
    return now


GONE = "gone"
"""Under FINDING, in the last row of a pod."""


class Printer:
    """Prints the whole report first; then, as kubectl -w, a line or a document for each pod that has changed."""

    def __init__(self, options: InspectOptions, streams: Streams) -> None:
        self.options, self.streams = options, streams
        self.paint = ansi if streams.coloured(options.colour) else no_colour
        self.known: dict[str, PodReport] | None = None
        self.widths: list[int] = []
        """Of the table's columns: they may grow, so that the rows of a watch stay under their header."""

    def show(self, report: Report, whole: Report) -> None:
        """`whole` has the pods that --problems leaves out too: one that is well again is shown once more."""
        known, self.known = self.known, {pod.uid: pod for pod in report.pods}
        if known is None:
            self._begin(report)
        else:
            self._go_on(report, whole, known)
        self.streams.out.flush()

    def _go_on(self, report: Report, whole: Report, known: Mapping[str, PodReport]) -> None:
        changed = [pod for pod in report.pods if pod.uid not in known or signature(known[pod.uid]) != signature(pod)]
        there = {pod.uid: pod for pod in whole.pods}
        left = [pod for uid, pod in known.items() if uid not in (self.known or {})]
        changed += [there[pod.uid] for pod in left if pod.uid in there]
        gone = [pod for pod in left if pod.uid not in there]
        if not changed and not gone:
            return
        if self.options.output in ("json", "yaml"):
            names = tuple(PodName(pod.namespace, pod.name) for pod in gone)
            self._write(msgspec.structs.replace(report, pods=tuple(changed), gone=names))
        else:
            last = [msgspec.structs.replace(pod, findings=(), truth=GONE) for pod in gone]
            self._write(msgspec.structs.replace(report, pods=(*changed, *last)))

    def _begin(self, report: Report) -> None:
        warn(report, self.streams)
        if not self.options.output:
            self.streams.lines(report_text(report, namespace=self._namespace(report), paint=self.paint))
            self.widths = widths_of(pod_rows(report.pods, namespace=self._namespace(report)))
        elif report.pods or self.options.output in ("json", "yaml"):
            self._write(report)
        if not report.pods and self.options.output not in ("json", "yaml"):
            self.streams.say(nothing_found(report))

    def _write(self, report: Report) -> None:
        if self.options.output in ("", "table"):
            self._rows(report)
            return
        if self.options.output == "yaml":
            self.streams.lines(["---"])
        self.streams.lines(lines(report, self.options, self.streams))
        self.options = self.options._replace(headers=False)

    def _rows(self, report: Report) -> None:
        headers = self.options.headers and not self.widths
        rows = pod_rows(report.pods, namespace=self._namespace(report), headers=headers)
        self.widths = widths_of(rows, self.widths)
        self.streams.lines(align(rows, self.paint, least=self.widths))

    def _namespace(self, report: Report) -> bool:
        """Decided by what was asked, not by what came: the columns of a watch do not change."""
        return not report.source.namespace


def tells(before: Inspected, now: Inspected) -> bool:
    """Whether there is anything to print; most moments of a watch have nothing, and a whole report costs more."""
    if before.pods.keys() != now.pods.keys():
        return True
    pairs = ((before.pods[uid][0], report) for uid, (report, _) in now.pods.items())
    return any(old is not new and signature(old) != signature(new) for old, new in pairs)


def signature(pod: PodReport) -> tuple[object, ...]:
    """What has to change for a pod to be printed again: anything but what time alone changes."""
    stages = tuple((each.name, each.stage, each.waits_for, each.restart_count, each.ready) for each in pod.containers)
    found = tuple((each.reason, each.severity, each.container) for each in pod.findings)
    return pod.ready, pod.status, pod.restart_count, stages, found, pod.deletion is None
