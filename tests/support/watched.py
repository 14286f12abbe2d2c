"""A snapshot that notes what is read of it, and by which module."""

from __future__ import annotations

import sys
from collections.abc import ItemsView, Iterator, Mapping, ValuesView
from types import FrameType
from typing import Any, NamedTuple

from kubectl_sidecars.snapshot import Snapshot
from kubectl_sidecars.whereabouts import Whereabouts

ROOT = "kubectl_sidecars."
_GO_BETWEEN = f"{ROOT}cached"
"""The module that reads for another one: the one that has asked it counts."""
MAPS = frozenset(name for name in Snapshot.__struct_fields__ if getattr(Snapshot(), name) == {})


class Read(NamedTuple):
    """A field of the snapshot, the module that reads it, and the key that it asks for; None for all of them."""

    field: str
    module: str
    key: str | None


class WatchedMap(Mapping[str, Any]):
    """A map that notes what is read."""

    def __init__(self, field: str, values: Mapping[str, Any], reads: set[Read]) -> None:
        self._field, self._values, self._reads = field, values, reads

    def _note(self, key: str | None = None) -> None:
        self._reads.add(Read(self._field, reader(), key))

    def __getitem__(self, key: str) -> Any:
        self._note(key)
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        self._note()
        return iter(self._values)

    def __len__(self) -> int:
        self._note()
        return len(self._values)

    def values(self) -> ValuesView[Any]:
        self._note()
        return self._values.values()

    def items(self) -> ItemsView[str, Any]:
        self._note()
        return self._values.items()


INDEXES = {
    "done": "pods",
    "owners": "pods",
    "serving": "replica_sets",
    "on_node": "pods",
    "pod_at": "pods",
    "service_at": "services",
    "service_at_node_port": "services",
    "service_names": "services",
    "volume_of_claim": "persistent_volumes",
}
"""The fields of which the indexes of a snapshot and of its whereabouts are made."""


class WatchedIndexes:
    """The whereabouts of a snapshot, or the snapshot, whose indexes are made once and noted whenever they are read."""

    def __init__(self, of: Snapshot | Whereabouts, reads: set[Read]) -> None:
        self._of, self._reads = of, reads

    def __getattr__(self, name: str) -> Any:
        self._reads.add(Read(INDEXES[name], reader(), None))
        return getattr(self._of, name)


def watched(snapshot: Snapshot) -> tuple[Snapshot, set[Read]]:
    """The same snapshot, and what was read of it: nothing yet."""
    reads = set[Read]()
    fields = {name: getattr(snapshot, name) for name in Snapshot.__struct_fields__}
    maps = {name: WatchedMap(name, fields[name], reads) for name in MAPS}
    return WatchedSnapshot(**(fields | maps)).of(snapshot, reads), reads


class WatchedSnapshot(Snapshot, frozen=True, dict=True):
    """A snapshot that notes what is read."""

    def of(self, snapshot: Snapshot, reads: set[Read]) -> WatchedSnapshot:
        """This one, with the indexes of that one."""
        self.__dict__["indexes"] = WatchedIndexes(snapshot, reads)
        self.__dict__["whereabouts"] = WatchedIndexes(snapshot.whereabouts, reads)
        return self

    def __getattribute__(self, name: str) -> Any:
        found = super().__getattribute__
        return getattr(found("__dict__")["indexes"], name) if name in INDEXES else found(name)


def reader() -> str:
    """The module of the package that reads a field: the first one on the stack that reads for itself."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        name = str(frame.f_globals["__name__"])
        if name.startswith(ROOT) and name != _GO_BETWEEN:
            return name.removeprefix(ROOT).removeprefix("diagnose.")
        frame = frame.f_back
    return ""
