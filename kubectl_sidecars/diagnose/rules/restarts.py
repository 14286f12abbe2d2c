"""Containers that end and are started again: what they die of, and whether that goes on."""

from __future__ import annotations

from collections.abc import Iterator

from kubectl_sidecars.api import Terminated, Waiting
from kubectl_sidecars.classify import Confidence
from kubectl_sidecars.container_names import called
from kubectl_sidecars.diagnose.absence import Absence, Missing
from kubectl_sidecars.diagnose.facts.impact import effect, headline
from kubectl_sidecars.diagnose.facts.init_again import outlived_by
from kubectl_sidecars.diagnose.facts.overdue_restarts import overdue, overdue_words
from kubectl_sidecars.diagnose.facts.restart_rules import is_restart_of_all
from kubectl_sidecars.diagnose.facts.restart_severity import severity_of_restart
from kubectl_sidecars.diagnose.facts.sandbox_churn import churn
from kubectl_sidecars.diagnose.facts.setup_events import waits_for_sandbox
from kubectl_sidecars.diagnose.facts.startup_race import started_before
from kubectl_sidecars.diagnose.facts.termination import (
    NO_FAULT,
    Ending,
    Why,
    ending,
)
from kubectl_sidecars.diagnose.faults import Fault
from kubectl_sidecars.diagnose.finding import Finding, LogRef, Severity
from kubectl_sidecars.diagnose.origin import ImageOrigin, NodeOrigin
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.field_paths import ended_path, status_path
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph
from kubectl_sidecars.diagnose.phrasing.quotes import quoted
from kubectl_sidecars.diagnose.phrasing.words import clock, who
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.model import ContainerType
from kubectl_sidecars.sentences import often, span


def crashing(subject: Subject) -> Iterator[Finding]:
    """A container that ends and is restarted, or was until minutes ago, with the cause of its last end."""
    if churn(subject) is not None:
        return  # said by node.sandbox_churning: what ends with its sandbox has no fault of its own
    for container in subject.containers:
        run = container.view.last_terminated
        if run is None or container.view.type is ContainerType.EPHEMERAL or outlived_by(subject, container):
            continue  # the last is said by init_again
        if started_before(subject, container, run) is not None or is_restart_of_all(subject, container, run):
            continue  # said by history.started_before_proxy, and by together
        severity = severity_of_restart(subject, container, run)
        if severity is not None:
            end = ending(subject, container.view, run)
            if is_fault(container, end):
                from kubectl_sidecars.diagnose.rules.crash_finding import (  # noqa: PLC0415 - few pods need it
                    crash_finding,
                )

                yield crash_finding(subject, container, run, end, severity)


def is_fault(container: Assessment, end: Ending) -> bool:
    """True if the end is the container's own doing, or keeps it down: another's doing excuses one end, no back-off."""
    if end.why not in NO_FAULT:
        return True
    down = isinstance(container.view.state, Waiting)
    return down and (end.why is Why.LOST or container.view.restart_count > 1)


def not_restarted(subject: Subject) -> Iterator[Finding]:
    """A container that ended through no fault of its own, and is not started again (kubernetes#136910)."""
    for container in subject.containers:
        state, late = container.view.state, overdue(subject, container)
        if (
            not isinstance(state, Terminated)
            or late is None
            or is_fault(container, ending(subject, container.view, state))
            or subject.once(waits_for_sandbox)
        ):
            continue  # one at fault is said by crashing, with this; why there is no sandbox, by pod_not_created
        predicate = "ended and is not restarted"
        ended = f"It ended at {clock(state.finished_at, subject.now)}." if state.finished_at else ""
        yield Finding(
            reason=Reason.NOT_RESTARTED,
            severity=Severity.WARNING,
            container=container.name,
            predicate=predicate,
            title=f"{called(container.name)} {predicate}, {span(late)} after its time.",
            explanation=paragraph(ended, overdue_words(subject, late)),
            since=state.finished_at,
            evidence=(ended_path(subject, container),),
            commands=(kubectl.describe_node(subject.pod.spec.node_name),),
            origin=NodeOrigin(subject.pod.spec.node_name, Fault.NOT_RESTARTED),
        )


def crashed_unrecorded(subject: Subject) -> Iterator[Finding]:
    """A container in CrashLoopBackOff whose last end left no record: the runtime has been cleaned, or the node."""
    for container in subject.containers:
        view, state = container.view, container.view.state
        if view.type is ContainerType.EPHEMERAL or view.last_terminated is not None:
            continue
        if not isinstance(state, Waiting) or state.reason != "CrashLoopBackOff":
            continue
        predicate = "keeps ending, of what is not known"
        log = LogRef(container.name, previous=True)
        does, consequence = effect(subject, container)
        count = f"{who(container)} was restarted {often(view.restart_count)}." if view.restart_count else ""
        lost = "The record of its last end is gone (a reboot, a cleaned runtime); its next end will tell."
        message = f"The kubelet says: {quoted(state.message)}." if state.message else ""
        yield Finding(
            reason=Reason.CRASH_LOOP_BACK_OFF,
            severity=Severity.CRITICAL,
            container=container.name,
            predicate=predicate,
            title=headline(subject, container, f"{called(container.name)} {predicate}"),
            explanation=paragraph(count, lost, message, consequence),
            confidence=Confidence.LOW,
            evidence=(
                f"{status_path(subject, container)}.state.waiting.reason={state.reason}",
                f"{status_path(subject, container)}.restartCount={view.restart_count}",
            ),
            commands=(kubectl.logs(subject, log), kubectl.describe(subject)),
            log=log,
            absent=(Absence(Missing.END_RECORD, container.name),),
            origin=ImageOrigin(view.spec.image, Fault.UNRECORDED),
            effect=does,
        )
