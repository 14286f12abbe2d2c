"""What is another thing in one snapshot than in the one before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import compress
from operator import is_, is_not
from typing import TypeVar

from kubectl_sidecars.api import Node
from kubectl_sidecars.snapshot import Snapshot

T = TypeVar("T")


def differing(before: Mapping[str, T], after: Mapping[str, T]) -> list[str]:
    """The keys whose value is another object now, or new. Without a loop of ours where values alone were replaced, as
    by most of what a watch tells."""
    if len(before) == len(after) and all(map(is_, before, after)):
        return list(compress(after, map(is_not, before.values(), after.values())))
    return [key for key, value in after.items() if before.get(key) is not value]


def touched(old: Snapshot, new: Snapshot) -> Iterator[str]:
    """The keys of the pods that changed, or whose events did, or what a report reads of their surroundings."""
    yield from differing(old.pods, new.pods)
    if old.events is not new.events:
        about = (*differing(old.events, new.events), *(old.events.keys() - new.events.keys()))
        yield from (uid for uid in about if uid in new.pods)
    yield from _around(old, new)


def _around(old: Snapshot, new: Snapshot) -> Iterator[str]:
    """A ReplicaSet is read for its owner alone, which it has for good; nodes tell much that no report reads."""
    owners = {*differing(old.jobs, new.jobs), *(new.replica_sets.keys() - old.replica_sets.keys())}
    namespaces = {*differing(old.namespaces, new.namespaces)}
    for services, keys in ((new.services, differing(old.services, new.services)), (old.services, _gone(old, new))):
        namespaces.update(services[key].metadata.namespace for key in keys)
    nodes = {name for name in differing(old.nodes, new.nodes) if not _same(old.nodes.get(name), new.nodes[name])}
    if not (owners or namespaces or nodes):
        return
    for uid, pod in new.pods.items():
        meta = pod.metadata
        is_owned = any(reference.uid in owners for reference in meta.owner_references)
        if is_owned or meta.namespace in namespaces or pod.spec.node_name in nodes:
            yield uid


def _gone(old: Snapshot, new: Snapshot) -> set[str]:
    return old.services.keys() - new.services.keys()


def _same(old: Node | None, new: Node) -> bool:
    return old is not None and old.spec == new.spec and old.status == new.status
