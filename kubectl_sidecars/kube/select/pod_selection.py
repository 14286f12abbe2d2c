"""Which pods to list: the command line's words resolved through owners, selectors and nodes."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from kubectl_sidecars.api import Pod
from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.kube.http.client import Client
from kubectl_sidecars.kube.read.resources import (
    PODS,
    Query,
    join,
)
from kubectl_sidecars.kube.select.pod_query import PodQuery
from kubectl_sidecars.kube.select.resource_args import ResourceArg, parse_resource_args
from kubectl_sidecars.kube.select.workloads import pods_query


class Selection(msgspec.Struct, frozen=True):
    """The pods that were asked for: those of all queries together, each pod once.

    `namespace` is where all of them are, "" for all namespaces.
    """

    queries: tuple[Query[Pod], ...]
    namespace: str

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the pods, where all were given by name; they are fetched one by one."""
        return tuple(each.name for each in self.queries) if all(each.name for each in self.queries) else ()


def select(client: Client, query: PodQuery) -> Selection:
    """The queries that find the pods of a PodQuery, in its namespace or else in the context's.

    The pods of nodes are looked for in all namespaces unless one is given. Every owner, node and service that is named
    is read from the server. Raises UsageError, in kubectl's words, for one that does not exist, and ClusterError where
    the server cannot be asked.
    """
    labels, fields = query.selector, query.field_selector
    named = parse_resource_args(query.words)
    _check(named, all_namespaces=query.all_namespaces, selected=bool(labels or fields))
    nodes_only = bool(named) and all(each.type.kind == "Node" for each in named)
    everywhere = query.all_namespaces or (nodes_only and not query.namespace)
    where = "" if everywhere else query.namespace or client.namespace
    if not named:
        return Selection((Query(PODS, where, label_selector=labels, field_selector=fields),), where)
    queries = (pods_query(client, each, where) for each in named)
    return Selection(tuple(_narrowed(each, labels, fields) for each in queries), where)


def _check(named: Sequence[ResourceArg], *, all_namespaces: bool, selected: bool) -> None:
    for each in named:
        if each.name and all_namespaces and each.type.kind != "Node":
            raise UsageError("a resource cannot be retrieved by name across all namespaces")
        if each.name and selected and each.type.kind == "Pod":
            raise UsageError("name cannot be provided when a selector is specified")


def _narrowed(query: Query[Pod], labels: str, fields: str) -> Query[Pod]:
    return msgspec.structs.replace(
        query,
        label_selector=join(query.label_selector, labels),
        field_selector=join(query.field_selector, fields),
    )
