"""--watch: the report, then what changes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import msgspec

from kubectl_sidecars.cli.inspect.narrator import Narrator
from kubectl_sidecars.cli.inspect.narrowing import narrowed
from kubectl_sidecars.cli.inspect.offline import loaded_files
from kubectl_sidecars.cli.inspect.once import is_brief
from kubectl_sidecars.cli.inspect.printer import Printer
from kubectl_sidecars.cli.inspect.watch_changes import changes
from kubectl_sidecars.cli.output import exit_status, for_others
from kubectl_sidecars.cli.own_roles import index
from kubectl_sidecars.cli.own_suppressions import suppressions
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

if TYPE_CHECKING:
    from kubectl_sidecars.cli.inspect.log_recorder import LogRecorder
    from kubectl_sidecars.cli.rollbacks import Rollbacks


def follow(options: InspectOptions, streams: Streams) -> int:
    """Prints until the source ends or ctrl-c. Returns the exit status of the last report."""
    stop = threading.Event()
    with ExitStack() as resources:
        resources.callback(stop.set)
        if options.is_offline:
            last = print_all(_replayed(options, streams, resources), options, streams)
        else:
            last = _follow_live(options, streams, stop, resources)
    return ExitStatus.OK if last is None else exit_status(narrowed(last.report(), options), options.fail_on)


def print_all(
    updates: Iterator[Update],
    options: InspectOptions,
    streams: Streams,
    logs: LogRecorder | None = None,
    rollbacks: Rollbacks | None = None,
) -> Inspected | None:
    """Prints the first update that is whole, then what each further one changes. Returns the last one.

    `logs` records those of the pods that have findings; `rollbacks` are added to the causes that are printed."""
    narrator, printer = Narrator(streams), Printer(options, streams)
    inspected = Inspected(
        roles=index(options.roles),
        brief=is_brief(options) and logs is None,
        suppressions=suppressions(options.suppress),
    )
    first: Report | None = None
    for update in updates:
        narrator.follow(update.sync, update.snapshot)
        if first is None and not is_whole(update.sync):
            continue
        before, inspected = inspected, inspect_next(inspected, update.snapshot)
        if logs is not None:
            logs.follow(before, inspected)
        if first is None:
            first = _whole(inspected, options, rollbacks if printer.has_causes else None)
            printer.show(for_others(first, options))
            narrator.begin(update.snapshot)
        elif changed := changes(before, inspected, options):
            whole = _whole(inspected, options, rollbacks) if printer.has_causes else first
            report = msgspec.structs.replace(whole, pods=changed.pods, taken_at=update.snapshot.taken_at)
            printer.show_changes(for_others(report, options), changed.gone)
    return None if first is None else inspected


def _whole(inspected: Inspected, options: InspectOptions, rollbacks: Rollbacks | None) -> Report:
    report = narrowed(inspected.report(), options)
    return report if rollbacks is None else rollbacks.added(report)


def is_whole(sync: SyncState) -> bool:
    """True once all pods that existed have been received: the first report is of all of them."""
    return sync.is_replay or sync.is_listed


def _follow_live(
    options: InspectOptions, streams: Streams, stop: threading.Event, resources: ExitStack
) -> Inspected | None:
    from kubectl_sidecars.cli.rollbacks import Rollbacks  # noqa: PLC0415 - files need no cluster
    from kubectl_sidecars.kube.http.client import connect  # noqa: PLC0415
    from kubectl_sidecars.kube.read.version import server_version  # noqa: PLC0415

    client = resources.enter_context(connect(options.connection, say=streams.say))
    rollbacks = Rollbacks(client)
    if not options.record:
        return print_all(live_updates(client, options.pods, stop), options, streams, None, rollbacks)
    from kubectl_sidecars.cli.inspect.ending import ended_by_signals  # noqa: PLC0415 - only for recordings
    from kubectl_sidecars.cli.inspect.log_recorder import LogRecorder  # noqa: PLC0415

    resources.enter_context(ended_by_signals())
    writer = resources.enter_context(
        Writer(
            options.record,
            started=client.now(),
            kubernetes=server_version(client),
            redact=options.keeps_no_secrets,
        )
    )
    recorder = LogRecorder(client, writer)
    resources.callback(recorder.close)
    updates = live_updates(client, options.pods, stop, tap=recorder.write)
    return print_all(updates, options, streams, recorder, rollbacks)


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
