"""Lists the owners of pods, for the list of workloads."""

from __future__ import annotations

from typing import Any

from kubectl_sidecars.api import Object
from kubectl_sidecars.feed import Owners
from kubectl_sidecars.kube.http.client import Client
from kubectl_sidecars.kube.read.pager import Pager
from kubectl_sidecars.kube.read.resources import WORKLOADS, Query
from kubectl_sidecars.snapshot import Denied


def list_owners(client: Client, namespace: str) -> Owners:
    """The owners of a namespace or, for "", of all. Raises ClusterError if the server cannot be asked."""
    objects: list[Object] = []
    denied: list[Denied] = []
    for resource in WORKLOADS:
        pager = Pager[Any](client, Query(resource, namespace))
        objects += [value for page in pager.pages() for value in page]
        denied += pager.denied
    return Owners(tuple(objects), tuple(denied))
