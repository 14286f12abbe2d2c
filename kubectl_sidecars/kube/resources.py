"""The resources that we list and watch, and where the API serves them."""

from __future__ import annotations

import urllib.parse
from typing import Generic, TypeVar

import msgspec

from kubectl_sidecars.api import Event, Job, Namespace, Node, Object, Pod, ReplicaSet

T_co = TypeVar("T_co", bound=Object, covariant=True)


class Resource(msgspec.Struct, Generic[T_co], frozen=True):
    """One kind of object. `plural` is also the word for people."""

    type: type[T_co]
    plural: str
    api: str = "/api/v1"
    is_namespaced: bool = True

    def path(self, namespace: str = "", name: str = "") -> str:
        return path(self.api, self.plural, namespace if self.is_namespaced else "", name)


def path(api: str, plural: str, namespace: str = "", name: str = "") -> str:
    """Of a collection, of one object where a name is given; of all namespaces where none is."""
    within = f"/namespaces/{urllib.parse.quote(namespace, safe='')}" if namespace else ""
    one = f"/{urllib.parse.quote(name, safe='')}" if name else ""
    return f"{api}{within}/{plural}{one}"


PODS = Resource(Pod, "pods")
EVENTS = Resource(Event, "events")
NODES = Resource(Node, "nodes", is_namespaced=False)
NAMESPACES = Resource(Namespace, "namespaces", is_namespaced=False)
JOBS = Resource(Job, "jobs", "/apis/batch/v1")
REPLICA_SETS = Resource(ReplicaSet, "replicasets", "/apis/apps/v1")


class Query(msgspec.Struct, Generic[T_co], frozen=True):
    """What to list or watch: a resource, in one namespace or in all, selected by the server."""

    resource: Resource[T_co]
    namespace: str = ""
    label_selector: str = ""
    field_selector: str = ""

    @property
    def path(self) -> str:
        return self.resource.path(self.namespace)

    @property
    def params(self) -> dict[str, str]:
        found = {"labelSelector": self.label_selector, "fieldSelector": self.field_selector}
        return {name: value for name, value in found.items() if value}

    @property
    def what(self) -> str:
        """`pods in namespace shop`, for people."""
        where = f" in namespace {self.namespace}" if self.namespace and self.resource.is_namespaced else ""
        return f"{self.resource.plural}{where}"
