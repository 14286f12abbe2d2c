"""An index of what the neighbours of a container have, made once for a pod: it may have ten thousand containers."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from kubectl_sidecars.classify.context import ContainerContext, PodContext

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Beside(Generic[K, V]):
    """For each key the first container that has it, and the first other one, each with its value.

    That is all a container needs to know of its neighbours to find the first of them that has a key.
    """

    def __init__(self, found: Iterable[tuple[K, ContainerContext, V]]) -> None:
        self._firsts: dict[K, list[tuple[ContainerContext, V]]] = {}
        for key, container, value in found:
            firsts = self._firsts.setdefault(key, [])
            if not firsts or (len(firsts) == 1 and firsts[0][0] is not container):
                firsts.append((container, value))

    def __bool__(self) -> bool:
        """True if some container has a key."""
        return bool(self._firsts)

    def firsts(self, key: K) -> Sequence[tuple[ContainerContext, V]]:
        """The first two containers that have the key, each with its value."""
        return self._firsts.get(key, ())

    def first(self, key: K, container: ContainerContext) -> tuple[ContainerContext, V] | None:
        """The first neighbour of the container that has the key, with its value; None if none has."""
        return next((found for found in self._firsts.get(key, ()) if found[0] is not container), None)


def running_by_name(pod: PodContext) -> Beside[str, None]:
    """The containers that run beside each other, by name."""
    return Beside((container.name, container, None) for container in pod.running)
