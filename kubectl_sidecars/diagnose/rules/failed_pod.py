"""Pods that ended other than well: failed, rejected, past their deadline."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from kubectl_sidecars.api import Terminated
from kubectl_sidecars.container_names import all_called, called
from kubectl_sidecars.diagnose.facts.container_needs import exit_needs
from kubectl_sidecars.diagnose.facts.crash import (
    crash,
    left,
    log_of,
)
from kubectl_sidecars.diagnose.facts.dependencies import device_needs
from kubectl_sidecars.diagnose.facts.machine_messages import explained
from kubectl_sidecars.diagnose.facts.owner_status import aftermath, done_later, is_whole, job_unread, standing
from kubectl_sidecars.diagnose.facts.pod_end import pod_end
from kubectl_sidecars.diagnose.facts.restart_rules import rules_words
from kubectl_sidecars.diagnose.facts.spent_helpers import spent
from kubectl_sidecars.diagnose.facts.termination import ending
from kubectl_sidecars.diagnose.facts.thresholds import FAILED_POD_RECENT, HISTORY
from kubectl_sidecars.diagnose.finding import Effect, Finding, Severity
from kubectl_sidecars.diagnose.origin import DeadlineOrigin, NodeOrigin, Origin, OwnerOrigin
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.field_paths import status_path
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph
from kubectl_sidecars.diagnose.phrasing.quotes import quoted, says
from kubectl_sidecars.diagnose.phrasing.words import clock, verb, who
from kubectl_sidecars.diagnose.reasons import Reason, from_server
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.lifecycle.restarts import succeeded
from kubectl_sidecars.model import ContainerType, condition, controller, is_true, workload
from kubectl_sidecars.sentences import span


def failed(subject: Subject) -> Iterator[Finding]:
    """A pod that failed for good, by the container whose exit decided it; exits of native sidecars never count."""
    if not _is_failed(subject) or subject.pod.status.reason or is_true(subject.pod, "DisruptionTarget"):
        return
    from kubectl_sidecars.diagnose.facts.tekton import is_skipped  # noqa: PLC0415 - few pods need it

    failures = [each for each in subject.containers if (state := _failure(each)) is not None and not is_skipped(state)]
    for container in failures or subject.containers:
        state = _failure(container)
        if state is not None:
            yield _failed(subject, container, state)


def _failure(container: Assessment) -> Terminated | None:
    """The end of a container that decides over the pod, if it is a failure."""
    state, counts = container.view.state, container.view.type in (ContainerType.INIT, ContainerType.CONTAINER)
    return state if counts and isinstance(state, Terminated) and not succeeded(container.view.type, state) else None


def _is_failed(subject: Subject) -> bool:
    return subject.pod.status.phase == "Failed"


def weight(subject: Subject) -> tuple[Severity, str]:
    """The severity of a failed pod, and a sentence that says why: its Job may have succeeded since, or try again."""
    if subject.of_job:
        return standing(subject, _ended_at(subject))
    later = done_later(subject)
    if later is not None:
        does = "has done the same work" if later.status.phase == "Succeeded" else "goes on with its work"
        return Severity.NOTICE, f"A later pod {does}: {later.metadata.name}."
    if controller(subject.pod.metadata) is not None:  # its owner has made another one
        recent = subject.within(_ended_at(subject), FAILED_POD_RECENT) and not is_whole(subject)
        return (Severity.WARNING if recent else Severity.NOTICE), ""
    if not subject.within(_ended_at(subject), HISTORY.total_seconds()):
        return Severity.NOTICE, "That is history."
    return Severity.CRITICAL, ""


def _failed(subject: Subject, container: Assessment, state: Terminated) -> Finding:
    end = ending(subject, container.view, state)
    what = crash(container, state, end, subject.pod.spec.node_name)
    severity, why = _weight_of(subject, container, state)
    log = log_of(container.name, state, previous=False)
    never = subject.once(_never_started)
    blocked = container.view.type is ContainerType.INIT and bool(never)
    at = f" at {clock(state.finished_at, subject.now)}" if state.finished_at else ""
    policy = subject.pod.spec.restart_policy
    if blocked:
        title = f"{all_called(never)} never started: {called(container.name)} {what.for_good}{what.why}."
    else:
        title = f"{called(container.name)} {what.for_good}{at}{what.why}."
    rest = f"{who(container)} is not restarted (restartPolicy {policy}): the pod has failed for good."
    return Finding(
        reason=Reason.INIT_FAILED if blocked and what.reason is Reason.EXIT_ERROR else what.reason,
        severity=severity,
        container=container.name,
        predicate=what.for_good,
        because=what.because,
        because_of_many=what.because_of_many,
        meaning=what.meaning,
        title=title,
        explanation=paragraph(rest, rules_words(container), what.detail, left(state), why),
        confidence=end.confidence,
        since=state.finished_at,
        evidence=(
            "status.phase=Failed",
            f"{status_path(subject, container)}.state.terminated.exitCode={state.exit_code}",
            *end.evidence,
        ),
        advice=what.advice,
        commands=(kubectl.logs_or_describe(subject, log, what.node),),
        log=log,
        absent=(*what.absent, *job_unread(subject)),
        origin=what.origin(container.view.spec.image),
        needs=exit_needs(subject, container, state, what.reason),
        detail=paragraph(what.detail, left(state), why),
        effect=Effect.BLOCKED if blocked else Effect.DOWN,
    )


def _weight_of(subject: Subject, container: Assessment, state: Terminated) -> tuple[Severity, str]:
    """The severity of a container that ended for good, and a sentence that says why, or ""."""
    if no_failure := spent(subject, container, state):
        return Severity.NOTICE, no_failure
    if container.view.spec.tty and controller(subject.pod.metadata) is None:
        return Severity.NOTICE, "Somebody had a terminal in it (tty): the code may be that of their last command."
    return subject.once(weight)


def _never_started(subject: Subject) -> list[str]:
    """The names of the main containers without an end."""
    return [main.name for main in subject.mains if main.view.last_terminated is None]


_DEADLINE = Reason.DEADLINE_EXCEEDED


def past_deadline(subject: Subject) -> Iterator[Finding]:
    """A pod that ran longer than its activeDeadlineSeconds allow."""
    pod = subject.pod
    if not _is_failed(subject) or pod.status.reason != _DEADLINE:
        return
    allowed = pod.spec.active_deadline_seconds
    limit = f" of {span(allowed)}" if allowed is not None else ""
    unfinished = [container.name for container in subject.mains if _cut_short(container)]
    names = f"{all_called(unfinished)} {verb(unfinished, 'was', 'were')}" if unfinished else "it was"
    message = f"The kubelet says: {quoted(pod.status.message)}." if pod.status.message else ""
    severity, why = weight(subject)
    yield Finding(
        reason=_DEADLINE,
        severity=severity,
        container="",
        subject="the pod",
        predicate="ran into its deadline",
        title=f"The pod was ended at its deadline{limit}, before {names} done.",
        explanation=paragraph(message, why),
        since=_ended_at(subject),
        evidence=(f"status.reason={_DEADLINE}", f"spec.activeDeadlineSeconds={allowed}"),
        commands=(kubectl.describe(subject),),
        absent=job_unread(subject),
        origin=DeadlineOrigin(allowed),
        effect=Effect.DOWN,
    )


def _cut_short(container: Assessment) -> bool:
    state = container.view.state
    return not (isinstance(state, Terminated) and state.exit_code == 0)


def _ended_at(subject: Subject) -> datetime | None:
    ready = condition(subject.pod, "Ready")
    return ready.last_transition_time if ready else subject.pod.status.start_time  # what is refused has no conditions


def rejected(subject: Subject) -> Iterator[Finding]:
    """A pod that the kubelet refused: resources, node affinity, topology, a device that is not there."""
    reason = subject.pod.status.reason
    if not _is_failed(subject) or not reason or reason == _DEADLINE or pod_end(subject.pod) is not None:
        return
    node, message = subject.pod.spec.node_name, says("The kubelet", subject.pod.status.message)
    cause = explained(subject.pod.status.message, node)
    started = any(container.view.last_terminated for container in subject.mains)
    did = "ended" if started else "refused"
    yield Finding(
        reason=from_server(reason),
        severity=weight(subject)[0],
        container="",
        predicate=f"{did} by its node: {reason}",
        because=cause.words if cause else "",
        because_of_many=cause.of_many if cause else "",
        title=f"The pod was {did} by node {node} ({reason}): {cause.words}."
        if cause
        else f"The pod was {did} by node {node}: {reason}.",
        explanation=paragraph(
            message,
            "This pod is not tried again.",
            aftermath(subject),
        ),
        since=_ended_at(subject),
        evidence=(f"status.reason={reason}",),
        advice=paragraph(
            cause.advice if cause else "", "" if controller(subject.pod.metadata) is not None else _CREATE_AGAIN
        ),
        commands=(kubectl.describe_node(node),),
        origin=_refusal(subject, reason),
        needs=device_needs(node, subject.pod.status.message),
        detail=message,
        effect=Effect.DOWN,
    )


_CREATE_AGAIN = "Delete the pod and create it again, once its node can run it."
_OWN = frozenset(
    {
        "AppArmor",
        "InitContainerRestartPolicyForbidden",
        "PodOSNotSupported",
        "PodOSSelectorNodeLabelDoesNotMatch",
        "SupplementalGroupsPolicyNotSupported",
        "SysctlForbidden",
    }
)
"""Refusals for what the pod asks of any node (pkg/kubelet/lifecycle and sysctl, v1.37)."""


def _refusal(subject: Subject, reason: str) -> Origin:
    """The origin of a refusal: the workload where its pods ask for what is not allowed, else the node."""
    if reason not in _OWN:
        return NodeOrigin(subject.pod.spec.node_name, from_server(reason))
    owner = str(workload(subject.pod, subject.around)) or subject.pod.metadata.name
    return OwnerOrigin(subject.pod.metadata.namespace, owner, from_server(reason))
