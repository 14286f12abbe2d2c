"""The parts of a pod's report, each from the value that it shows."""

from __future__ import annotations

from collections.abc import Mapping

from kubectl_sidecars.api import ContainerState, Event, Running, Terminated, Waiting
from kubectl_sidecars.causes.cause import Trait
from kubectl_sidecars.classify import Role
from kubectl_sidecars.lifecycle.exits import signal_name, signal_of
from kubectl_sidecars.lifecycle.life import Life
from kubectl_sidecars.lifecycle.restarts import run_seconds
from kubectl_sidecars.report.schema import ContainerReport, EventReport, StateReport
from kubectl_sidecars.snapshot import EPOCH, moment

NO_STATE = StateReport()


def container_report(life: Life) -> ContainerReport:
    view, judgement, status = life.view, life.judgement, life.view.status
    following = life.next_restart
    return ContainerReport(
        name=view.name,
        type=view.type,
        role=judgement.role,
        task=judgement.task,
        confidence=judgement.confidence,
        evidence=judgement.evidence,
        image=view.spec.image,
        stage=life.stage,
        ready=view.is_ready,
        started=status.started if status else None,
        restart_count=view.restart_count,
        state=state_report(status.state) if status else NO_STATE,
        last_state=state_report(status.last_state) if status else NO_STATE,
        waits_for=life.waits_for,
        next_restart=following.at if following else None,
        next_restart_estimated=following.estimated if following else False,
    )


def trait(life: Life) -> Trait:
    view, judgement = life.view, life.judgement
    run = view.last_terminated
    lasted = run_seconds(run) if run else None
    return Trait(
        name=view.name,
        is_helper=judgement.is_helper,
        is_known=bool(judgement.entry) and judgement.role not in (Role.MAIN, Role.UNKNOWN),
        command=(*view.spec.command, *view.spec.args),
        lasted=None if lasted is None else len(str(int(lasted))),
    )


def state_report(state: ContainerState) -> StateReport:
    if state.running is None and state.waiting is None and state.terminated is None:
        return NO_STATE
    match state.current:
        case Running(started_at=started):
            return StateReport(kind="running", started_at=started)
        case Waiting(reason=reason, message=message):
            return StateReport(kind="waiting", reason=reason, message=message)
        case Terminated() as ended:
            number = signal_of(ended)
            return StateReport(
                kind="terminated",
                reason=ended.reason,
                message=ended.message,
                exit_code=ended.exit_code,
                signal=signal_name(number) if number else "",
                started_at=ended.started_at,
                finished_at=ended.finished_at,
            )


def event_report(event: Event, names: Mapping[str, str]) -> EventReport:
    """`names` maps an event's fieldPath to the container's name; a path we do not know is no container's."""
    last = moment(event)
    series = event.series
    return EventReport(
        type=event.type,
        reason=event.reason,
        container=names.get(event.involved_object.field_path, ""),
        message=event.message,
        count=max(event.count, series.count if series else 0, 1),
        first=event.first_timestamp or event.event_time or event.metadata.creation_timestamp,
        last=None if last == EPOCH else last,
    )
