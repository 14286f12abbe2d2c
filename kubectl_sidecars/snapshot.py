"""Pods and what stands around them at one moment, folded from the lines that a shell reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import msgspec

from kubectl_sidecars.api import Event, Job, Namespace, Node, Object, Pod, ReplicaSet, Service

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Line(msgspec.Struct, frozen=True, gc=False):
    """One thing that was observed: `type` is the watch API's ADDED, MODIFIED or DELETED.

    `raw` holds the object's own bytes where the shell keeps them (to record, to show as YAML).
    """

    time: datetime
    type: str
    object: Object
    raw: bytes = b""


class Undecodable(msgspec.Struct, frozen=True, rename="camel"):
    """An object that could not be read, whole or in part, and why."""

    kind: str
    namespace: str
    name: str
    problem: str


class Denied(msgspec.Struct, frozen=True, rename="camel"):
    """Something that we asked for and were not given: `what` and `why` are words for people."""

    what: str
    why: str


class Source(msgspec.Struct, frozen=True, rename="camel"):
    """Where the lines come from: `kind` is cluster, file, recording or demo, `name` the context or the path.

    `namespace` is the one that was asked for, "" for all."""

    kind: str = ""
    name: str = ""
    server_version: str = ""
    namespace: str = ""


class Snapshot(msgspec.Struct, frozen=True, dict=True):
    """Everything known at `taken_at`, the only clock of the core. All maps are keyed by uid, but
    `nodes` and `namespaces` by name; `events` by `about`, in their `order`. What has no uid has its `key` instead."""

    taken_at: datetime = EPOCH
    pods: Mapping[str, Pod] = {}
    events: Mapping[str, tuple[Event, ...]] = {}
    nodes: Mapping[str, Node] = {}
    jobs: Mapping[str, Job] = {}
    replica_sets: Mapping[str, ReplicaSet] = {}
    namespaces: Mapping[str, Namespace] = {}
    services: Mapping[str, Service] = {}
    source: Source = Source()
    denied: tuple[Denied, ...] = ()
    undecodable: tuple[Undecodable, ...] = ()

    @cached_property
    def serving(self) -> Mapping[str, frozenset[str]]:
        """By the uid of a Deployment: the uids of its ReplicaSets that have ready pods."""
        found: dict[str, set[str]] = {}
        for each in self.replica_sets.values():
            if each.status.ready_replicas:
                for owner in each.metadata.owner_references:
                    if owner.controller:
                        found.setdefault(owner.uid, set()).add(each.metadata.uid)
        return {uid: frozenset(sets) for uid, sets in found.items()}


def moment(event: Event) -> datetime:
    """When an event was last seen, by kubectl's order of its five time fields; EPOCH when it has none."""
    series = event.series
    return (
        (series.last_observed_time if series else None)
        or event.last_timestamp
        or event.event_time
        or event.first_timestamp
        or event.metadata.creation_timestamp
        or EPOCH
    )


def first_seen(event: Event) -> datetime:
    """When an event was first seen, by the order of kubectl's printers; EPOCH when it has no time.

    They take eventTime, then firstTimestamp (kubectl pkg/cmd/events/event_printer.go getInterval, v0.37). Where both
    are missing the event was created when it was first sent, and else `moment` is all that is known."""
    return event.event_time or event.first_timestamp or event.metadata.creation_timestamp or moment(event)


def times_seen(event: Event) -> int:
    """How often an event was seen, at least 1: its series' count, else its own (printers.go printEvent, v1.37)."""
    return max(event.series.count if event.series is not None else event.count, 1)


def key(value: Object) -> str:
    """What tells one object from another of its kind: the uid; without one (a manifest), its names."""
    meta = value.metadata
    return meta.uid or f"{meta.namespace}/{meta.name}"


NAMED = frozenset({"Node", "PersistentVolumeClaim"})
"""What is looked up by its name: the kubelet writes its node's name, or nothing, for the uid (kubelet.go nodeRef,
v1.35), and a pod knows no more of its claims than their names."""


def by_name(kind: str, namespace: str, name: str) -> str:
    """Under what the events about one of those stand."""
    return f"{kind}/{namespace}/{name}"


def about(event: Event) -> str:
    """Under what an event stands: the `key` of what it is about, or its name."""
    what = event.involved_object
    if what.kind in NAMED:
        return by_name(what.kind, "" if what.kind == "Node" else what.namespace, what.name)
    return what.uid or f"{what.namespace}/{what.name}"


def order(event: Event) -> tuple[datetime, str, str]:
    """Time stamps have whole seconds; within one, the name tells: it ends with the nanoseconds of the first time
    (client-go tools/record/event.go makeEvent, v0.35), so that Scheduled stays before Pulled and Created."""
    return moment(event), event.metadata.name, event.metadata.uid


def fold(snapshot: Snapshot, lines: Iterable[Line]) -> Snapshot:
    """The snapshot after these lines. Each map is copied once for a batch, and only where a line falls into it."""
    maps = _Maps(snapshot)
    taken_at = snapshot.taken_at
    for line in lines:
        maps.put(line.object, gone=line.type == "DELETED")
        taken_at = max(taken_at, line.time)
    return msgspec.structs.replace(snapshot, taken_at=taken_at, **maps.changed())


class _Maps:
    """The maps of a snapshot, copied when first written to; events are put in order once, at the end."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.copied: dict[str, dict[str, Any]] = {}
        self.events: dict[str, dict[str, Event]] = {}

    def put(self, value: Object, *, gone: bool) -> None:
        if isinstance(value, Event):
            target, where = self._events(about(value)), key(value)
        else:
            name, by_name = _MAPS[type(value)]
            target, where = self._of(name), value.metadata.name if by_name else key(value)
        if gone:
            target.pop(where, None)
        else:
            target[where] = value

    def changed(self) -> dict[str, dict[str, Any]]:
        for what, events in self.events.items():
            target = self._of("events")
            if events:
                target[what] = tuple(sorted(events.values(), key=order))
            else:
                target.pop(what, None)
        return self.copied

    def _of(self, name: str) -> dict[str, Any]:
        if name not in self.copied:
            self.copied[name] = dict(getattr(self.snapshot, name))
        return self.copied[name]

    def _events(self, what: str) -> dict[str, Any]:
        if what not in self.events:
            self.events[what] = {key(each): each for each in self.snapshot.events.get(what, ())}
        return self.events[what]


_MAPS: dict[type, tuple[str, bool]] = {
    Pod: ("pods", False),
    Job: ("jobs", False),
    ReplicaSet: ("replica_sets", False),
    Service: ("services", False),
    Node: ("nodes", True),
    Namespace: ("namespaces", True),
}
