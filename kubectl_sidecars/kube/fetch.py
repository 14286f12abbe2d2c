"""Fetches what one report needs: the resources related to the pods, then the pods, page by page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec

from kubectl_sidecars.api import Event, Object, Pod
from kubectl_sidecars.background import Tasks
from kubectl_sidecars.decode import decode_object
from kubectl_sidecars.errors import ClusterError, UsageError
from kubectl_sidecars.kube.errors import check_object
from kubectl_sidecars.kube.http.client import Client
from kubectl_sidecars.kube.http.exchange import Result
from kubectl_sidecars.kube.read.pager import Pager
from kubectl_sidecars.kube.read.resources import (
    EVENTS,
    JOBS,
    NAMESPACES,
    NODES,
    PODS,
    REPLICA_SETS,
    SERVICES,
    WORKLOADS,
    Query,
    Resource,
    join,
)
from kubectl_sidecars.kube.select.pod_selection import Selection
from kubectl_sidecars.model import controller
from kubectl_sidecars.object_keys import NAMED
from kubectl_sidecars.snapshot import Denied, Line, Snapshot, Source, Undecodable, fold

RELATED: tuple[Resource[Any], ...] = (EVENTS, NODES, NAMESPACES, JOBS, REPLICA_SETS, SERVICES)
EVENT_KINDS = NAMED | {
    "Pod", "Job", "CronJob", "ReplicaSet", "Deployment", "StatefulSet", "DaemonSet", "HorizontalPodAutoscaler",
}  # fmt: skip
"""Events of these kinds of objects are kept."""
ABOUT_PODS = "involvedObject.kind=Pod"
MOST_NAMES = 5
"""Up to this many named pods, the events of each are fetched; with more, the events of the namespace in one list."""
CONNECTIONS = 4

Pods = Iterator[tuple[Pod, ...]]


class Fetched:
    """Answer of the API server: `related` is the snapshot without pods; `pages` are the pods, to be read once.

    `denied`, `undecodable` and `pods_error` are complete once the pages have been read.
    """

    def __init__(self, client: Client, selection: Selection) -> None:
        self.client, self.selection = client, selection
        self.related = Snapshot(source=Source("cluster", client.context or client.server))
        self.denied: list[Denied] = []
        self.undecodable: list[Undecodable] = []
        self.missing: list[UsageError] = []
        """An error for each named pod that does not exist, if others do."""
        self.pods_error: ClusterError | None = None
        """Set if the server denies the pods themselves."""
        self.taken_at: datetime | None = None
        self.pages: Pods = iter(())

    @property
    def pods(self) -> Iterator[Pod]:
        """The pods one by one."""
        return (pod for page in self.pages for pod in page)

    @property
    def time(self) -> datetime:
        """The server's time when the pods were read."""
        return self.taken_at or self.client.now()


def fetch(client: Client, selection: Selection, related: Sequence[Resource[Any]] = RELATED) -> Fetched:
    """Requests the first page of the pods, and at the same time all related resources.

    Raises UsageError if no named pod exists, ClusterError if the server cannot be reached.
    """
    fetched = Fetched(client, selection)
    client.log_in()
    with Tasks(CONNECTIONS) as tasks:
        if 0 < len(selection.names) <= MOST_NAMES:
            _few(fetched, tasks, related)
        else:
            _many(fetched, tasks, related)
    return fetched


class QueryResult(msgspec.Struct, frozen=True):
    """The objects of one query, or the resource as denied."""

    values: tuple[Object, ...] = ()
    denied: tuple[Denied, ...] = ()
    undecodable: tuple[Undecodable, ...] = ()


def _many(fetched: Fetched, tasks: Tasks, related: Sequence[Resource[Any]]) -> None:
    namespace = fetched.selection.namespace
    pages = _pages(fetched)
    first = tasks.start(lambda: next(pages, ()))
    coming = tasks.map(lambda query: run_query(fetched.client, query), related_queries(namespace, related))
    fetched.pages = _chain(first.result(), pages)
    _add(fetched, coming)


def related_queries(namespace: str, related: Sequence[Resource[Any]] = RELATED) -> list[Query[Any]]:
    """The queries for the resources related to the pods of a namespace or, for "", of all namespaces.

    Events are not selected by the server, which would cost it as much: those of owners say why there are no pods.
    """
    return [
        Query(NAMESPACES, name=namespace)
        if resource is NAMESPACES and namespace
        else Query(resource, namespace, keep=_is_kept if resource is EVENTS else None)
        for resource in related
    ]


def _is_kept(event: Event) -> bool:
    return event.involved_object.kind in EVENT_KINDS


def _add(fetched: Fetched, results: Iterable[QueryResult]) -> None:
    """Folds the objects into the snapshot, in the order of the queries."""
    for result in results:
        lines = [Line(fetched.time, "ADDED", value) for value in result.values]
        fetched.related = fold(fetched.related, lines)
        fetched.denied += result.denied
        fetched.undecodable += result.undecodable
    fetched.related = msgspec.structs.replace(fetched.related, taken_at=fetched.time)


def _chain(first: tuple[Pod, ...], rest: Pods) -> Pods:
    yield first
    del first  # dropped before the next page is decoded
    yield from rest


def _pages(fetched: Fetched) -> Pods:
    """The pods of all queries, each once."""
    queries = fetched.selection.queries
    seen: set[str] = set()
    for query in queries:
        pager = Pager(fetched.client, query)
        for page in pager.pages():
            fetched.taken_at = fetched.taken_at or pager.date
            if len(queries) > 1:
                new = tuple(pod for pod in page if pod.metadata.uid not in seen)
                seen.update(pod.metadata.uid for pod in new)
                yield new
            else:
                yield page
        fetched.undecodable += pager.undecodable
        fetched.denied += pager.denied
        fetched.pods_error = pager.error or fetched.pods_error


def run_query(client: Client, query: Query[Any]) -> QueryResult:
    """The objects of a query; a named object that does not exist is left out."""
    if query.name:
        return _decoded(query, client.get(query.resource.path(query.namespace, query.name)))
    pager = Pager(client, query)
    values = tuple(value for page in pager.pages() for value in page)
    denied = () if query.resource.is_optional else pager.denied
    return QueryResult(values, denied, tuple(pager.undecodable))


def _decoded(query: Query[Any], result: Result) -> QueryResult:
    if result.status == 403:
        return QueryResult(denied=(Denied(query.display_name, result.message),))
    if result.status == 404:
        return QueryResult()
    if not result.is_ok:
        raise result.error()
    check_object(result.body, query.name, query.display_name)
    problems: list[Undecodable] = []
    value = decode_object(result.body, query.resource.type, problems)
    return QueryResult(() if value is None else (value,), undecodable=tuple(problems))


def _few(fetched: Fetched, tasks: Tasks, related: Sequence[Resource[Any]]) -> None:
    """Reads each pod and its events by name, then the nodes and owners that the pods name."""
    client, namespace = fetched.client, fetched.selection.namespace
    results = tasks.map(lambda query: client.get(PODS.path(namespace, query.name)), fetched.selection.queries)
    queries: list[Query[Any]] = []
    if EVENTS in related:
        about = (join(ABOUT_PODS, f"involvedObject.name={name}") for name in fetched.selection.names)
        queries += [Query(EVENTS, namespace, field_selector=selector) for selector in about]
    if NAMESPACES in related:
        queries.append(Query(NAMESPACES, name=namespace))
    if SERVICES in related:
        queries.append(Query(SERVICES, namespace))
    queries += [Query(resource, namespace) for resource in WORKLOADS if resource in related]
    coming = tasks.map(lambda query: run_query(client, query), queries)
    pods = _pods(fetched, results)
    fetched.pages = iter((pods,))
    _add(fetched, coming)
    named = [query for query in _named_by(pods, namespace) if query.resource in related]
    _add(fetched, tasks.map(lambda query: run_query(client, query), named))


def _pods(fetched: Fetched, results: Iterable[Result]) -> tuple[Pod, ...]:
    pods: list[Object] = []
    for query, result in zip(fetched.selection.queries, results, strict=True):
        if result.status == 404:
            fetched.missing.append(UsageError(result.message, reason=result.reason))
            continue
        decoded = _decoded(query, result)
        pods += decoded.values
        fetched.denied += decoded.denied
        fetched.undecodable += decoded.undecodable
        if decoded.denied:
            fetched.pods_error = ClusterError(result.message, reason=result.reason)
        fetched.taken_at = result.date
    if fetched.missing and not pods and not fetched.denied:
        first, *rest = fetched.missing
        raise UsageError("\n".join([first.message, *map(str, rest)]), reason=first.reason)
    return tuple(pod for pod in pods if isinstance(pod, Pod))


def _named_by(pods: Sequence[Pod], namespace: str) -> list[Query[Any]]:
    """Queries for the nodes and owners of these pods."""
    owners: dict[str, Resource[Any]] = {"ReplicaSet": REPLICA_SETS, "Job": JOBS}
    queries = {Query(NODES, name=pod.spec.node_name) for pod in pods if pod.spec.node_name}
    for pod in pods:
        owner = controller(pod.metadata)
        if owner is not None and owner.kind in owners:
            queries.add(Query(owners[owner.kind], namespace, owner.name))
    return sorted(queries, key=lambda query: query.display_name)
