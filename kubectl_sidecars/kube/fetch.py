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
from kubectl_sidecars.kube.http.client import Client, Result
from kubectl_sidecars.kube.read.pager import Pager
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

RELATED: tuple[Resource[Any], ...] = (EVENTS, NODES, NAMESPACES, JOBS, REPLICA_SETS, SERVICES)
TELLING = NAMED | {"Pod", "Job", "CronJob", "ReplicaSet", "Deployment", "StatefulSet", "DaemonSet"}
"""What an event that we keep may be about."""
ABOUT_PODS = "involvedObject.kind=Pod"
MOST_NAMES = 5
"""Up to so many pods are fetched with the events of each; with more, the events of the namespace are one list."""
CONNECTIONS = 4

Pods = Iterator[tuple[Pod, ...]]


class Fetched:
    """`around` is the snapshot without pods; `pages` are the pods, to be read once.

    `denied`, `undecodable` and `pods_error` are complete when the pages have been read.
    """

    def __init__(self, client: Client, selection: Selection) -> None:
        self.client, self.selection = client, selection
        self.related = Snapshot(source=Source("cluster", client.context or client.server))
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
            self.related, denied=tuple(self.denied), undecodable=tuple(self.undecodable), taken_at=self.time
        )

    @property
    def pods(self) -> Iterator[Pod]:
        """The pods one by one."""
        return (pod for page in self.pages for pod in page)

    @property
    def time(self) -> datetime:
        return self.taken_at or self.client.now()


def fetch(client: Client, selection: Selection, related: Sequence[Resource[Any]] = RELATED) -> Fetched:
    """Asks for the first pods, and at once for all around them. Raises UsageError where no named pod exists."""
    fetched = Fetched(client, selection)
    with Tasks(CONNECTIONS) as tasks:
        if 0 < len(selection.names) <= MOST_NAMES:
            _few(fetched, tasks, related)
        else:
            _many(fetched, tasks, related)
    return fetched


class QueryResult(msgspec.Struct, frozen=True):
    """What one query brought: objects, or why there are none."""

    values: tuple[Object, ...] = ()
    denied: tuple[Denied, ...] = ()
    undecodable: tuple[Undecodable, ...] = ()


def _many(fetched: Fetched, tasks: Tasks, related: Sequence[Resource[Any]]) -> None:
    namespace = fetched.selection.namespace
    pages = _pages(fetched)
    first = tasks.start(lambda: next(pages, ()))
    coming = tasks.map(lambda query: _found(fetched.client, query), related_queries(namespace, related))
    fetched.pages = _chain(first.result(), pages)
    _put(fetched, coming)


def related_queries(namespace: str, related: Sequence[Resource[Any]] = RELATED) -> list[Query[Any]]:
    """What stands around the pods of a namespace, or of all. Of the namespaces, only that one.

    All events are one list, as a selector would cost the server as much: those of owners tell why there are no pods.
    """
    return [
        Query(NAMESPACES, name=namespace)
        if each is NAMESPACES and namespace
        else Query(each, namespace, keep=_tells if each is EVENTS else None)
        for each in related
    ]


def _tells(event: Event) -> bool:
    return event.involved_object.kind in TELLING


def _put(fetched: Fetched, found: Iterable[QueryResult]) -> None:
    """Folds what was found, and notes what was not, in the order in which it was asked for."""
    for each in found:
        lines = [Line(fetched.time, "ADDED", value) for value in each.values]
        fetched.related = fold(fetched.related, lines)
        fetched.denied += each.denied
        fetched.undecodable += each.undecodable
    fetched.related = msgspec.structs.replace(fetched.related, taken_at=fetched.time)


def _chain(first: tuple[Pod, ...], rest: Pods) -> Pods:
    yield first
    del first  # dropped before the next page is decoded
    yield from rest


def _pages(fetched: Fetched) -> Pods:
    """All pods, each once although several queries may find it."""
    queries = fetched.selection.queries
    seen: set[str] = set()
    for query in queries:
        pager = Pager(fetched.client, query)
        for page in pager.pages():
            fetched.taken_at = fetched.taken_at or pager.date
            if len(queries) > 1:
                found = tuple(pod for pod in page if pod.metadata.uid not in seen)
                seen.update(pod.metadata.uid for pod in found)
                yield found
            else:
                yield page
        fetched.undecodable += pager.undecodable
        fetched.denied += pager.denied
        fetched.pods_error = pager.error or fetched.pods_error


def _found(client: Client, query: Query[Any]) -> QueryResult:
    """All that a query finds; what does not exist is not there."""
    if query.name:
        return _one(query, client.get(query.resource.path(query.namespace, query.name)))
    pager = Pager(client, query)
    values = tuple(each for page in pager.pages() for each in page)
    denied = () if query.resource.is_optional else pager.denied
    return QueryResult(values, denied, tuple(pager.undecodable))


def _one(query: Query[Any], result: Result) -> QueryResult:
    if result.status == 403:
        return QueryResult(denied=(Denied(query.display_name, result.message),))
    if result.status == 404:
        return QueryResult()
    if not result.is_ok:
        raise result.error()
    problems: list[Undecodable] = []
    value = decode_object(result.body, query.resource.type, problems)
    return QueryResult(() if value is None else (value,), undecodable=tuple(problems))


def _few(fetched: Fetched, tasks: Tasks, related: Sequence[Resource[Any]]) -> None:
    """Pods by name: one GET each, their events beside it, then the nodes and owners that they name."""
    client, namespace = fetched.client, fetched.selection.namespace
    results = tasks.map(lambda query: client.get(PODS.path(namespace, query.name)), fetched.selection.queries)
    queries: list[Query[Any]] = []
    if EVENTS in related:
        about = (join(ABOUT_PODS, f"involvedObject.name={name}") for name in fetched.selection.names)
        queries += [Query(EVENTS, namespace, field_selector=each) for each in about]
    if NAMESPACES in related:
        queries.append(Query(NAMESPACES, name=namespace))
    if SERVICES in related:
        queries.append(Query(SERVICES, namespace))
    coming = tasks.map(lambda query: _found(client, query), queries)
    pods = _pods(fetched, results)
    fetched.pages = iter((pods,))
    _put(fetched, coming)
    named = [each for each in _named_by(pods, namespace) if each.resource in related]
    _put(fetched, tasks.map(lambda query: _found(client, query), named))


def _pods(fetched: Fetched, results: Iterable[Result]) -> tuple[Pod, ...]:
    pods: list[Object] = []
    for query, result in zip(fetched.selection.queries, results, strict=True):
        if result.status == 404:
            fetched.missing.append(UsageError(result.message, reason=result.reason))
            continue
        found = _one(query, result)
        pods += found.values
        fetched.denied += found.denied
        fetched.undecodable += found.undecodable
        if found.denied:
            fetched.pods_error = ClusterError(result.message, reason=result.reason)
        fetched.taken_at = result.date
    if fetched.missing and not pods and not fetched.denied:
        first, *rest = fetched.missing
        raise UsageError("\n".join([first.message, *map(str, rest)]), reason=first.reason)
    return tuple(each for each in pods if isinstance(each, Pod))


def _named_by(pods: Sequence[Pod], namespace: str) -> list[Query[Any]]:
    owners: dict[str, Resource[Any]] = {"ReplicaSet": REPLICA_SETS, "Job": JOBS}
    found = {Query(NODES, name=pod.spec.node_name) for pod in pods if pod.spec.node_name}
    for pod in pods:
        owner = controller(pod.metadata)
        if owner is not None and owner.kind in owners:
            found.add(Query(owners[owner.kind], namespace, owner.name))
    return sorted(found, key=lambda each: each.display_name)
