"""The kinds of objects that are read, as `kubectl api-resources` lists them. Imports nothing: completion reads it."""

from __future__ import annotations


class ApiResource:
    """One line of `kubectl api-resources`: `name` is the plural that URLs and messages have."""

    __slots__ = ("api_version", "is_namespaced", "kind", "name")

    def __init__(self, kind: str, name: str, api_version: str = "v1", *, is_namespaced: bool = True) -> None:
        self.kind = kind
        self.name = name
        self.api_version = api_version
        self.is_namespaced = is_namespaced

    @property
    def group(self) -> str:
        """The API group, as `apps`; "" for the core group."""
        return self.api_version.rpartition("/")[0]

    @property
    def path(self) -> str:
        """The beginning of its URL paths: `/apis/apps/v1`, `/api/v1`."""
        return f"/apis/{self.api_version}" if self.group else f"/api/{self.api_version}"


API_RESOURCES = {
    resource.kind: resource
    for resource in (
        ApiResource("Pod", "pods"),
        ApiResource("Event", "events"),
        ApiResource("Node", "nodes", is_namespaced=False),
        ApiResource("Namespace", "namespaces", is_namespaced=False),
        ApiResource("PersistentVolume", "persistentvolumes", is_namespaced=False),
        ApiResource("Service", "services"),
        ApiResource("Deployment", "deployments", "apps/v1"),
        ApiResource("StatefulSet", "statefulsets", "apps/v1"),
        ApiResource("DaemonSet", "daemonsets", "apps/v1"),
        ApiResource("ReplicaSet", "replicasets", "apps/v1"),
        ApiResource("Job", "jobs", "batch/v1"),
        ApiResource("CronJob", "cronjobs", "batch/v1"),
        ApiResource("ControllerRevision", "controllerrevisions", "apps/v1"),
    )
}
"""Each of them by its kind."""
