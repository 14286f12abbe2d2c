"""Lists the owners of pods, for the list of workloads."""

from __future__ import annotations

from kubectl_sidecars.feed import Owners
from kubectl_sidecars.kube.fetch import run_query
from kubectl_sidecars.kube.http.client import Client
from kubectl_sidecars.kube.read.resources import WORKLOADS, Query


def list_owners(client: Client, namespace: str) -> Owners:
    """The owners of a namespace or, for "", of all. Raises ClusterError if the server cannot be asked."""
    results = [run_query(client, Query(resource, namespace)) for resource in WORKLOADS]
    objects = tuple(value for result in results for value in result.values)
    return Owners(objects, tuple(denied for result in results for denied in result.denied))
