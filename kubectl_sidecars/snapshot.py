"""The snapshot: pods, their events and the objects that concern them at one moment, folded from observed lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from kubectl_sidecars.api import (
    ContainerLog,
    ControllerRevision,
    CronJob,
    DaemonSet,
    Deployment,
    Event,
    Job,
    Namespace,
    Node,
    Object,
    PersistentVolume,
    Pod,
    ReplicaSet,
    Service,
    StatefulSet,
)
from kubectl_sidecars.cached import cached_property
from kubectl_sidecars.object_keys import about, key, log_key
from kubectl_sidecars.pod_work import Work, newest_done

if TYPE_CHECKING:
    from kubectl_sidecars.whereabouts import Whereabouts

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for a time that is not known."""


class Line(msgspec.Struct, frozen=True, gc=False):
    """One observation of an object. `type` is ADDED, MODIFIED or DELETED, as in the watch API.

    `raw` is the object as JSON where a caller keeps it, to record it or to show it as YAML; else empty."""

    time: datetime
    type: str
    object: Object
    raw: bytes = b""


class Undecodable(msgspec.Struct, frozen=True, rename="camel"):
    """An object that could not be decoded, in whole or in part, and the reason."""

    kind: str
    namespace: str
    name: str
    problem: str


class Denied(msgspec.Struct, frozen=True, rename="camel"):
    """A request that the server refused. `what` was asked for and `why` it was refused are words for people."""

    what: str
    why: str


class Source(msgspec.Struct, frozen=True, rename="camel"):
    """Source of the lines: `kind` is cluster, file, recording or demo, `name` the context or the path.

    `server_version` is the server's, as `v1.35.4`, "" if it is unknown. `namespace` is the requested one, "" for all
    namespaces. `printer` is the version of Kubernetes whose READY, STATUS and RESTARTS are shown; see columns."""

    kind: str = ""
    name: str = ""
    server_version: str = ""
    namespace: str = ""
    printer: str = ""

    @property
    def minor(self) -> int | None:
        """35 of `v1.35.4`; None if the version is unknown."""
        parts = self.server_version.split(".")
        return int(parts[1]) if len(parts) > 1 and parts[1].isdecimal() and len(parts[1]) < 5 else None


class Snapshot(msgspec.Struct, frozen=True, dict=True):
    """All objects known at `taken_at`, the only clock of the core.

    `nodes`, `namespaces` and `persistent_volumes` are keyed by name, `events` by `about` and sorted by `order`, all
    others by `key`."""

    taken_at: datetime = EPOCH
    pods: Mapping[str, Pod] = {}
    events: Mapping[str, tuple[Event, ...]] = {}
    nodes: Mapping[str, Node] = {}
    jobs: Mapping[str, Job] = {}
    replica_sets: Mapping[str, ReplicaSet] = {}
    namespaces: Mapping[str, Namespace] = {}
    services: Mapping[str, Service] = {}
    persistent_volumes: Mapping[str, PersistentVolume] = {}
    """Read from files alone: see docs/decisions.md."""
    logs: Mapping[str, ContainerLog] = {}
    """The ends of logs that a recording holds, by `log_key`."""
    deployments: Mapping[str, Deployment] = {}
    stateful_sets: Mapping[str, StatefulSet] = {}
    daemon_sets: Mapping[str, DaemonSet] = {}
    cron_jobs: Mapping[str, CronJob] = {}
    controller_revisions: Mapping[str, ControllerRevision] = {}
    source: Source = Source()
    denied: tuple[Denied, ...] = ()
    undecodable: tuple[Undecodable, ...] = ()

    @cached_property
    def serving(self) -> Mapping[str, frozenset[str]]:
        """The uids of ReplicaSets with ready pods, by the uid of their Deployment."""
        found: dict[str, set[str]] = {}
        for replica_set in self.replica_sets.values():
            if replica_set.status.ready_replicas:
                for owner in replica_set.metadata.owner_references:
                    if owner.controller:
                        found.setdefault(owner.uid, set()).add(replica_set.metadata.uid)
        return {uid: frozenset(sets) for uid, sets in found.items()}

    @cached_property
    def owners(self) -> frozenset[str]:
        """The uids of all owners of pods."""
        return frozenset(owner.uid for pod in self.pods.values() for owner in pod.metadata.owner_references)

    @cached_property
    def whereabouts(self) -> Whereabouts:
        """The pods by node, what has which address, and the volume of each claim."""
        from kubectl_sidecars.whereabouts import Whereabouts  # noqa: PLC0415 - few pods need it

        return Whereabouts(self.pods, self.services, self.persistent_volumes)

    @cached_property
    def done(self) -> Mapping[Work, Pod]:
        """The newest pod of each work that has succeeded."""
        return newest_done(self.pods.values())


def last_seen(event: Event) -> datetime:
    """The time at which an event was last seen, from its five time fields in kubectl's order; EPOCH without any."""
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
    """The time at which an event was first seen; EPOCH if it has no time at all.

    kubectl takes eventTime, then firstTimestamp (pkg/cmd/events/event_printer.go getInterval, v0.37). Without both
    it is the time of creation, and without that `last_seen`."""
    return event.event_time or event.first_timestamp or event.metadata.creation_timestamp or last_seen(event)


def times_seen(event: Event) -> int:
    """The count of an event's series, else its own count; at least 1 (printers.go printEvent, v1.37)."""
    return max(event.series.count if event.series is not None else event.count, 1)


def order(event: Event) -> tuple[datetime, str, str]:
    """Sort key of events: time, then name, then uid.

    Time stamps have whole seconds. Names end with the nanoseconds of the first occurrence (client-go
    tools/record/event.go makeEvent, v0.35), so that Scheduled stays before Pulled and Created."""
    return last_seen(event), event.metadata.name, event.metadata.uid


def fold(snapshot: Snapshot, lines: Iterable[Line], pods: MutableMapping[str, Pod] | None = None) -> Snapshot:
    """The snapshot with these lines applied. A map is copied once per batch, and only if a line changes it.

    `pods` is the map that then holds the pods, in place of a copy of the snapshot's."""
    maps = _Maps(snapshot)
    if pods is not None:
        maps.copied["pods"] = pods
    taken_at = snapshot.taken_at
    for line in lines:
        maps.put(line.object, gone=line.type == "DELETED")
        taken_at = max(taken_at, line.time)
    return msgspec.structs.replace(snapshot, taken_at=taken_at, **maps.changed())


class _Maps:
    """The maps of a snapshot, copied on the first write. Events are sorted once, at the end."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.copied: dict[str, MutableMapping[str, Any]] = {}
        self.events: dict[str, dict[str, Event]] = {}

    def put(self, value: Object, *, gone: bool) -> None:
        if isinstance(value, Event):
            target: MutableMapping[str, Any] = self._events(about(value))
            where = key(value)
        elif isinstance(value, ContainerLog):
            target, where = self._of("logs"), log_key(key(value), value.container, previous=value.previous)
        else:
            name, by_name = _MAPS[type(value)]
            target, where = self._of(name), value.metadata.name if by_name else key(value)
        if gone:
            target.pop(where, None)
        else:
            target[where] = value

    def changed(self) -> dict[str, MutableMapping[str, Any]]:
        for what, events in self.events.items():
            target = self._of("events")
            if events:
                target[what] = tuple(sorted(events.values(), key=order))
            else:
                target.pop(what, None)
        return self.copied

    def _of(self, name: str) -> MutableMapping[str, Any]:
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
    Deployment: ("deployments", False),
    StatefulSet: ("stateful_sets", False),
    DaemonSet: ("daemon_sets", False),
    CronJob: ("cron_jobs", False),
    ControllerRevision: ("controller_revisions", False),
    Node: ("nodes", True),
    Namespace: ("namespaces", True),
    PersistentVolume: ("persistent_volumes", True),
}
