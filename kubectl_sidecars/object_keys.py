"""The keys under which objects, logs and events are indexed in a snapshot."""

from __future__ import annotations

from kubectl_sidecars.api import Event, Object


def key(value: Object) -> str:
    """The object's uid; `namespace/name` for a manifest without uid."""
    meta = value.metadata
    return meta.uid or f"{meta.namespace}/{meta.name}"


def log_key(pod: str, container: str, *, previous: bool) -> str:
    """The key of a container's log; `pod` is the key of its pod."""
    return f"{pod}/{container}/{'previous' if previous else 'current'}"


NAMED = frozenset({"Node", "PersistentVolumeClaim"})
"""Kinds whose events are indexed by name. For the uid of a Node the kubelet writes its name or nothing (kubelet.go
nodeRef, v1.35); of a claim the pod's spec has the name only."""


def by_name(kind: str, namespace: str, name: str) -> str:
    """The key under which events about a Node or a claim are indexed."""
    return f"{kind}/{namespace}/{name}"


def about(event: Event) -> str:
    """The key under which an event is indexed: the `key` of its object, or `by_name` for the kinds in NAMED."""
    what = event.involved_object
    if what.kind in NAMED:
        return by_name(what.kind, "" if what.kind == "Node" else what.namespace, what.name)
    return what.uid or f"{what.namespace}/{what.name}"
