"""The resources that are listed and watched, and their URL paths."""

from __future__ import annotations

import urllib.parse
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import msgspec

from kubectl_sidecars.api import (
    ControllerRevision,
    CronJob,
    DaemonSet,
    Deployment,
    Event,
    Job,
    Namespace,
    Node,
    Object,
    Pod,
    ReplicaSet,
    Service,
    StatefulSet,
)
from kubectl_sidecars.api_resources import API_RESOURCES
from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.escape import visible

T_co = TypeVar("T_co", bound=Object, covariant=True)


class Resource(msgspec.Struct, Generic[T_co], frozen=True):
    """One resource of the API. `plural` is its name in paths and in messages.

    An optional resource only adds detail: if the server denies it, nothing is reported as missing.
    """

    type: type[T_co]
    plural: str
    api: str = "/api/v1"
    is_namespaced: bool = True
    is_optional: bool = False

    def path(self, namespace: str = "", name: str = "") -> str:
        """The URL path of the collection, or of one object. Raises UsageError for an invalid name."""
        return path(self.api, self.plural, namespace if self.is_namespaced else "", name)


def path(api: str, plural: str, namespace: str = "", name: str = "") -> str:
    """The URL path of a collection in one namespace or, without one, in all; with a name, of one object.

    Raises UsageError for a name that cannot be part of a path.
    """
    for part in (namespace, name):
        if part in {".", ".."} or "/" in part or "%" in part:  # kubectl refuses the same (path.IsValidPathSegmentName)
            raise UsageError(
                visible(f'invalid resource name "{part}": it may not be "." or "..", nor contain "/" or "%"')
            )
    within = f"/namespaces/{urllib.parse.quote(namespace, safe='')}" if namespace else ""
    one = f"/{urllib.parse.quote(name, safe='')}" if name else ""
    return f"{api}{within}/{plural}{one}"


def _resource(type_: type[T_co], *, is_optional: bool = False) -> Resource[T_co]:
    listed = API_RESOURCES[type_.__name__]
    return Resource(type_, listed.name, listed.path, listed.is_namespaced, is_optional)


PODS = _resource(Pod)
EVENTS = _resource(Event)
NODES = _resource(Node)
NAMESPACES = _resource(Namespace)
JOBS = _resource(Job)
REPLICA_SETS = _resource(ReplicaSet)
SERVICES = _resource(Service, is_optional=True)
WORKLOADS: tuple[Resource[Any], ...] = tuple(map(_resource, (Deployment, StatefulSet, DaemonSet, CronJob)))
"""Read only for a list of workloads."""

CONTROLLER_REVISIONS = _resource(ControllerRevision, is_optional=True)
"""Read only for the workloads of causes that a rollback may cure."""


class Query(msgspec.Struct, Generic[T_co], frozen=True):
    """The objects to list or watch: a resource in one namespace or in all, filtered by selectors, then by `keep`.

    `name` selects one object. `owner` is part of the display name only, as `deployment/cart`.
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
        """The URL path of the collection."""
        return self.resource.path(self.namespace)

    @property
    def params(self) -> dict[str, str]:
        """The URL parameters of its selectors."""
        by_name = f"metadata.name={self.name}" if self.name else ""
        selectors = {"labelSelector": self.label_selector, "fieldSelector": join(by_name, self.field_selector)}
        return {name: value for name, value in selectors.items() if value}

    @property
    def display_name(self) -> str:
        """The name in messages: `pods of deployment/cart in namespace shop`."""
        whose = f" of {self.owner}" if self.owner else f" {self.name}" if self.name else ""
        where = f" in namespace {self.namespace}" if self.namespace and self.resource.is_namespaced else ""
        return visible(f"{self.resource.plural}{whose}{where}")


def join(*selectors: str) -> str:
    """One selector that requires all of these; empty ones are left out."""
    return ",".join(filter(None, selectors))
