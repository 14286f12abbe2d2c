"""The feed of a cluster: its pods as they change, and what a key asks of it."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from time import monotonic
from typing import Any

import msgspec

from kubectl_sidecars.api import Namespace, Pod
from kubectl_sidecars.errors import ClusterError, UsageError
from kubectl_sidecars.feed import Feed, LogLine, PodLogOptions, Scope, SyncPhase, SyncState, Update
from kubectl_sidecars.feed.owners import list_owners
from kubectl_sidecars.feed.pauses import Pauses
from kubectl_sidecars.feed.revisions import read_revisions
from kubectl_sidecars.kube.backoff import Backoff
from kubectl_sidecars.kube.config.connection_options import ConnectionOptions
from kubectl_sidecars.kube.config.flags import for_scope, kubectl_command
from kubectl_sidecars.kube.config.kubeconfig import load_kubeconfig
from kubectl_sidecars.kube.fetch import related_queries
from kubectl_sidecars.kube.http.client import Client, connect
from kubectl_sidecars.kube.read.logs import LogStream, read_log
from kubectl_sidecars.kube.read.pager import Pager
from kubectl_sidecars.kube.read.resources import NAMESPACES, PODS, Query
from kubectl_sidecars.kube.read.version import server_version
from kubectl_sidecars.kube.read.watch_many import Batch, watch_all
from kubectl_sidecars.kube.select.pod_query import PodQuery
from kubectl_sidecars.kube.select.pod_selection import Selection, select
from kubectl_sidecars.kube.select.resource_args import named_owners, parse_resource_args
from kubectl_sidecars.snapshot import Line, Snapshot, Source, fold

Pause = Callable[[float], bool]
"""Waits for a number of seconds, and returns True if the feed is to stop."""
PACE = 0.5
"""Seconds between two updates of a live cluster: all changes of that time are one update."""
SHARE, SLOWEST = 100, 2.0
"""After an update that kept its reader busy, the pause is this many times as long, up to this many seconds."""
LOADING_PACE = 0.2
MOST_UNDECODABLE = 100


def live_feed(
    connection: ConnectionOptions, query: PodQuery, home: tuple[ConnectionOptions, PodQuery] | None = None
) -> Feed:
    """The feed of a cluster. Reads the kubeconfig and sends no request yet. Raises UsageError for a wrong kubeconfig.

    `home` is what the command line asked for, where the screen has switched to another scope since.
    """
    client = connect(connection._replace(interactive=False))
    start = home or (connection._replace(context=client.context), query)
    namespace = "" if query.all_namespaces else query.namespace or client.namespace
    pauses = Pauses()
    return Feed(
        updates=lambda stop: retried_updates(client, query, stop, partial(pauses.wait, stop)),
        retry=pauses.end,
        scope=Scope(client.context, namespace),
        logs=lambda options, stop: _logs(client, options, stop),
        yaml=lambda pod: _yaml(client, pod),
        namespaces=lambda: _namespaces(client),
        owners=lambda: list_owners(client, namespace),
        revisions=lambda requests: read_revisions(client, requests),
        cluster=f"{client.context} {client.server}",
        contexts=tuple(sorted(load_kubeconfig(connection.kubeconfig, os.environ).contexts)),
        switch=lambda scope: live_feed(*in_scope(*start, scope), start),
        kubectl=kubectl_command(connection, client.context),
        named=named_owners(query),
    )


def in_scope(connection: ConnectionOptions, query: PodQuery, scope: Scope) -> tuple[ConnectionOptions, PodQuery]:
    """The same question in another scope, without the names that were given: they may not exist there."""
    namespace = scope.namespace or ""
    elsewhere = query._replace(words=(), namespace=namespace, all_namespaces=scope.namespace == "")
    return for_scope(connection, scope.context, namespace), elsewhere


# Pods and the objects that explain them ----------------------------------------------------------


def retried_updates(
    client: Client, query: PodQuery, stop: threading.Event, pause: Pause | None = None
) -> Iterator[Update]:
    """As `live_updates`, with updates of phase NO_DATA until the server can resolve the owners that were named.

    Raises UsageError, in kubectl's words, if pods were named and none of them exists."""
    pause = pause or stop.wait
    backoff, since = Backoff(), client.now()
    nothing = Snapshot(source=Source("cluster", client.context or client.server))
    names = [arg.name for arg in parse_resource_args(query.words) if arg.type.kind == "Pod" and arg.name]
    while not stop.is_set():
        try:
            for update in live_updates(client, query, stop, pause=pause):
                if names and update.sync.phase is SyncPhase.LIVE and not update.snapshot.pods:
                    raise UsageError(f'pods "{names[0]}" not found', reason="NotFound")
                names = names if update.sync.phase is SyncPhase.LOADING else []
                yield update
        except ClusterError as error:
            yield Update(nothing, SyncState(SyncPhase.NO_DATA, since, error.message, error.reason, is_retrying=True))
            pause(backoff.next())
        else:
            return


def live_updates(
    client: Client,
    query: PodQuery,
    stop: threading.Event,
    *,
    tap: Callable[[Line], object] | None = None,
    pause: Pause | None = None,
) -> Iterator[Update]:
    """Updates until `stop` is set. `tap` is called with every line as it is received, with its raw object; `pause`
    waits between two tries.

    Raises UsageError for a name or a selector that the server refuses, ClusterError where it cannot be asked.
    """
    selection = select(client, query)
    pods = {each.display_name for each in selection.queries}
    source = Source("cluster", client.context or client.server, namespace=selection.namespace)
    snapshot = Snapshot(source=source)
    undecodable: list[Any] = []
    try:
        raw = tap is not None
        for batch in watch_all(client, queries(selection), stop, keep_raw=raw, pause=pause, first_alone=True):
            if tap is not None:
                for line in batch.lines:
                    tap(line)
            undecodable += batch.undecodable[: max(0, MOST_UNDECODABLE - len(undecodable))]
            snapshot = msgspec.structs.replace(
                fold(snapshot, batch.lines),
                taken_at=client.now(),
                denied=batch.denied,
                undecodable=tuple(undecodable),
            )
            sync = sync_state(batch, pods, has_pods=bool(snapshot.pods))
            if sync.phase is SyncPhase.LOADING and not snapshot.pods:
                continue  # there is nothing to show, and a pause now would delay the first rows
            if not source.server_version and sync.phase in (SyncPhase.LOADING, SyncPhase.LIVE):
                source = msgspec.structs.replace(source, server_version=server_version(client))
                snapshot = msgspec.structs.replace(snapshot, source=source)  # STATUS depends on it
            begun = monotonic()
            yield Update(snapshot, sync)
            busy = monotonic() - begun
            stop.wait(pace(busy) if sync.phase is SyncPhase.LIVE else LOADING_PACE)
    finally:
        client.close()


def pace(busy: float) -> float:
    """Seconds to wait after an update that kept its reader busy for `busy` seconds."""
    return min(SLOWEST, max(PACE, busy * SHARE))


def queries(selection: Selection) -> list[Query[Any]]:
    """The selected pods, and all that a report needs of other resources."""
    return [*selection.queries, *related_queries(selection.namespace)]


def sync_state(batch: Batch, pods: set[str], *, has_pods: bool = False) -> SyncState:
    """The sync state of the whole feed; `pods` names the resources that are its pods.

    DENIED if the server denies all pods, STALE if any resource is stale, and NO_DATA if no pod was received before.
    """
    states = [state for resource, state in batch.states.items() if resource in pods]
    if states and all(state.phase is SyncPhase.DENIED for state in states):
        return states[0]
    stale = batch.stale_of(pods)
    if stale:
        is_known = has_pods or all(state.is_listed for state in states)
        phase = stale.phase if is_known else SyncPhase.NO_DATA
        return msgspec.structs.replace(stale, phase=phase, is_listed=batch.is_listed)
    return SyncState(SyncPhase.LIVE if batch.is_listed else SyncPhase.LOADING, is_listed=batch.is_listed)


# What a key asks for -----------------------------------------------------------------------------


def _namespaces(client: Client) -> tuple[str, ...]:
    pager = Pager[Namespace](client, Query(NAMESPACES))
    names = sorted(namespace.metadata.name for page in pager.pages() for namespace in page)
    if pager.error:
        raise pager.error
    return tuple(names)


def _yaml(client: Client, pod: Pod) -> str:
    """The pod as `kubectl get -o yaml` prints it: without managedFields."""
    import yaml  # noqa: PLC0415 - 28 ms that only this view needs

    result = client.get(PODS.path(pod.metadata.namespace, pod.metadata.name))
    if not result.is_ok:
        raise result.error()
    value: dict[str, Any] = msgspec.json.decode(result.body, type=dict)
    value.get("metadata", {}).pop("managedFields", None)
    text: str = yaml.dump(value, Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper), sort_keys=True, width=10_000)
    return text


def _logs(client: Client, options: PodLogOptions, stop: threading.Event) -> Iterator[LogLine]:
    meta = options.pod.metadata
    container = (client, meta.namespace, meta.name, options.container)
    if options.previous or not options.follow:
        read = read_log(*container, lines=options.tail, previous=options.previous, timestamps=True)
        if read.error:
            raise ClusterError(read.error)
        yield from map(log_line, read.text.splitlines())
        return
    stream = LogStream(*container, lines=options.tail, timestamps=True)
    threading.Thread(target=_close_at, args=(stop, stream.close), daemon=True).start()
    yield from map(log_line, stream)
    if stream.error:
        raise ClusterError(stream.error)


def _close_at(stop: threading.Event, close: Callable[[], None]) -> None:
    """Ends a read that waits for the server, which cannot wait for the event."""
    stop.wait()
    close()


def log_line(raw: bytes) -> LogLine:
    """The line without its time stamp, `2026-11-23T01:40:06.123456789Z text`; without one, all of it is text."""
    text = raw.decode("utf-8", "replace")
    stamp, _, rest = text.partition(" ")
    seconds, _, fraction = stamp.removesuffix("Z").partition(".")
    try:
        time = datetime.fromisoformat(f"{seconds}.{(fraction + '000000')[:6]}+00:00")
    except ValueError:
        return LogLine(text)
    return LogLine(rest, time)
