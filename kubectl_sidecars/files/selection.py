"""Selects pods of a file, as the API server does for a cluster."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

import msgspec

from kubectl_sidecars.api import Object, Pod
from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.files.packed_pods import PackedPods
from kubectl_sidecars.kube.select.pod_query import PodQuery
from kubectl_sidecars.kube.select.resource_args import ResourceArg, parse_resource_args
from kubectl_sidecars.model import controller, workload
from kubectl_sidecars.selectors import field_selector, label_selector
from kubectl_sidecars.snapshot import Snapshot

AnyObject = TypeVar("AnyObject", bound=Object)
OWNERS = ("jobs", "replica_sets", "deployments", "stateful_sets", "daemon_sets", "cron_jobs")
"""The fields of a snapshot with the owners of pods."""


def chosen(snapshot: Snapshot, query: PodQuery, *, must_exist: bool = True) -> Snapshot:
    """The snapshot with only the pods of the query. Without -n all namespaces are selected.

    Raises UsageError if a named object has no pods, unless `must_exist` is False.
    """
    namespace = "" if query.all_namespaces else query.namespace
    matches = (label_selector(query.selector), field_selector(query.field_selector))
    pods = snapshot.pods
    if namespace or query.selector or query.field_selector:
        within = ((uid, pod) for uid, pod in pods.items() if namespace in ("", pod.metadata.namespace))
        pods = _only([uid for uid, pod in within if all(match(pod) for match in matches)], pods)
    named = parse_resource_args(query.words)
    if named:
        kept = {uid for reference in named for uid in _named(reference, pods, snapshot, must_exist=must_exist)}
        pods = _only([uid for uid in pods if uid in kept], pods)
    source = msgspec.structs.replace(snapshot.source, namespace=namespace)
    return msgspec.structs.replace(
        snapshot,
        pods=pods,
        source=source,
        **{name: _within(getattr(snapshot, name), namespace) for name in OWNERS},
    )


def _only(uids: Sequence[str], pods: Mapping[str, Pod]) -> Mapping[str, Pod]:
    return pods.only(uids) if isinstance(pods, PackedPods) else {uid: pods[uid] for uid in uids}


def _within(objects: Mapping[str, AnyObject], namespace: str) -> Mapping[str, AnyObject]:
    if not namespace:
        return objects
    return {uid: value for uid, value in objects.items() if value.metadata.namespace == namespace}


def _named(reference: ResourceArg, pods: Mapping[str, Pod], snapshot: Snapshot, *, must_exist: bool) -> Iterator[str]:
    if reference.type.kind == "Service":
        raise UsageError(f"{reference}: files do not say which pods a Service selects; use -l with its selector")
    found = [uid for uid, pod in pods.items() if _belongs(pod, reference, snapshot)]
    if must_exist and not found and reference.name and not _is_there(reference, snapshot):
        raise UsageError(f'{reference.type.plural} "{reference.name}" not found in {snapshot.source.name}')
    yield from found


def _is_there(reference: ResourceArg, snapshot: Snapshot) -> bool:
    """True if the files have a workload without pods: its object, one that it owns, or events about it."""
    named = (reference.type.kind, reference.name)
    for objects in (getattr(snapshot, name) for name in OWNERS):
        for value in objects.values():
            owner = controller(value.metadata)
            if named in ((type(value).__name__, value.metadata.name), owner and (owner.kind, owner.name)):
                return True
    about = (events[0].involved_object for events in snapshot.events.values() if events)
    return reference.type.kind not in ("Pod", "Node") and any(named == (what.kind, what.name) for what in about)


def _belongs(pod: Pod, reference: ResourceArg, snapshot: Snapshot) -> bool:
    kind, name = reference.type.kind, reference.name
    if kind == "Pod":
        return name in ("", pod.metadata.name)
    if kind == "Node":
        return bool(pod.spec.node_name) and name in ("", pod.spec.node_name)
    direct, above = controller(pod.metadata), workload(pod, snapshot)
    owners = {(above.kind, above.name)} | ({(direct.kind, direct.name)} if direct else set())
    return any(kind == owner and name in ("", owner_name) for owner, owner_name in owners)
