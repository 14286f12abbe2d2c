"""Databases that answer, and refuse what is asked of them: by the errors that their clients pass on."""

from __future__ import annotations

from collections.abc import Callable
from re import Pattern
from typing import NamedTuple

from kubectl_sidecars.classify.known_container import ServiceKind, ServiceName
from kubectl_sidecars.diagnose.facts.served import store_of
from kubectl_sidecars.diagnose.facts.thresholds import MOST_READ
from kubectl_sidecars.diagnose.needs import ClusterNeed
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.patterns import on_demand


class _Refusal(NamedTuple):
    """Errors that only a server of this store gives, and a namespace in which the cluster's own one may be."""

    store: str
    errors: Callable[[], Pattern[str]]
    also_in: str = ""


_REFUSALS = (
    # etcd api/v3rpc/rpctypes/error.go; the API server passes them on to its clients
    _Refusal("etcd", on_demand(r"\betcdserver: "), "kube-system"),
    # redis server.c, v7
    _Refusal("redis", on_demand(r"\bMISCONF Redis is|\bOOM command not allowed|\bCLUSTERDOWN |\bLOADING Redis is")),
    # elasticsearch and opensearch ClusterBlockException
    _Refusal("elasticsearch", on_demand(r"cluster_block_exception|\bClusterBlockException\b")),
    # mongo src/mongo/base/error_codes.yml
    _Refusal("mongodb", on_demand(r"\bNotWritablePrimary\b|\bNotYetInitialized\b|\bNoReplicationEnabled\b")),
    # postgres postmaster.c and md.c
    _Refusal(
        "postgresql",
        on_demand(r"the database system is (?:starting up|shutting down|in recovery mode)|could not extend file "),
    ),
    # mysql and Galera error messages
    _Refusal("mysql", on_demand(r"--super-read-only option|WSREP has not yet prepared node")),
    # kafka Errors.java
    _Refusal("kafka", on_demand(r"\bNOT_ENOUGH_REPLICAS\b|\bNotEnoughReplicasException\b")),
)


def refusing_stores(subject: Subject, container: Assessment, words: str) -> tuple[ClusterNeed, ...]:
    """The stores of its namespace that refuse a container what it asks, by its words; () for a store itself."""
    text = words[:MOST_READ]
    own, namespace = store_of(container.view.spec), subject.pod.metadata.namespace
    found = (each for each in _REFUSALS if text and each.store != own and each.errors().search(text))
    return tuple(_need(each.store, place) for each in found for place in (namespace, each.also_in) if place)


def _need(store: str, namespace: str) -> ClusterNeed:
    return ClusterNeed(ServiceName(ServiceKind.STORE, f"{store}/{namespace}"))
