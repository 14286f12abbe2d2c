"""--watch: the report, then what changes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack

from kubectl_sidecars.cli.inspect.narrowing import narrowed
from kubectl_sidecars.cli.inspect.offline import loaded_files
from kubectl_sidecars.cli.inspect.printer import Printer, signature
from kubectl_sidecars.cli.output import exit_status, for_others
from kubectl_sidecars.cli.own_roles import index
from kubectl_sidecars.cli.parser.options import InspectOptions
from kubectl_sidecars.cli.streams import Streams
from kubectl_sidecars.errors import ExitStatus
from kubectl_sidecars.feed import SyncPhase, SyncState, Update
from kubectl_sidecars.feed.live import live_updates
from kubectl_sidecars.files.selection import chosen
from kubectl_sidecars.recording import Writer
from kubectl_sidecars.report import Report
from kubectl_sidecars.report.live import Inspected
from kubectl_sidecars.report.live import follow as inspect_next
from kubectl_sidecars.snapshot import Snapshot, fold


def follow(options: InspectOptions, streams: Streams) -> int:
    """Prints until the source ends or ctrl-c. Returns the exit status of the last report."""
    stop = threading.Event()
    with ExitStack() as resources:
        resources.callback(stop.set)
        updates = _replayed(options, streams, resources) if options.is_offline else _live(options, stop, resources)
        report: Report | None = None
        printer = Printer(options, streams)
        inspected, sync = Inspected(roles=index(options.roles)), SyncState(SyncPhase.LOADING)
        for update in updates:
            sync = _narrated(sync, update.sync, streams)
            if sync.phase is SyncPhase.LOADING:
                continue
            before, inspected = inspected, inspect_next(inspected, update.snapshot)
            if report is not None and not has_changes(before, inspected):
                continue
            whole = inspected.report()
            report = for_others(narrowed(whole, options), options)
            printer.show(report, whole)
    return ExitStatus.OK if report is None else exit_status(report, options.fail_on)


def _live(options: InspectOptions, stop: threading.Event, resources: ExitStack) -> Iterator[Update]:
    from kubectl_sidecars.kube.http.client import connect  # noqa: PLC0415 - files need no cluster
    from kubectl_sidecars.kube.read.version import server_version  # noqa: PLC0415

    client = resources.enter_context(connect(options.connection))
    if not options.record:
        return live_updates(client, options.pods, stop)
    writer = resources.enter_context(Writer(options.record, started=client.now(), kubernetes=server_version(client)))
    return live_updates(client, options.pods, stop, tap=writer.write)


def _replayed(options: InspectOptions, streams: Streams, resources: ExitStack) -> Iterator[Update]:
    """One update for each line of a recording, as fast as they are read; one update for other files."""
    loaded = loaded_files(options, streams, resources)
    sync = SyncState(SyncPhase.REPLAY)
    if loaded.replay is None:
        yield Update(chosen(loaded.snapshot, options.pods), sync)
        return
    snapshot = Snapshot(source=loaded.snapshot.source)
    for line in loaded.replay():
        if options.at is None or line.time <= options.at:
            snapshot = fold(snapshot, [line])
            yield Update(chosen(snapshot, options.pods, must_exist=False), sync)


def _narrated(before: SyncState, now: SyncState, streams: Streams) -> SyncState:
    """Prints a change of the connection on stderr and returns the new state. Raises the error if there are no pods."""
    if now.phase in (SyncPhase.NO_DATA, SyncPhase.DENIED):
        raise now.error
    if now.phase is SyncPhase.STALE and before.phase is not SyncPhase.STALE:
        streams.say(f"warning: what is printed may be old: {now.error}; {now.next_try}")
    if now.phase is SyncPhase.LIVE and before.phase is SyncPhase.STALE:
        streams.say("the connection is back")
    return now


def has_changes(before: Inspected, now: Inspected) -> bool:
    """True if there may be something to print. It costs less than the whole report, and is mostly False."""
    if before.pods.keys() != now.pods.keys():
        return True
    pairs = ((before.pods[uid][0], report) for uid, (report, _) in now.pods.items())
    return any(old is not new and signature(old) != signature(new) for old, new in pairs)
