"""From a PodQuery to the lists that find its pods: owners, nodes and services are resolved by the server."""

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
    """The lists whose pods together are the pods of a PodQuery. A pod may be in more than one of them.

    `namespace` is the namespace of all pods, "" for all namespaces.
    """

    queries: tuple[Query[Pod], ...]
    namespace: str

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the pods, if all were given by name; else empty."""
        names = tuple(query.name for query in self.queries)
        return names if all(names) else ()


def select(client: Client, query: PodQuery) -> Selection:
    """The lists that find the pods of a PodQuery, in its namespace or else in the context's.

    Pods of nodes are looked for in all namespaces unless one is given. Reads every owner, node and service that is
    named. Raises UsageError, in kubectl's words, if one does not exist, ClusterError if the server cannot be reached.
    """
    labels, fields = query.selector, query.field_selector
    args = parse_resource_args(query.words)
    _check(args, all_namespaces=query.all_namespaces, has_selector=bool(labels or fields))
    nodes_only = bool(args) and all(arg.type.kind == "Node" for arg in args)
    all_namespaces = query.all_namespaces or (nodes_only and not query.namespace)
    namespace = "" if all_namespaces else query.namespace or client.namespace
    if not args:
        return Selection((Query(PODS, namespace, label_selector=labels, field_selector=fields),), namespace)
    queries = (pods_query(client, arg, namespace) for arg in args)
    return Selection(tuple(_narrowed(query, labels, fields) for query in queries), namespace)


def _check(args: Sequence[ResourceArg], *, all_namespaces: bool, has_selector: bool) -> None:
    for arg in args:
        if arg.name and all_namespaces and arg.type.kind != "Node":
            raise UsageError("a resource cannot be retrieved by name across all namespaces")
        if arg.name and has_selector and arg.type.kind == "Pod":
            raise UsageError("name cannot be provided when a selector is specified")


def _narrowed(query: Query[Pod], labels: str, fields: str) -> Query[Pod]:
    return msgspec.structs.replace(
        query,
        label_selector=join(query.label_selector, labels),
        field_selector=join(query.field_selector, fields),
    )
