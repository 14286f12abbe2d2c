"""The pods of one namespace out of a feed of all: to choose another one, or all again, nothing has to be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from kubectl_sidecars.api import Pod
from kubectl_sidecars.report.live import Inspected


class NamespaceView:
    """Narrows one snapshot after another. What has not changed stays the same object, so that it costs nothing."""

    def __init__(self, namespace: str = "") -> None:
        """`namespace` is "" for all namespaces."""
        self.namespace = namespace
        self._whole: Inspected | None = None
        self._part = Inspected()
        self._parts: dict[str, tuple[Mapping[str, Any], Mapping[str, Any]]] = {}
        """Each mapping that was narrowed, and its part, by the name of its field."""

    def of(self, inspected: Inspected) -> Inspected:
        """The part of a snapshot and of its reports that the namespace has; all of it for all namespaces."""
        if not self.namespace:
            return inspected
        if inspected is not self._whole:
            self._whole, self._part = inspected, self._narrowed(inspected)
        return self._part

    def _narrowed(self, inspected: Inspected) -> Inspected:
        whole = inspected.snapshot
        pods: Mapping[str, Pod] = self._of("pods", whole.pods)
        snapshot = msgspec.structs.replace(
            whole,
            pods=pods,
            jobs=self._of("jobs", whole.jobs),
            replica_sets=self._of("replica_sets", whole.replica_sets),
            source=msgspec.structs.replace(whole.source, namespace=self.namespace),
        )
        reports = {uid: inspected.pods[uid] for uid in pods if uid in inspected.pods}
        return msgspec.structs.replace(inspected, snapshot=snapshot, pods=reports)

    def _of(self, field: str, objects: Mapping[str, Any]) -> Mapping[str, Any]:
        before, part = self._parts.get(field, (None, {}))
        if before is not objects:
            part = {key: value for key, value in objects.items() if value.metadata.namespace == self.namespace}
            self._parts[field] = objects, part
        return part
