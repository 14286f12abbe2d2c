"""What happened to a pod, in order: moments from statuses, conditions and events, and the runs between them."""

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
from kubectl_sidecars.snapshot import first_seen, moment, times_seen


class Kind(StrEnum):
    """What a moment is about, in the words of the kubelet's events where it has one."""

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
    """What a stretch of a container's lane was."""

    RUNNING = "running"
    BACKING_OFF = "backing off"


class Moment(msgspec.Struct, frozen=True, gc=False):
    """`until` and `count` where the same happened several times (an event's series). `text` may be the cluster's."""

    at: datetime
    container: str
    kind: Kind
    text: str = ""
    count: int = 1
    until: datetime | None = None


class Span(msgspec.Struct, frozen=True, gc=False):
    """From `start` to `end`; a stretch that goes on ends at the timeline's end."""

    container: str
    run: Run
    start: datetime
    end: datetime


class Timeline(msgspec.Struct, frozen=True):
    """The life of one pod; moments in the order of time."""

    start: datetime
    end: datetime
    moments: tuple[Moment, ...] = ()
    spans: tuple[Span, ...] = ()

    def of(self, container: str) -> tuple[Moment, ...]:
        return tuple(each for each in self.moments if each.container == container)


NEAR = timedelta(seconds=2)
"""An event and a status that tell of the same thing differ by no more: statuses have whole seconds."""

OF_REASON = {
    "Scheduled": Kind.SCHEDULED,
    "Pulling": Kind.PULLING,
    "Pulled": Kind.PULLED,
    "Started": Kind.STARTED,
    "Killing": Kind.KILLED,
    "Unhealthy": Kind.PROBE,
    "ProbeWarning": Kind.PROBE,
    "Failed": Kind.FAILED,
    "FailedPostStartHook": Kind.FAILED,
    "FailedPreStopHook": Kind.FAILED,
    "Preempted": Kind.DELETED,
    "Evicted": Kind.DELETED,
}
"""Event reasons of the kubelet and the scheduler (kubelet/events/event.go, v1.37); others are OTHER."""
FROM_STATUS = frozenset({Kind.SCHEDULED, Kind.STARTED})
"""What a status tells too: an event about the same second is not told twice."""


def timeline(pod: Pod, assess: Sequence[Assessment], events: Sequence[Event], now: datetime) -> Timeline:
    """All that statuses and events still know. The API keeps two runs of a container; older ones are events at best."""
    told = [*_of_pod(pod), *(each for life in assess for each in _of_container(life.view))]
    names = {life.view.field_path: life.name for life in assess}
    told += [each for each in (_of_event(event, names) for event in events) if each and not _is_told(each, told)]
    told.sort(key=lambda each: each.at)
    start = pod.metadata.creation_timestamp or (told[0].at if told else now)
    end = max([now, start, *(each.until or each.at for each in told)])
    return Timeline(start, end, tuple(told), tuple(span for life in assess for span in _spans(life, end)))


def _of_pod(pod: Pod) -> Iterator[Moment]:
    if pod.metadata.creation_timestamp:
        yield Moment(pod.metadata.creation_timestamp, "", Kind.CREATED)
    for type_, kind in (("PodScheduled", Kind.SCHEDULED), ("Ready", Kind.READY)):
        found = condition(pod, type_)
        if found and found.status == "True" and found.last_transition_time:
            yield Moment(
                found.last_transition_time, "", kind, f"on {pod.spec.node_name}" if kind == "scheduled" else ""
            )
    requested = deletion_requested_at(pod)
    if requested:
        yield Moment(requested, "", Kind.DELETED, f"grace {pod.metadata.deletion_grace_period_seconds or 0}s")


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
        kind = Kind.RESTARTED if again else Kind.STARTED
        yield Moment(current.started_at, view.name, kind, f"restart {view.restart_count}" if again else "")


def _run(view: ContainerView, run: Terminated, *, restarted: bool) -> Iterator[Moment]:
    if is_set(run.started_at):
        yield Moment(run.started_at, view.name, Kind.RESTARTED if restarted else Kind.STARTED)
    if run.finished_at:
        kind = Kind.COMPLETED if run.exit_code == 0 else Kind.FAILED
        reason = f", {run.reason}" if run.reason not in ("", "Error", "Completed") else ""
        yield Moment(run.finished_at, view.name, kind, f"{exit_words(run)}{reason}")


def _of_event(event: Event, names: dict[str, str]) -> Moment | None:
    first, last = first_seen(event), moment(event)
    if not is_set(first):
        return None
    kind = OF_REASON.get(event.reason, Kind.OTHER)
    text = event.message if kind is not Kind.OTHER else f"{event.reason}: {event.message}"
    return Moment(
        first,
        names.get(event.involved_object.field_path, ""),
        kind,
        text,
        times_seen(event),
        last if last > first else None,
    )


def _is_told(new: Moment, told: Sequence[Moment]) -> bool:
    same = FROM_STATUS if new.kind in FROM_STATUS else frozenset()
    return new.count == 1 and any(
        each.container == new.container
        and (each.kind in same or (each.kind is Kind.RESTARTED and new.kind is Kind.STARTED))
        and abs(each.at - new.at) <= NEAR
        for each in told
    )


def _spans(life: Assessment, end: datetime) -> Iterator[Span]:
    view = life.view
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
    if down and life.stage is Stage.BACKING_OFF:
        yield Span(view.name, Run.BACKING_OFF, down, end)
