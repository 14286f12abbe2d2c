"""The resource types that pods can be selected by. Imports nothing heavy: completion reads them too."""

from __future__ import annotations

from kubectl_sidecars.api_resources import API_RESOURCES


class ResourceType:
    """One type: its kind, its plural and API path in URLs, and the words that users type for it."""

    __slots__ = ("api", "kind", "plural", "words")

    def __init__(self, kind: str, *words: str) -> None:
        self.kind = kind
        self.plural = API_RESOURCES[kind].name
        self.api = API_RESOURCES[kind].path
        self.words = (self.word, self.plural, *words)

    @property
    def word(self) -> str:
        """The word for one object of the type: `deployment`."""
        return self.kind.lower()


TYPES = (
    ResourceType("Pod", "po"),
    ResourceType("Deployment", "deploy"),
    ResourceType("StatefulSet", "sts"),
    ResourceType("DaemonSet", "ds"),
    ResourceType("ReplicaSet", "rs"),
    ResourceType("Job"),
    ResourceType("CronJob", "cj"),
    ResourceType("Node", "no"),
    ResourceType("Service", "svc"),
)
BY_WORD = {word: type_ for type_ in TYPES for word in type_.words}
"""Each type by each of its words."""
