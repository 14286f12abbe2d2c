"""What one report needs: first what stands around the pods, then the pods, page by page, each reduced and dropped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec

from kubectl_sidecars.api import Event, Object, Pod
from kubectl_sidecars.background import Tasks
from kubectl_sidecars.decode import decode_object
from kubectl_sidecars.errors import ClusterError, UsageError
from kubectl_sidecars.kube.http.client import Answer, Client
from kubectl_sidecars.kube.read.pager import Listing
from kubectl_sidecars.kube.read.resources import (
    EVENTS,
    JOBS,
    NAMESPACES,
    NODES,
    PODS,
    REPLICA_SETS,
    SERVICES,
    Query,
    Resource,
    join,
)
from kubectl_sidecars.kube.select.pod_selection import Selection
from kubectl_sidecars.model import controller
from kubectl_sidecars.snapshot import NAMED, Denied, Line, Snapshot, Source, Undecodable, fold

AROUND: tuple[Resource[Any], ...] = (EVENTS, NODES, NAMESPACES, JOBS, REPLICA_SETS, SERVICES)
TELLING = NAMED | {"Pod", "Job", "CronJob", "ReplicaSet", "Deployment", "StatefulSet", "DaemonSet"}
"""What an event that we keep may be about."""
ABOUT_PODS = "involvedObject.kind=Pod"
MOST_NAMES = 5
"""Up to so many pods are fetched with the events of each; with more, the events of the namespace are one list."""
CONNECTIONS = 4

Pods = Iterator[tuple[Pod, ...]]


class Gathered:
    """`around` is the snapshot without pods; `pages` are the pods, to be read once.

    `denied`, `undecodable` and `pods_error` are complete when the pages have been read.
    """

    def __init__(self, client: Client, selection: Selection) -> None:
        self.client, self.selection = client, selection
        self.around = Snapshot(source=Source("cluster", client.context or client.server))
        self.denied: list[Denied] = []
        self.undecodable: list[Undecodable] = []
        self.missing: list[UsageError] = []
        """For each named pod that does not exist, where others do."""
        self.pods_error: ClusterError | None = None
        """Set if the server denies the pods themselves."""
        self.taken_at: datetime | None = None
        self.pages: Pods = iter(())

    @property
    def snapshot(self) -> Snapshot:
        """`around` with all that is known by now of what is missing."""
        return msgspec.structs.replace(
            self.around, denied=tuple(self.denied), undecodable=tuple(self.undecodable), taken_at=self.time
        )

    @property
    def pods(self) -> Iterator[Pod]:
        """The pods one by one."""
        return (pod for page in self.pages for pod in page)

    @property
    def time(self) -> datetime:
        return self.taken_at or self.client.now()


def gather(client: Client, selection: Selection, around: Sequence[Resource[Any]] = AROUND) -> Gathered:
    """Asks for the first pods, and at once for all around them. Raises UsageError where no named pod exists."""
    gathered = Gathered(client, selection)
    with Tasks(CONNECTIONS) as tasks:
        if 0 < len(selection.names) <= MOST_NAMES:
            _few(gathered, tasks, around)
        else:
            _many(gathered, tasks, around)
    return gathered


class Found(msgspec.Struct, frozen=True):
    """What one query brought: objects, or why there are none."""

    values: tuple[Object, ...] = ()
    denied: tuple[Denied, ...] = ()
    undecodable: tuple[Undecodable, ...] = ()


def _many(gathered: Gathered, tasks: Tasks, around: Sequence[Resource[Any]]) -> None:
    namespace = gathered.selection.namespace
    pages = _pages(gathered)
    first = tasks.start(lambda: next(pages, ()))
    coming = tasks.map(lambda query: _found(gathered.client, query), around_queries(namespace, around))
    gathered.pages = _chain(first.result(), pages)
    _put(gathered, coming)


def around_queries(namespace: str, around: Sequence[Resource[Any]] = AROUND) -> list[Query[Any]]:
    """What stands around the pods of a namespace, or of all. Of the namespaces, only that one.

    All events are one list, as a selector would cost the server as much: those of owners tell why there are no pods.
    """
    return [
        Query(NAMESPACES, name=namespace)
        if each is NAMESPACES and namespace
        else Query(each, namespace, keep=_tells if each is EVENTS else None)
        for each in around
    ]


def _tells(event: Event) -> bool:
    return event.involved_object.kind in TELLING


def _put(gathered: Gathered, found: Iterable[Found]) -> None:
    """Folds what was found, and notes what was not, in the order in which it was asked for."""
    for each in found:
        lines = [Line(gathered.time, "ADDED", value) for value in each.values]
        gathered.around = fold(gathered.around, lines)
        gathered.denied += each.denied
        gathered.undecodable += each.undecodable
    gathered.around = msgspec.structs.replace(gathered.around, taken_at=gathered.time)


def _chain(first: tuple[Pod, ...], rest: Pods) -> Pods:
    yield first
    del first  # dropped before the next page is decoded
    yield from rest


def _pages(gathered: Gathered) -> Pods:
    """All pods, each once although several queries may find it."""
    queries = gathered.selection.queries
    seen: set[str] = set()
    for query in queries:
        listing = Listing(gathered.client, query)
        for page in listing.pages():
            gathered.taken_at = gathered.taken_at or listing.date
            if len(queries) > 1:
                found = tuple(pod for pod in page if pod.metadata.uid not in seen)
                seen.update(pod.metadata.uid for pod in found)
                yield found
            else:
                yield page
        gathered.undecodable += listing.undecodable
        gathered.denied += listing.denied
        gathered.pods_error = listing.error or gathered.pods_error


def _found(client: Client, query: Query[Any]) -> Found:
    """All that a query finds; what does not exist is not there."""
    if query.name:
        return _one(query, client.get(query.resource.path(query.namespace, query.name)))
    listing = Listing(client, query)
    values = tuple(each for page in listing.pages() for each in page)
    denied = () if query.resource.is_extra else listing.denied
    return Found(values, denied, tuple(listing.undecodable))


def _one(query: Query[Any], answer: Answer) -> Found:
    if answer.status == 403:
        return Found(denied=(Denied(query.what, answer.message),))
    if answer.status == 404:
        return Found()
    if not answer.is_ok:
        raise answer.error()
    problems: list[Undecodable] = []
    value = decode_object(answer.body, query.resource.type, problems)
    return Found(() if value is None else (value,), undecodable=tuple(problems))


def _few(gathered: Gathered, tasks: Tasks, around: Sequence[Resource[Any]]) -> None:
    """Pods by name: one GET each, their events beside it, then the nodes and owners that they name."""
    client, namespace = gathered.client, gathered.selection.namespace
    answers = tasks.map(lambda query: client.get(PODS.path(namespace, query.name)), gathered.selection.queries)
    queries: list[Query[Any]] = []
    if EVENTS in around:
        about = (join(ABOUT_PODS, f"involvedObject.name={name}") for name in gathered.selection.names)
        queries += [Query(EVENTS, namespace, field_selector=each) for each in about]
    if NAMESPACES in around:
        queries.append(Query(NAMESPACES, name=namespace))
    if SERVICES in around:
        queries.append(Query(SERVICES, namespace))
    coming = tasks.map(lambda query: _found(client, query), queries)
    pods = _pods(gathered, answers)
    gathered.pages = iter((pods,))
    _put(gathered, coming)
    named = [each for each in _named_by(pods, namespace) if each.resource in around]
    _put(gathered, tasks.map(lambda query: _found(client, query), named))


def _pods(gathered: Gathered, answers: Iterable[Answer]) -> tuple[Pod, ...]:
    pods: list[Object] = []
    for query, answer in zip(gathered.selection.queries, answers, strict=True):
        if answer.status == 404:
            gathered.missing.append(UsageError(answer.message, reason=answer.reason))
            continue
        found = _one(query, answer)
        pods += found.values
        gathered.denied += found.denied
        gathered.undecodable += found.undecodable
        if found.denied:
            gathered.pods_error = ClusterError(answer.message, reason=answer.reason)
        gathered.taken_at = answer.date
    if gathered.missing and not pods and not gathered.denied:
        first, *rest = gathered.missing
        raise UsageError("\n".join([first.message, *map(str, rest)]), reason=first.reason)
    return tuple(each for each in pods if isinstance(each, Pod))


def _named_by(pods: Sequence[Pod], namespace: str) -> list[Query[Any]]:
    owners: dict[str, Resource[Any]] = {"ReplicaSet": REPLICA_SETS, "Job": JOBS}
    found = {Query(NODES, name=pod.spec.node_name) for pod in pods if pod.spec.node_name}
    for pod in pods:
        owner = controller(pod.metadata)
        if owner is not None and owner.kind in owners:
            found.add(Query(owners[owner.kind], namespace, owner.name))
    return sorted(found, key=lambda each: each.what)
