"""The resources that we list and watch, and where the API serves them."""

from __future__ import annotations

import urllib.parse
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import msgspec

from kubectl_sidecars.api import Event, Job, Namespace, Node, Object, Pod, ReplicaSet, Service
from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.escape import visible

T_co = TypeVar("T_co", bound=Object, covariant=True)


class Resource(msgspec.Struct, Generic[T_co], frozen=True):
    """One kind of object. `plural` is also the word for people.

    What is extra tells a little more of what is known already: where it is denied, nothing is missing."""

    type: type[T_co]
    plural: str
    api: str = "/api/v1"
    is_namespaced: bool = True
    is_optional: bool = False

    def path(self, namespace: str = "", name: str = "") -> str:
        return path(self.api, self.plural, namespace if self.is_namespaced else "", name)


def path(api: str, plural: str, namespace: str = "", name: str = "") -> str:
    """Of a collection, of one object where a name is given; of all namespaces where none is."""
    for each in (namespace, name):
        if each in {".", ".."} or "/" in each or "%" in each:  # kubectl refuses the same (path.IsValidPathSegmentName)
            raise UsageError(
                visible(f'invalid resource name "{each}": it may not be "." or "..", nor contain "/" or "%"')
            )
    within = f"/namespaces/{urllib.parse.quote(namespace, safe='')}" if namespace else ""
    one = f"/{urllib.parse.quote(name, safe='')}" if name else ""
    return f"{api}{within}/{plural}{one}"


PODS = Resource(Pod, "pods")
EVENTS = Resource(Event, "events")
NODES = Resource(Node, "nodes", is_namespaced=False)
NAMESPACES = Resource(Namespace, "namespaces", is_namespaced=False)
JOBS = Resource(Job, "jobs", "/apis/batch/v1")
REPLICA_SETS = Resource(ReplicaSet, "replicasets", "/apis/apps/v1")
SERVICES = Resource(Service, "services", is_optional=True)


class Query(msgspec.Struct, Generic[T_co], frozen=True):
    """What to list or watch: a resource in one namespace or in all, selected by the server, then by `keep`.

    `name` asks for one object; `owner` says for people whose they are.
    """

    resource: Resource[T_co]
    namespace: str = ""
    name: str = ""
    label_selector: str = ""
    field_selector: str = ""
    keep: Callable[[Any], bool] | None = None
    owner: str = ""

    @property
    def path(self) -> str:
        return self.resource.path(self.namespace)

    @property
    def params(self) -> dict[str, str]:
        named = f"metadata.name={self.name}" if self.name else ""
        found = {"labelSelector": self.label_selector, "fieldSelector": join(named, self.field_selector)}
        return {name: value for name, value in found.items() if value}

    @property
    def display_name(self) -> str:
        """`pods of deployment/cart in namespace shop`, for people."""
        whose = f" of {self.owner}" if self.owner else f" {self.name}" if self.name else ""
        where = f" in namespace {self.namespace}" if self.namespace and self.resource.is_namespaced else ""
        return visible(f"{self.resource.plural}{whose}{where}")


def join(*selectors: str) -> str:
    """Selectors that must all hold."""
    return ",".join(each for each in selectors if each)
