"""The objects of one resource that exist now, as client-go's cache.Store."""

from __future__ import annotations

from collections.abc import Callable, Container
from datetime import datetime
from typing import Any, Generic, TypeVar

from kubectl_sidecars.api import Object
from kubectl_sidecars.kube.read.interning import PodInterner
from kubectl_sidecars.kube.read.watch_decoder import WatchChange
from kubectl_sidecars.object_keys import key
from kubectl_sidecars.snapshot import Line

T = TypeVar("T", bound=Object)


class Store(Generic[T]):
    """Objects by key. `keep` is the filter of a query: an object that it rejects is never added.

    While `is_trusted` is False, what is known may have been changed on its way to us, unseen: a list is then compared
    object by object, not by resourceVersion.
    """

    def __init__(self, interner: PodInterner, keep: Callable[[Any], bool] | None) -> None:
        self._interner, self._keep = interner, keep
        self._objects: dict[str, T] = {}
        self.is_trusted = True

    def listed(self, value: T, raw: bytes, now: datetime) -> Line | None:
        """Adds or updates an object of a list; None if it has not changed or is rejected."""
        old = self._objects.get(key(value))
        same_version = old is not None and old.metadata.resource_version == value.metadata.resource_version
        if same_version and (self.is_trusted or old == value):
            return None
        return self.apply(WatchChange("ADDED" if old is None else "MODIFIED", value, raw), now)

    def apply(self, change: WatchChange[T], now: datetime) -> Line | None:
        """Applies an event of a watch; None if the object is rejected. One that was kept before stays."""
        where = key(change.object)
        if self._keep is not None and where not in self._objects and not self._keep(change.object):
            return None
        if change.type == "DELETED":
            self._objects.pop(where, None)
            self._interner.forget(change.object)
            return Line(now, change.type, change.object, change.raw)
        value = self._objects[where] = self._interner.intern(change.object)
        return Line(now, change.type, value, change.raw)

    def retain(self, keys: set[str], now: datetime, refused: Container[tuple[str, str]] = ()) -> tuple[Line, ...]:
        """Removes the objects that a complete list does not contain, and returns their deletions.

        `refused` has namespace and name of those that it contains and that cannot be decoded: they stay as they were.
        """
        self.is_trusted = True
        missing = {where: self._objects[where].metadata for where in self._objects.keys() - keys}
        gone = [where for where, meta in missing.items() if (meta.namespace, meta.name) not in refused]
        return tuple(Line(now, "DELETED", self._objects.pop(where)) for where in gone)
