"""--watch: the report, then what changes of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack

import msgspec

from kubectl_sidecars import files
from kubectl_sidecars.cli.choose import chosen
from kubectl_sidecars.cli.feeds import live_updates
from kubectl_sidecars.cli.inspect import is_offline
from kubectl_sidecars.cli.options import InspectOptions
from kubectl_sidecars.cli.output import exit_status, lines, narrowed, nothing_found, warn
from kubectl_sidecars.cli.streams import Streams
from kubectl_sidecars.errors import ClusterError, ExitStatus
from kubectl_sidecars.recording import Writer
from kubectl_sidecars.report import PodReport, Report
from kubectl_sidecars.report.live import Inspected
from kubectl_sidecars.report.live import follow as inspect_next
from kubectl_sidecars.snapshot import Snapshot, fold
from kubectl_sidecars.tui.feed import Freshness, State, Update


def follow(options: InspectOptions, streams: Streams) -> ExitStatus:
    """Prints until the source ends or ctrl-c; then the status tells of the last report."""
    stop = threading.Event()
    with ExitStack() as open_now:
        open_now.callback(stop.set)
        updates = _replayed(options, streams) if is_offline(options) else _live(options, stop, open_now)
        shown: Report | None = None
        inspected, freshness = Inspected(), Freshness(State.LOADING)
        for update in updates:
            freshness = _narrated(freshness, update.freshness, streams)
            if freshness.state is State.LOADING:
                continue
            inspected = inspect_next(inspected, update.snapshot)
            report = narrowed(inspected.report(), options)
            _print(report, shown, options, streams)
            shown = report
    return ExitStatus.OK if shown is None else exit_status(shown, options.fail_on)


def _live(options: InspectOptions, stop: threading.Event, open_now: ExitStack) -> Iterator[Update]:
    from kubectl_sidecars.kube.client import connect  # noqa: PLC0415 - files need no cluster

    client = open_now.enter_context(connect(options.connection))
    if not options.record:
        return live_updates(client, options, stop)
    writer = open_now.enter_context(Writer(options.record, started=client.now()))
    return live_updates(client, options, stop, tap=writer.write)


def _replayed(options: InspectOptions, streams: Streams) -> Iterator[Update]:
    """A recording line by line, as fast as it is read; a plain file has one moment only."""
    loaded = files.demo(options.at) if options.demo else files.load(options.files, streams.stdin.buffer, options.at)
    fresh = Freshness(State.REPLAY)
    if loaded.replay is None:
        yield Update(chosen(loaded.snapshot, options), fresh)
        return
    snapshot = Snapshot(source=loaded.snapshot.source)
    for line in loaded.replay():
        if options.at is None or line.time <= options.at:
            snapshot = fold(snapshot, [line])
            yield Update(chosen(snapshot, options, must_exist=False), fresh)


def _narrated(before: Freshness, now: Freshness, streams: Streams) -> Freshness:
    """What has become of the connection, on stderr; said once. A cluster that gives no pods ends the watch."""
    if now.state is State.DENIED:
        raise ClusterError(f"Error from server (Forbidden): {now.why}")
    if now.state is State.STALE and before.state is not State.STALE:
        streams.say(f"warning: what is printed may be old: {now.why}")
    if now.state is State.LIVE and before.state is State.STALE:
        streams.say("the connection is back")
    return now


def _print(report: Report, before: Report | None, options: InspectOptions, streams: Streams) -> None:
    """The whole report first; then, as kubectl -w, a line or a document for what has changed."""
    if before is None:
        warn(report, streams)
        if not report.pods and options.output not in ("json", "yaml"):
            streams.say(nothing_found(report))
        _write(report, options, streams)
        return
    known = {pod.uid: signature(pod) for pod in before.pods}
    changed = tuple(pod for pod in report.pods if known.get(pod.uid) != signature(pod))
    if changed:
        later = options._replace(output=options.output or "table", headers=False)
        _write(msgspec.structs.replace(report, pods=changed), later, streams)


def _write(report: Report, options: InspectOptions, streams: Streams) -> None:
    if options.output == "yaml":
        streams.lines(["---"])
    if report.pods or options.output in ("json", "yaml"):
        streams.lines(lines(report, options, streams))
    streams.out.flush()


def signature(pod: PodReport) -> tuple[object, ...]:
    """What has to change for a pod to be printed again: anything but what time alone changes."""
    stages = tuple((each.name, each.stage, each.waits_for, each.restart_count, each.ready) for each in pod.containers)
    found = tuple((each.reason, each.severity, each.container) for each in pod.findings)
    return pod.ready, pod.status, pod.restart_count, stages, found, pod.deletion is None
