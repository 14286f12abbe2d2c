"""A pod as the rules see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import IntEnum
from typing import TypeVar, cast

import msgspec

from kubectl_sidecars.api import Event, Job, Node, Pod, PodCondition
from kubectl_sidecars.cached import cached_property
from kubectl_sidecars.classify import Judgement, classify, served_ports
from kubectl_sidecars.classify.catalog import Index
from kubectl_sidecars.diagnose.triage import Health, health
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.lifecycle.columns import Columns, columns
from kubectl_sidecars.lifecycle.stages import assess
from kubectl_sidecars.model import ContainerType, ContainerView, controller
from kubectl_sidecars.snapshot import Snapshot

T = TypeVar("T")

MIRROR = "kubernetes.io/config.mirror"
"""The annotation of a static pod's image at the API server."""


class Phase(IntEnum):
    """Phase of a pod's life. It is in one phase: where several hold, Subject.phase says which counts."""

    UNSCHEDULED = 0
    """No kubelet has taken it on."""
    STARTING = 1
    """A container waits, or a plain init container runs."""
    RUNNING = 2
    """Each container has started or ended."""
    UNREACHABLE = 3
    """Its node does not report: what its statuses say is old."""
    TERMINATING = 4
    """It is being deleted."""
    ENDED = 5
    """It has succeeded or failed."""


LIVE = frozenset({Phase.STARTING, Phase.RUNNING})


class Subject(msgspec.Struct, frozen=True, dict=True):
    """A pod as a rule sees it: its containers in start order, its events in order of time, and its surroundings.

    `roles` is what classification reads, where it is not the built-in catalogue alone. What a calm pod does
    not need is found out when it is asked for."""

    pod: Pod
    views: tuple[ContainerView, ...]
    events: tuple[Event, ...]
    around: Snapshot
    roles: Index | None = None
    judged: tuple[Judgement, ...] | None = None
    """What each container is for, where that is known already."""

    @cached_property
    def judgements(self) -> tuple[Judgement, ...]:
        """The role of each container."""
        if self.judged is not None:
            return self.judged
        return classify(self.pod, self.views, self.roles, served_ports(self.pod, self.around.services))

    @cached_property
    def containers(self) -> tuple[Assessment, ...]:
        """The role and stage of each container."""
        return assess(self.pod, self.views, self.judgements)

    @property
    def now(self) -> datetime:
        """The moment of the snapshot."""
        return self.around.taken_at

    @cached_property
    def _facts(self) -> dict[object, object]:
        return {}

    def once(self, fact: Callable[[Subject], T]) -> T:
        """The fact about this pod, which is found out when it is first asked for."""
        if fact not in self._facts:
            self._facts[fact] = fact(self)
        return cast("T", self._facts[fact])

    @cached_property
    def mains(self) -> tuple[Assessment, ...]:
        """The entries of spec.containers."""
        return tuple(container for container in self.containers if container.view.type is ContainerType.CONTAINER)

    @cached_property
    def by_name(self) -> Mapping[str, Assessment]:
        """The containers by their names."""
        return {container.name: container for container in reversed(self.containers)}

    @cached_property
    def events_by_path(self) -> Mapping[str, tuple[Event, ...]]:
        """The events of each container by their fieldPath, "" for those of the whole pod."""
        found: dict[str, list[Event]] = {}
        for event in self.events:
            found.setdefault(event.involved_object.field_path, []).append(event)
        return {path: tuple(events) for path, events in found.items()}

    @cached_property
    def health(self) -> Health:
        """The health of the pod, which says how much of it has to be looked at."""
        return health(self.pod, self.views, self.events, self.node, self.now)

    @cached_property
    def phase(self) -> Phase:
        """The phase of the pod."""
        if self.health is not Health.SUSPECT:  # most pods: they run, or have succeeded
            return Phase.RUNNING if self.pod.status.phase == "Running" else Phase.ENDED
        if self.is_deleting:
            return Phase.TERMINATING
        if self.is_over:
            return Phase.ENDED
        if not self.is_bound:
            return Phase.UNSCHEDULED
        if self.node_lost:
            return Phase.UNREACHABLE
        return Phase.RUNNING if self._has_started else Phase.STARTING

    @cached_property
    def columns(self) -> Columns:
        """kubectl's own words for it."""
        return columns(self.pod, self.around.source.minor)

    @property
    def events_were_read(self) -> bool:
        """True if any events were read: if none were, it tells nothing that the pod has none."""
        return bool(self.around.events)

    @property
    def node(self) -> Node | None:
        """The pod's node, where nodes were read."""
        return self.around.nodes.get(self.pod.spec.node_name)

    @cached_property
    def node_lost(self) -> bool:
        """True if the node no longer reports: then what the statuses say is old. One that says itself that it is not
        ready (Ready=False) does report (node lifecycle controller, v1.35)."""
        unready = self.node_unready
        return self.pod.status.reason == "NodeLost" or (unready is not None and unready.status == "Unknown")

    @property
    def node_unready(self) -> PodCondition | None:
        """The Ready condition of the pod's node where it is not True; None for one that is ready, or was not read."""
        return self.node.not_ready if self.node is not None else None

    @property
    def node_gone(self) -> bool:
        """True if nodes were read, and the pod's node is not among them."""
        return bool(self.around.nodes) and self.is_bound and self.node is None

    @cached_property
    def job(self) -> Job | None:
        """The Job that owns the pod, where Jobs were read."""
        reference = controller(self.pod.metadata)
        return self.around.jobs.get(reference.uid) if reference else None

    @cached_property
    def of_job(self) -> bool:
        """True if a Job owns the pod."""
        reference = controller(self.pod.metadata)
        return reference is not None and reference.kind == "Job"

    @property
    def is_deleting(self) -> bool:
        """True once the deletion of the pod was asked for."""
        return self.pod.metadata.deletion_timestamp is not None

    @property
    def _has_started(self) -> bool:
        """True if each container has started or ended: none waits, and no plain init container runs."""
        for view in self.views:
            status = view.status
            if view.type is ContainerType.EPHEMERAL or (status is not None and status.state.terminated is not None):
                continue
            if status is None or status.state.running is None or view.type is ContainerType.INIT or not view.is_started:
                return False
        return True

    @property
    def is_over(self) -> bool:
        """True if the pod has succeeded or failed."""
        return self.pod.is_over

    @property
    def is_bound(self) -> bool:
        """True if a kubelet has taken the pod on; statuses tell it too, where the spec is cut short."""
        status = self.pod.status
        return bool(self.pod.spec.node_name or status.container_statuses or status.init_container_statuses)

    @property
    def is_live(self) -> bool:
        """True if what its containers say is of now: it is on a node that reports, neither deleted nor over."""
        return self.phase in LIVE

    @cached_property
    def oldest(self) -> datetime | None:
        """When the pod was made, by the API server's clock; nothing for the mirror of a static pod, which its kubelet
        may have run long before."""
        meta = self.pod.metadata
        return None if MIRROR in meta.annotations else meta.creation_timestamp

    def seconds_since(self, then: datetime | None) -> float | None:
        """The seconds since then, at most the age of the pod, because node clocks may lag; None for no time."""
        if then is None:
            return None
        return (self.now - (max(then, self.oldest) if self.oldest else then)).total_seconds()

    def within(self, then: datetime | None, seconds: float) -> bool:
        """True if it was at most that many seconds ago; False for no time."""
        return then is not None and (self.now - then).total_seconds() <= seconds
