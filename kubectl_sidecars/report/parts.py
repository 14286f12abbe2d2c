"""The parts of a pod's report, each from the value that it shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kubectl_sidecars.api import ContainerState, ContainerStatus, Event, Terminated
from kubectl_sidecars.causes.cause import Trait
from kubectl_sidecars.classify import Role
from kubectl_sidecars.diagnose import Finding, Severity, Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.lifecycle.exits import signal_name, signal_of
from kubectl_sidecars.lifecycle.restarts import run_seconds
from kubectl_sidecars.lifecycle.stages import is_ending
from kubectl_sidecars.model import is_true
from kubectl_sidecars.report.schema import ContainerReport, EventReport, Standing, StateReport
from kubectl_sidecars.snapshot import EPOCH, first_seen, last_seen, times_seen

NO_STATE, NOT_THERE = StateReport(), ContainerStatus()


def is_sick(findings: Sequence[Finding]) -> bool:
    """True if there is a finding above notice: they come worst first."""
    return bool(findings) and findings[0].severity is not Severity.NOTICE


def standing(subject: Subject, findings: Sequence[Finding]) -> Standing:
    """The standing under which the pod is counted."""
    if is_sick(findings):
        return Standing(findings[0].severity.value)
    if subject.is_deleting:
        return Standing.STOPPING
    if subject.is_over:
        return Standing.DONE
    if is_true(subject.pod, "Ready"):
        return Standing.WELL
    return Standing.STOPPING if is_ending(subject.pod, subject.views) else Standing.STARTING


def container_report(container: Assessment) -> ContainerReport:
    """By position, in the order of the schema: it is made of each container that changes."""
    view, judgement, following = container.view, container.judgement, container.next_restart
    spec, status = view.spec, view.status or NOT_THERE
    return ContainerReport(
        spec.name,
        view.type,
        judgement.role,
        judgement.task,
        judgement.confidence,
        judgement.evidence,
        spec.image,
        container.stage,
        status.ready,
        status.started,
        status.restart_count,
        state_report(status.state),
        state_report(status.last_state),
        container.waits_for,
        following.at if following else None,
        following.estimated if following else False,
    )


def trait(container: Assessment) -> Trait:
    """The values by which causes tell whether two containers are the same."""
    view, judgement = container.view, container.judgement
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
    """A container state as the report shows it."""
    if state.running is not None:
        return StateReport("running", started_at=state.running.started_at)
    if state.terminated is not None:
        return _ended(state.terminated)
    if state.waiting is not None:
        return StateReport("waiting", state.waiting.reason, state.waiting.message)
    return NO_STATE


def _ended(run: Terminated) -> StateReport:
    number = signal_of(run)
    return StateReport(
        kind="terminated",
        reason=run.reason,
        message=run.message,
        exit_code=run.exit_code,
        signal=signal_name(number) if number else "",
        started_at=run.started_at,
        finished_at=run.finished_at,
    )


def event_report(event: Event, names: Mapping[str, str]) -> EventReport:
    """`names` maps an event's fieldPath to the container's name; a path we do not know is no container's."""
    first, last = first_seen(event), last_seen(event)
    return EventReport(
        type=event.type,
        reason=event.reason,
        container=names.get(event.involved_object.field_path, ""),
        message=event.message,
        count=times_seen(event),
        first=None if first == EPOCH else first,
        last=None if last == EPOCH else last,
    )
