"""Finds the entries that an image or a name may stand for, without asking each of them."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from kubectl_sidecars.classify.catalog import ENTRIES, Entry, Strength
from kubectl_sidecars.classify.image import Image, fits, globbed

K = TypeVar("K")

NOT_MATCHED = frozenset({"main-known-names", "kubectl-default-container", "linkerd-await-wrapper"})
"""Entries that describe main containers at large: `mains` reads them, they recognise nothing by themselves."""

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

MOST_KEPT = 4096
"""Images and names whose entries are kept; beyond them the memory starts anew."""


class Index:
    """The entries by image and by name; `entries` of a user's own rules come first and win."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = tuple(entry for entry in entries if entry.id not in NOT_MATCHED)
        self.by_command = tuple(entry for entry in self.entries if entry.strength is Strength.COMMAND)
        self.without_names = tuple(
            entry for entry in self.entries if entry.strength is Strength.CONTEXT and not entry.names
        )
        self._by_base: dict[str, list[tuple[str, Entry]]] = {}
        self._image_globs: list[tuple[str, Entry]] = []
        self._by_name: dict[str, list[Entry]] = {}
        self._name_globs: list[tuple[str, Entry]] = []
        for entry in self.entries:
            self._add(entry)
        self._images: dict[Image, Mapping[str, str]] = {}
        self._names: dict[str, Mapping[str, str]] = {}
        self.by_id = {entry.id: entry for entry in reversed(self.entries)}
        keys = {marker.partition("=")[0] for entry in entries for marker in _markers(entry)}
        self._keys = frozenset(key for key in keys if "*" not in key) | frozenset(WORKLOAD_LABELS)
        self._key_globs = tuple(key.partition("*")[0] for key in keys if "*" in key)

    def _add(self, entry: Entry) -> None:
        for pattern in entry.images:
            base = pattern.partition(":")[0].rpartition("/")[2]
            if "*" in base:
                self._image_globs.append((pattern, entry))
            else:
                self._by_base.setdefault(base, []).append((pattern, entry))
        for name in entry.names:
            if "*" in name:
                self._name_globs.append((name, entry))
            else:
                self._by_name.setdefault(name, []).append(entry)

    def reads(self, key: str) -> bool:
        """Whether an annotation or label with this key can change what is recognised."""
        return key in self._keys or key.startswith(self._key_globs)

    def of_image(self, image: Image) -> Mapping[str, str]:
        """The pattern that the image matched, by the id of its entry."""
        known = self._images.get(image)
        if known is None:
            candidates = [*self._by_base.get(image.base, ()), *self._image_globs]
            known = {entry.id: pattern for pattern, entry in reversed(candidates) if fits(pattern, image)}
            _keep(self._images, image, known)
        return known

    def of_name(self, name: str) -> Mapping[str, str]:
        """The pattern that the container's name matched, by the id of its entry."""
        known = self._names.get(name)
        if known is None:
            known = {entry.id: pattern for pattern, entry in self._name_globs if globbed(pattern, name)}
            known.update((entry.id, name) for entry in self._by_name.get(name, ()))
            _keep(self._names, name, known)
        return known


def _markers(entry: Entry) -> Iterator[str]:
    yield from entry.annotations
    yield from entry.labels
    yield from (request.removeprefix("namespace:") for request in entry.requests)


def _keep(memory: dict[K, Mapping[str, str]], key: K, value: Mapping[str, str]) -> None:
    if len(memory) >= MOST_KEPT:
        memory.clear()
    memory[key] = value


@functools.cache
def built_in() -> Index:
    """The index of the catalogue."""
    return Index(ENTRIES)
