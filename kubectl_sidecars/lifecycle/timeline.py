"""The time line of a pod: moments from statuses, conditions and events, and the runs between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from kubectl_sidecars.api import Event, Pod, Running, Terminated
from kubectl_sidecars.api.meta import is_set
from kubectl_sidecars.lifecycle.assessment import Assessment, Stage
from kubectl_sidecars.lifecycle.deletion import deletion_requested_at
from kubectl_sidecars.lifecycle.exits import exit_words
from kubectl_sidecars.model import ContainerView, condition
from kubectl_sidecars.snapshot import first_seen, last_seen, times_seen


class MomentKind(StrEnum):
    """The kind of a moment, named like the kubelet's event where there is one."""

    CREATED = "created"
    SCHEDULED = "scheduled"
    PULLING = "pulling"
    PULLED = "pulled"
    STARTED = "started"
    READY = "ready"
    COMPLETED = "completed"
    FAILED = "failed"
    RESTARTED = "restarted"
    PROBE = "probe failed"
    KILLED = "killed"
    DELETED = "deletion asked"
    OTHER = "event"


class Run(StrEnum):
    """The state of a container during a span."""

    RUNNING = "running"
    BACKING_OFF = "backing off"


class Moment(msgspec.Struct, frozen=True, gc=False):
    """Something that happened at `at`; `container` is "" for the whole pod.

    `count` and `until` are set if it happened several times (an event's series). `text` may come from the cluster."""

    at: datetime
    container: str
    kind: MomentKind
    text: str = ""
    count: int = 1
    until: datetime | None = None


class Span(msgspec.Struct, frozen=True, gc=False):
    """A run or a back-off of a container. One that goes on ends at the end of the time line."""

    container: str
    run: Run
    start: datetime
    end: datetime


class Timeline(msgspec.Struct, frozen=True):
    """The time line of one pod, with its moments in the order of time."""

    start: datetime
    end: datetime
    moments: tuple[Moment, ...] = ()
    spans: tuple[Span, ...] = ()

    def of(self, container: str) -> tuple[Moment, ...]:
        """The moments of one container; "" for those of the whole pod."""
        return tuple(moment for moment in self.moments if moment.container == container)


NEAR = timedelta(seconds=2)
"""The largest difference between the times of an event and of a status about the same thing, as statuses have whole
seconds."""

OF_REASON = {
    "Scheduled": MomentKind.SCHEDULED,
    "Pulling": MomentKind.PULLING,
    "Pulled": MomentKind.PULLED,
    "Started": MomentKind.STARTED,
    "Killing": MomentKind.KILLED,
    "Unhealthy": MomentKind.PROBE,
    "ProbeWarning": MomentKind.PROBE,
    "Failed": MomentKind.FAILED,
    "FailedPostStartHook": MomentKind.FAILED,
    "FailedPreStopHook": MomentKind.FAILED,
    "Preempted": MomentKind.DELETED,
    "Evicted": MomentKind.DELETED,
}
"""The kinds of the kubelet's and the scheduler's events (kubelet/events/event.go, v1.37); all others are OTHER."""
FROM_STATUS = frozenset({MomentKind.SCHEDULED, MomentKind.STARTED})
"""Kinds that statuses record too: an event within NEAR of such a moment is left out."""


def timeline(pod: Pod, assess: Sequence[Assessment], events: Sequence[Event], now: datetime) -> Timeline:
    """The time line from the pod's creation to `now`, or to its last moment if that is later.

    Of each container the API keeps two runs. Earlier ones appear only as events, as long as those are kept."""
    moments = [*_of_pod(pod), *(moment for container in assess for moment in _of_container(container.view))]
    names = {container.view.field_path: container.name for container in assess}
    from_events = (_of_event(event, names) for event in events)
    moments += [moment for moment in from_events if moment and not _is_known(moment, moments)]
    moments.sort(key=lambda moment: moment.at)
    start = pod.metadata.creation_timestamp or (moments[0].at if moments else now)
    end = max([now, start, *(moment.until or moment.at for moment in moments)])
    spans = tuple(span for container in assess for span in _spans(container, end))
    return Timeline(start, end, tuple(moments), spans)


def _of_pod(pod: Pod) -> Iterator[Moment]:
    if pod.metadata.creation_timestamp:
        yield Moment(pod.metadata.creation_timestamp, "", MomentKind.CREATED)
    for type_, kind in (("PodScheduled", MomentKind.SCHEDULED), ("Ready", MomentKind.READY)):
        found = condition(pod, type_)
        if found and found.status == "True" and found.last_transition_time:
            yield Moment(
                found.last_transition_time, "", kind, f"on {pod.spec.node_name}" if kind == "scheduled" else ""
            )
    requested = deletion_requested_at(pod)
    if requested:
        yield Moment(requested, "", MomentKind.DELETED, f"grace {pod.metadata.deletion_grace_period_seconds or 0}s")


def _of_container(view: ContainerView) -> Iterator[Moment]:
    if view.status is None:
        return
    before, current = view.status.last_state.terminated, view.state
    if before:
        yield from _run(view, before, restarted=view.restart_count > 1)
    again = view.restart_count > 0
    if isinstance(current, Terminated):
        yield from _run(view, current, restarted=again)
    elif isinstance(current, Running) and current.started_at:
        kind = MomentKind.RESTARTED if again else MomentKind.STARTED
        yield Moment(current.started_at, view.name, kind, f"restart {view.restart_count}" if again else "")


def _run(view: ContainerView, run: Terminated, *, restarted: bool) -> Iterator[Moment]:
    if is_set(run.started_at):
        yield Moment(run.started_at, view.name, MomentKind.RESTARTED if restarted else MomentKind.STARTED)
    if run.finished_at:
        kind = MomentKind.COMPLETED if run.exit_code == 0 else MomentKind.FAILED
        reason = f", {run.reason}" if run.reason not in ("", "Error", "Completed") else ""
        yield Moment(run.finished_at, view.name, kind, f"{exit_words(run)}{reason}")


def _of_event(event: Event, names: dict[str, str]) -> Moment | None:
    first, last = first_seen(event), last_seen(event)
    if not is_set(first):
        return None
    kind = OF_REASON.get(event.reason, MomentKind.OTHER)
    text = event.message if kind is not MomentKind.OTHER else f"{event.reason}: {event.message}"
    return Moment(
        first,
        names.get(event.involved_object.field_path, ""),
        kind,
        text,
        times_seen(event),
        last if last > first else None,
    )


def _is_known(new: Moment, known: Sequence[Moment]) -> bool:
    """True if a status has recorded what a single event reports."""
    same = FROM_STATUS if new.kind in FROM_STATUS else frozenset()
    return new.count == 1 and any(
        moment.container == new.container
        and (moment.kind in same or (moment.kind is MomentKind.RESTARTED and new.kind is MomentKind.STARTED))
        and abs(moment.at - new.at) <= NEAR
        for moment in known
    )


def _spans(container: Assessment, end: datetime) -> Iterator[Span]:
    view = container.view
    if view.status is None:
        return
    before, current = view.status.last_state.terminated, view.state
    if before and before.finished_at and is_set(before.started_at):
        yield Span(view.name, Run.RUNNING, before.started_at, before.finished_at)
    down = before.finished_at if before else None
    match current:
        case Running(started_at=started) if started:
            if down:
                yield Span(view.name, Run.BACKING_OFF, down, started)
            yield Span(view.name, Run.RUNNING, started, end)
            return
        case Terminated(started_at=started, finished_at=finished) if is_set(started) and finished:
            yield Span(view.name, Run.RUNNING, started, finished)
            down = finished
    if down and container.stage is Stage.BACKING_OFF:
        yield Span(view.name, Run.BACKING_OFF, down, end)
