"""What the screen shows and can ask for of a cluster, as it lives."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from time import monotonic
from typing import Any

import msgspec

from kubectl_sidecars.api import Namespace, Pod
from kubectl_sidecars.cli.parser.options import InspectOptions
from kubectl_sidecars.cli.places import elsewhere, kubectl
from kubectl_sidecars.errors import ClusterError
from kubectl_sidecars.feed import (
    Feed,
    Freshness,
    LogLine,
    LogRequest,
    Place,
    State,
    Update,
)
from kubectl_sidecars.kube.backoff import Backoff
from kubectl_sidecars.kube.config.kubeconfig import load
from kubectl_sidecars.kube.fetch import around_queries
from kubectl_sidecars.kube.http.client import Client, connect
from kubectl_sidecars.kube.read.logs import Following, log
from kubectl_sidecars.kube.read.pager import Listing
from kubectl_sidecars.kube.read.resources import (
    NAMESPACES,
    PODS,
    Query,
)
from kubectl_sidecars.kube.read.version import server_version
from kubectl_sidecars.kube.read.watch_many import Batch, watch_all
from kubectl_sidecars.kube.select.pod_selection import Selection, select
from kubectl_sidecars.snapshot import Line, Snapshot, Source, fold

PACE = 0.5
"""Seconds between two updates while all is live: what came in between is one."""
SHARE, SLOWEST = 100, 2.0
"""An update that takes long is followed by so many times as much rest, and by so many seconds at most."""
LOADING_PACE = 0.2
TAIL = 1000
"""Lines of a log that are read of what was before."""


def live_feed(options: InspectOptions, first: InspectOptions | None = None) -> Feed:
    """A cluster. Reads the kubeconfig, and raises what is wrong with it; asks the server nothing yet.

    `first` is what the command line asked for, where the screen has gone elsewhere since.
    """
    client = connect(options.connection._replace(interactive=False))
    home = first or options._replace(connection=options.connection._replace(context=client.context))
    namespace = "" if options.all_namespaces else options.connection.namespace or client.namespace
    return Feed(
        updates=lambda stop: patient_updates(client, options, stop),
        place=Place(client.context, namespace),
        logs=lambda request, stop: _logs(client, request, stop),
        yaml=lambda pod: _yaml(client, pod),
        namespaces=lambda: _namespaces(client),
        contexts=tuple(sorted(load(options.connection.kubeconfig, os.environ).contexts)),
        switch=lambda place: live_feed(elsewhere(home, place), home),
        kubectl=kubectl(options.connection, client.context),
    )


# Pods and what stands around them ----------------------------------------------------------------


RETRYING = "; trying again"
ELSEWHERE = ": choose another namespace (n) or context (c)"


def patient_updates(client: Client, options: InspectOptions, stop: threading.Event) -> Iterator[Update]:
    """As `live_updates`, also where the server cannot yet tell what was named: a screen waits for it."""
    backoff, since = Backoff(), client.now()
    nothing = Snapshot(source=Source("cluster", client.context or client.server))
    while not stop.is_set():
        try:
            yield from live_updates(client, options, stop)
        except ClusterError as error:
            yield Update(nothing, Freshness(State.NO_DATA, since, f"{error}{RETRYING}"))
            stop.wait(backoff.next())
        else:
            return


def live_updates(
    client: Client, options: InspectOptions, stop: threading.Event, *, tap: Callable[[Line], object] | None = None
) -> Iterator[Update]:
    """The cluster as it lives, until `stop` is set. `tap` is given every line as it passes, with its raw object."""
    selection = select(
        client,
        options.words,
        namespace=options.connection.namespace,
        all_namespaces=options.all_namespaces,
        labels=options.selector,
        fields=options.field_selector,
    )
    asked = {query.what for query in selection.queries}
    source = Source("cluster", client.context or client.server, namespace=selection.namespace)
    snapshot = Snapshot(source=source)
    undecodable: list[Any] = []
    try:
        for batch in watch_all(client, queries(selection), stop, keep_raw=tap is not None, first_alone=True):
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
            fresh = freshness(batch, asked, has_pods=bool(snapshot.pods))
            if fresh.state is State.LOADING and not snapshot.pods:
                continue  # there is nothing to show, and a rest now would hold up the first rows
            begun = monotonic()
            yield Update(snapshot, fresh)
            busy = monotonic() - begun
            if fresh.state is State.LIVE and not source.server_version:
                source = msgspec.structs.replace(source, server_version=server_version(client))
                snapshot = msgspec.structs.replace(snapshot, source=source)
                yield Update(snapshot, fresh)
            stop.wait(pace(busy) if fresh.state is State.LIVE else LOADING_PACE)
    finally:
        client.close()


def pace(busy: float) -> float:
    """Seconds to wait after an update that kept its reader busy for so long: of a large cluster updates are fewer."""
    return min(SLOWEST, max(PACE, busy * SHARE))


MOST_UNDECODABLE = 100


def queries(selection: Selection) -> list[Query[Any]]:
    """The pods, and all that a report needs around them."""
    return [*selection.queries, *around_queries(selection.namespace)]


def freshness(batch: Batch, asked: set[str], *, has_pods: bool = False) -> Freshness:
    """Denied only where no pods may be read; stale as soon as anything is; no data where none ever came."""
    pods = [standing for what, standing in batch.standings.items() if what in asked]
    if pods and all(each.state.value == State.DENIED for each in pods):
        return Freshness(State.DENIED, pods[0].since, f"{pods[0].why}{ELSEWHERE}")
    stale = batch.stale
    if stale:
        state = State.STALE if has_pods or all(each.is_listed for each in pods) else State.NO_DATA
        return Freshness(state, stale.since, f"{stale.why}{RETRYING}")
    return Freshness(State.LIVE if batch.is_listed else State.LOADING)


# What is asked for by a key ----------------------------------------------------------------------


def _namespaces(client: Client) -> tuple[str, ...]:
    listing = Listing[Namespace](client, Query(NAMESPACES))
    names = sorted(each.metadata.name for page in listing.pages() for each in page)
    if listing.denied:
        raise ClusterError(listing.denied.why)
    return tuple(names)


def _yaml(client: Client, pod: Pod) -> str:
    """The pod as kubectl get -o yaml shows it: without managedFields."""
    import yaml  # noqa: PLC0415 - 28 ms that only this view needs

    answer = client.get(PODS.path(pod.metadata.namespace, pod.metadata.name))
    if not answer.is_ok:
        raise answer.error()
    found: dict[str, Any] = msgspec.json.decode(answer.body, type=dict)
    found.get("metadata", {}).pop("managedFields", None)
    text: str = yaml.dump(found, Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper), sort_keys=True, width=10_000)
    return text


def _logs(client: Client, request: LogRequest, stop: threading.Event) -> Iterator[LogLine]:
    meta = request.pod.metadata
    where = (client, meta.namespace, meta.name, request.container)
    if request.previous or not request.follow:
        found = log(*where, lines=TAIL, previous=request.previous, timestamps=True)
        if found.why:
            raise ClusterError(found.why)
        yield from map(log_line, found.text.splitlines())
        return
    following = Following(*where, lines=TAIL, timestamps=True)
    threading.Thread(target=_close_at, args=(stop, following.close), daemon=True).start()
    yield from map(log_line, following)
    if following.why:
        raise ClusterError(following.why)


def _close_at(stop: threading.Event, close: Callable[[], None]) -> None:
    """A read that waits for the server does not see the event."""
    stop.wait()
    close()


def log_line(raw: bytes) -> LogLine:
    """`2026-11-23T01:40:06.123456789Z text`; a line without a time is all text."""
    text = raw.decode("utf-8", "replace")
    stamp, _, rest = text.partition(" ")
    whole, _, fraction = stamp.removesuffix("Z").partition(".")
    try:
        time = datetime.fromisoformat(f"{whole}.{(fraction + '000000')[:6]}+00:00")
    except ValueError:
        return LogLine(text)
    return LogLine(rest, time)
