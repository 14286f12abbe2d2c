"""The resource types that pods can be selected by. Imports nothing heavy: completion reads them too."""

from __future__ import annotations


class ResourceType:
    """One type: its kind, its plural and API path in URLs, and the words that users type for it."""

    __slots__ = ("api", "kind", "plural", "words")

    def __init__(self, kind: str, plural: str, api: str, words: tuple[str, ...]) -> None:
        self.kind = kind
        self.plural = plural
        self.api = api
        self.words = words

    @property
    def word(self) -> str:
        """The word for one object of the type: `deployment`."""
        return self.kind.lower()


APPS, CORE, BATCH = "/apis/apps/v1", "/api/v1", "/apis/batch/v1"

TYPES = (
    ResourceType("Pod", "pods", CORE, ("pod", "pods", "po")),
    ResourceType("Deployment", "deployments", APPS, ("deployment", "deployments", "deploy")),
    ResourceType("StatefulSet", "statefulsets", APPS, ("statefulset", "statefulsets", "sts")),
    ResourceType("DaemonSet", "daemonsets", APPS, ("daemonset", "daemonsets", "ds")),
    ResourceType("ReplicaSet", "replicasets", APPS, ("replicaset", "replicasets", "rs")),
    ResourceType("Job", "jobs", BATCH, ("job", "jobs")),
    ResourceType("CronJob", "cronjobs", BATCH, ("cronjob", "cronjobs", "cj")),
    ResourceType("Node", "nodes", CORE, ("node", "nodes", "no")),
    ResourceType("Service", "services", CORE, ("service", "services", "svc")),
)
BY_WORD = {word: type_ for type_ in TYPES for word in type_.words}
"""Each type by each of its words."""
