"""Finds the entries that an image or a name may stand for, without asking each of them."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence

from kubectl_sidecars.classify.bounded_cache import Memory
from kubectl_sidecars.classify.catalog import ENTRIES, Entry, Strength
from kubectl_sidecars.classify.image import Image, fits, globbed, parse
from kubectl_sidecars.classify.match.markers import found

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

INJECTED = ("sidecar.istio.io/status", "kruise.io/sidecarset-injected-list")
"""Annotations that tell which containers were injected, whatever those are."""

OWNER_LABELS = ("pod-template-hash",)


class Index:
    """The entries by image and by name. A user's `own` entries win, and replace those with the same id."""

    def __init__(self, entries: Sequence[Entry], own: Sequence[Entry] = ()) -> None:
        self.own = frozenset(entry.id for entry in own)
        kept = [entry for entry in entries if entry.id not in NOT_MATCHED and entry.id not in self.own]
        self.entries = (*own, *kept)
        self.by_id = {entry.id: entry for entry in reversed(self.entries)}
        self.by_command = tuple(entry for entry in self.entries if entry.strength is Strength.COMMAND)
        self.without_names = tuple(
            entry for entry in self.entries if entry.strength is Strength.CONTEXT and not entry.names
        )
        self._by_base: dict[str, list[tuple[str, Entry]]] = {}
        self._image_globs: list[tuple[str, str, Entry]] = []
        self._by_name: dict[str, list[Entry]] = {}
        self._name_globs: list[tuple[str, str, Entry]] = []
        for entry in self.entries:
            self._add(entry)
        markers = {marker for entry in (*own, *entries) for marker in _markers(entry)}
        self._markers: dict[str, list[str]] = {}
        for marker in markers:
            if "*" not in marker.partition("=")[0]:
                self._markers.setdefault(marker.partition("=")[0], []).append(marker)
        self._key_globs = tuple(marker.partition("*")[0] for marker in markers if "*" in marker.partition("=")[0])
        self.of_image: Memory[Image, Mapping[str, str]] = Memory(self._of_image)
        """The pattern that an image matched, by the id of its entry."""
        self.of_name: Memory[str, Mapping[str, str]] = Memory(self._of_name)
        """The pattern that a container's name matched, by the id of its entry."""
        self.marks: Memory[tuple[str, str], bool] = Memory(self._marks)
        """Whether an annotation or label can prove or ask for an entry."""
        self.reads: Memory[str, bool] = Memory(self._reads)
        """Whether an annotation or label with this key can change any judgement."""
        self.significant: Memory[str, str] = Memory(self._significant)
        """An image as far as it matters: without the tag, unless an entry asks for one."""

    def _add(self, entry: Entry) -> None:
        for pattern in entry.images:
            base = pattern.partition(":")[0].rpartition("/")[2]
            if "*" in base:
                self._image_globs.append((_longest(pattern.partition(":")[0]), pattern, entry))
            else:
                self._by_base.setdefault(base, []).append((pattern, entry))
        for name in entry.names:
            if "*" in name:
                self._name_globs.append((_longest(name), name, entry))
            else:
                self._by_name.setdefault(name, []).append(entry)

    def _of_image(self, image: Image) -> Mapping[str, str]:
        globs = [(pattern, entry) for part, pattern, entry in self._image_globs if part in image.repository]
        candidates = [*self._by_base.get(image.base, ()), *globs]
        return {entry.id: pattern for pattern, entry in reversed(candidates) if fits(pattern, image)}

    def _of_name(self, name: str) -> Mapping[str, str]:
        globs = self._name_globs
        known = {entry.id: pattern for part, pattern, entry in globs if part in name and globbed(pattern, name)}
        return known | {entry.id: name for entry in self._by_name.get(name, ())}

    def _marks(self, item: tuple[str, str]) -> bool:
        key, value = item
        return found(self._markers.get(key, ()), {key: value}) is not None or key.startswith(self._key_globs)

    def _reads(self, key: str) -> bool:
        known = key in self._markers or key in WORKLOAD_LABELS or key in OWNER_LABELS or key in INJECTED
        return known or key.startswith(self._key_globs)

    def _significant(self, image: str) -> str:
        parsed = parse(image)
        tagged = any(":" in pattern for pattern, _ in self._by_base.get(parsed.base, ()))
        return image if tagged else parsed.repository


def _longest(pattern: str) -> str:
    """The longest part of a glob that must stand in what it fits: quicker to look for than to match."""
    return max(pattern.split("*"), key=len)


def _markers(entry: Entry) -> Iterator[str]:
    yield from entry.annotations
    yield from entry.labels
    yield from (request.removeprefix("namespace:") for request in entry.requests)


@functools.cache
def built_in() -> Index:
    """The index of the catalogue."""
    return Index(ENTRIES)


def with_own(own: Sequence[Entry]) -> Index:
    """The index of the catalogue under a user's own entries."""
    return Index(ENTRIES, own) if own else built_in()
