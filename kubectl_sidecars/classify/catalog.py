"""The known containers, and the index that finds them by image, by name and by mark.

They are written in kubectl_sidecars/catalog/*.toml. `make catalog` packs them into kubectl_sidecars/data.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

import kubectl_sidecars
from kubectl_sidecars.classify.bounded_cache import Memory
from kubectl_sidecars.classify.image import Image, fits, globbed, origins, parse
from kubectl_sidecars.classify.known_container import NAMESPACE, KnownContainer, Note, Strength
from kubectl_sidecars.classify.markers import found

CONTAINERS_FILE = "catalog.msgpack"
NOTES_FILE = "catalog_notes.msgpack"
"""Apart from the containers, because only `explain` and the documentation read notes."""

WORKLOAD_LABELS = (
    "app.kubernetes.io/name",
    "app.kubernetes.io/component",
    "app.kubernetes.io/instance",
    "app",
    "k8s-app",
    "component",
    "name",
)
"""Labels by which people name an application or its parts."""

INJECTED = ("sidecar.istio.io/status", "kruise.io/sidecarset-injected-list")
"""Annotations whose values name the injected containers, whatever those are."""


def _packed(name: str) -> bytes:
    """The bytes of a file in kubectl_sidecars/data: read once, like the code of a module."""
    with open(f"{kubectl_sidecars.__path__[0]}/data/{name}", "rb") as file:  # noqa: PTH123 - the core has no pathlib
        return file.read()


@functools.cache
def notes() -> Mapping[str, Note]:
    """The notes of the catalogue by the container's id."""
    return msgspec.msgpack.decode(_packed(NOTES_FILE), type=dict[str, Note])


class Requests(NamedTuple):
    """The marks on the pod and on its namespace that ask for a container, and the containers that may then be there."""

    container: KnownContainer
    on_pod: tuple[str, ...]
    on_namespace: tuple[str, ...]
    fulfilled_by: tuple[KnownContainer, ...]


class Index:
    """The known containers by image and by name. A user's `own` win, and replace those with the same id."""

    def __init__(self, containers: Sequence[KnownContainer], own: Sequence[KnownContainer] = ()) -> None:
        self.own = frozenset(container.id for container in own)
        self.containers = (*own, *(container for container in containers if container.id not in self.own))
        self.by_id = {container.id: container for container in reversed(self.containers)}
        recognised = [container for container in self.containers if container.strength is not Strength.NONE]
        self.by_command = tuple(container for container in recognised if container.strength is Strength.COMMAND)
        self.without_names = tuple(
            container for container in recognised if container.strength is Strength.CONTEXT and not container.names
        )
        self.of_applications = tuple(
            container for container in self.containers if container.exit_codes and container.strength is Strength.NONE
        )
        """Containers that are not recognised, and whose exit codes have a meaning."""
        self.requests = tuple(_requests(self.containers))
        self.served = frozenset(service for container in self.containers for service in container.serves)
        """Every service that a known container gives to other pods."""
        self._by_base: dict[str, list[tuple[str, KnownContainer]]] = {}
        self._image_globs: list[tuple[str, str, KnownContainer]] = []
        self._by_name: dict[str, list[KnownContainer]] = {}
        self._name_globs: list[tuple[str, str, KnownContainer]] = []
        for container in recognised:
            self._add(container)
        self._markers = _Keys(marker for container in (*own, *containers) for marker in _markers(container))
        self._asking = _Keys(mark for request in self.requests for mark in (*request.on_pod, *request.on_namespace))
        self.of_image: Memory[Image, Mapping[str, str]] = Memory(self._of_image)
        """The pattern that an image matched, by the container's id."""
        self.of_name: Memory[str, Mapping[str, str]] = Memory(self._of_name)
        """The pattern that a container's name matched, by the container's id."""
        self.marks: Memory[tuple[str, str], bool] = Memory(self._marks)
        """True if an annotation or label can prove a container or ask for it."""
        self.reads: Memory[str, bool] = Memory(self._reads)
        """True if an annotation or label with this key can change any judgement."""
        self.asks: Memory[str, bool] = Memory(self._asking.has)
        """True if an annotation or label with this key can ask for a container."""
        self.significant: Memory[str, str] = Memory(self._significant)
        """An image without the tag, or with it where a container's pattern has one."""

    def _add(self, container: KnownContainer) -> None:
        for pattern in container.images:
            path = pattern.partition(":")[0]
            base = path.rpartition("/")[2]
            if "*" in base:
                self._image_globs.append((_longest(path), pattern, container))
            else:
                self._by_base.setdefault(base, []).append((pattern, container))
        for name in container.names:
            if "*" in name:
                self._name_globs.append((_longest(name), name, container))
            else:
                self._by_name.setdefault(name, []).append(container)

    def _of_image(self, image: Image) -> Mapping[str, str]:
        """The pattern that an image or the image of which it is a mirror matched, by the container's id."""
        return {id_: pattern for name in origins(image) for id_, pattern in self._of_name_of_image(name).items()}

    def _of_name_of_image(self, image: Image) -> Mapping[str, str]:
        globs = [(pattern, container) for part, pattern, container in self._image_globs if part in image.repository]
        candidates = [*self._by_base.get(image.base, ()), *globs]
        return {container.id: pattern for pattern, container in reversed(candidates) if fits(pattern, image)}

    def _of_name(self, name: str) -> Mapping[str, str]:
        globs = self._name_globs
        known = {container.id: glob for part, glob, container in globs if part in name and globbed(glob, name)}
        return known | {container.id: name for container in self._by_name.get(name, ())}

    def _marks(self, item: tuple[str, str]) -> bool:
        key, value = item
        markers = self._markers
        return found(markers.by_key.get(key, ()), {key: value}) is not None or key.startswith(markers.prefixes)

    def _reads(self, key: str) -> bool:
        return self._markers.has(key) or key in WORKLOAD_LABELS or key in INJECTED

    def names_key(self, key: str) -> bool:
        """True if the catalogue names this key of an annotation or label, letter by letter and not by a glob."""
        return key in self._markers.by_key or key in self._asking.by_key or key in WORKLOAD_LABELS or key in INJECTED

    def _significant(self, image: str) -> str:
        parsed = parse(image)
        tagged = any(":" in pattern for pattern, _ in self._by_base.get(parsed.base, ()))
        return f"{parsed.repository}:{parsed.tag}" if tagged and parsed.tag else parsed.repository


class _Keys:
    """Markers by their key; of a key with a glob only the part before it, as a prefix."""

    def __init__(self, markers: Iterator[str]) -> None:
        self.by_key: dict[str, list[str]] = {}
        prefixes = set()
        for marker in dict.fromkeys(markers):
            key = marker.partition("=")[0]
            prefix, star, _ = key.partition("*")
            if star:
                prefixes.add(prefix)
            else:
                self.by_key.setdefault(key, []).append(marker)
        self.prefixes = tuple(sorted(prefixes))

    def has(self, key: str) -> bool:
        """True if one of the markers may match an annotation or label with this key."""
        return key in self.by_key or key.startswith(self.prefixes)


def _longest(pattern: str) -> str:
    """The longest part of a glob without a star: looking for it is quicker than matching the glob."""
    return max(pattern.split("*"), key=len)


def _markers(container: KnownContainer) -> Iterator[str]:
    yield from container.annotations
    yield from container.labels
    for mark in container.written_by_users:
        yield mark.removeprefix(NAMESPACE)


def _requests(containers: Sequence[KnownContainer]) -> Iterator[Requests]:
    """The requests of each container that has any; one with `instead_of` fulfils those of another."""
    for container in containers:
        if container.requests and not container.instead_of:
            on_pod = tuple(mark for mark in container.requests if not mark.startswith(NAMESPACE))
            on_namespace = tuple(mark.removeprefix(NAMESPACE) for mark in container.requests if mark not in on_pod)
            instead = (other for other in containers if other.instead_of == container.id)
            yield Requests(container, on_pod, on_namespace, (container, *instead))


@functools.cache
def built_in() -> Index:
    """The index of the catalogue. Its first use reads and decodes the packed data."""
    return Index(msgspec.msgpack.decode(_packed(CONTAINERS_FILE), type=tuple[KnownContainer, ...]))
