"""What one report needs: first what stands around the pods, then the pods, page by page, each reduced and dropped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from kubectl_sidecars.api import Object, Pod
from kubectl_sidecars.decode import decode_object
from kubectl_sidecars.errors import ClusterError, UsageError
from kubectl_sidecars.kube.client import Answer, Client
from kubectl_sidecars.kube.listing import Listing
from kubectl_sidecars.kube.problems import refusal
from kubectl_sidecars.kube.resources import EVENTS, JOBS, NAMESPACES, NODES, REPLICA_SETS, Query, Resource, join
from kubectl_sidecars.kube.selection import Selection
from kubectl_sidecars.model import controller
from kubectl_sidecars.snapshot import Denied, Line, Snapshot, Source, Undecodable, fold

AROUND: tuple[Resource[Any], ...] = (EVENTS, NODES, NAMESPACES, JOBS, REPLICA_SETS)
ABOUT_PODS = "involvedObject.kind=Pod"
MOST_NAMES = 5
"""Up to so many pods are fetched with the events of each; with more, the events of the namespace are one list."""
CONNECTIONS = 4

T = TypeVar("T", bound=Object)
Pods = Iterator[tuple[Pod, ...]]


class Gathered:
    """`around` is the snapshot without pods; `pages` are the pods, to be read once.

    `denied` and `undecodable` are complete when the pages have been read; `is_denied` when the pods themselves were.
    """

    def __init__(self, client: Client, selection: Selection) -> None:
        self.client, self.selection = client, selection
        self.around = Snapshot(source=Source("cluster", client.context or client.server))
        self.denied: list[Denied] = []
        self.undecodable: list[Undecodable] = []
        self.is_denied = False
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
    """Asks for the first pods, and at once for all around them. Raises UsageError for a pod that does not exist."""
    gathered = Gathered(client, selection)
    with ThreadPoolExecutor(CONNECTIONS, "gather") as threads:
        if 0 < len(selection.names) <= MOST_NAMES:
            _few(gathered, threads, around)
        else:
            _many(gathered, threads, around)
    return gathered


def _many(gathered: Gathered, threads: ThreadPoolExecutor, around: Sequence[Resource[Any]]) -> None:
    pages = _pages(gathered)
    first = threads.submit(next, pages, ())
    namespace = gathered.selection.namespace
    queries = [
        Query(each, namespace, field_selector=ABOUT_PODS if each is EVENTS else "")
        for each in around
        if not (each is NAMESPACES and namespace)
    ]
    if NAMESPACES in around and namespace:
        queries.append(Query(NAMESPACES, name=namespace))
    _collect(gathered, threads, queries)
    gathered.pages = _chain(first.result(), pages)
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
        if listing.denied:
            gathered.denied.append(listing.denied)
            gathered.is_denied = True


def _collect(gathered: Gathered, threads: ThreadPoolExecutor, queries: Sequence[Query[Any]]) -> None:
    """Asks for them all at once and folds what comes."""
    now = gathered.around.taken_at
    for values in threads.map(lambda query: _found(gathered, query), queries):
        gathered.around = fold(gathered.around, [Line(now, "ADDED", each) for each in values])


def _found(gathered: Gathered, query: Query[Any]) -> list[Object]:
    """All that a query finds. What is denied is noted, and what cannot be read; what does not exist is not there."""
    if query.name:
        value = _one(gathered, query, gathered.client.get(query.resource.path(query.namespace, query.name)))
        return [] if value is None else [value]
    listing = Listing(gathered.client, query)
    values = [each for page in listing.pages() for each in page]
    gathered.undecodable += listing.undecodable
    if listing.denied:
        gathered.denied.append(listing.denied)
    return values


def _one(gathered: Gathered, query: Query[T], answer: Answer) -> T | None:
    if answer.status == 403:
        gathered.denied.append(Denied(query.what, answer.why))
    elif answer.is_ok:
        return decode_object(answer.body, query.resource.type, gathered.undecodable)
    elif answer.status != 404:
        raise ClusterError(refusal(answer.status, answer.body))
    return None


def _few(gathered: Gathered, threads: ThreadPoolExecutor, around: Sequence[Resource[Any]]) -> None:
    """Pods by name: one GET each, their events beside it, then the nodes and owners that they name."""
    names, namespace = gathered.selection.names, gathered.selection.namespace
    coming = [threads.submit(_pod, gathered, query) for query in gathered.selection.queries]
    queries: list[Query[Any]] = []
    if EVENTS in around:
        about = (join(ABOUT_PODS, f"involvedObject.name={name}") for name in names)
        queries += [Query(EVENTS, namespace, field_selector=each) for each in about]
    if NAMESPACES in around:
        queries.append(Query(NAMESPACES, name=namespace))
    _collect(gathered, threads, queries)
    pods = tuple(pod for each in coming if (pod := each.result()) is not None)
    _collect(gathered, threads, [each for each in _named_by(pods, namespace) if each.resource in around])
    gathered.pages = iter((pods,))
    gathered.around = msgspec.structs.replace(gathered.around, taken_at=gathered.time)


def _pod(gathered: Gathered, query: Query[Pod]) -> Pod | None:
    answer = gathered.client.get(query.resource.path(query.namespace, query.name))
    gathered.taken_at = answer.date
    if answer.status == 404:
        raise UsageError(refusal(answer.status, answer.body))
    if answer.status == 403:
        gathered.is_denied = True
    return _one(gathered, query, answer)


def _named_by(pods: Sequence[Pod], namespace: str) -> list[Query[Any]]:
    owners: dict[str, Resource[Any]] = {"ReplicaSet": REPLICA_SETS, "Job": JOBS}
    found = {Query(NODES, name=pod.spec.node_name) for pod in pods if pod.spec.node_name}
    for pod in pods:
        owner = controller(pod.metadata)
        if owner is not None and owner.kind in owners:
            found.add(Query(owners[owner.kind], namespace, owner.name))
    return sorted(found, key=lambda each: each.what)
