"""Pods that were ended to make room: by whom, and which container used too much."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from kubectl_sidecars.api import Event
from kubectl_sidecars.diagnose import commands
from kubectl_sidecars.diagnose.events import evidence, pod_event
from kubectl_sidecars.diagnose.finding import Effect, Finding, Severity, Subject
from kubectl_sidecars.diagnose.paths import condition_evidence
from kubectl_sidecars.diagnose.quantities import quantity
from kubectl_sidecars.diagnose.words import quoted
from kubectl_sidecars.model import condition, controller
from kubectl_sidecars.snapshot import moment

EVICTIONS = frozenset({"Evicted", "Preempting", "Terminated", "NodeShutdown", "Shutdown", "NodeLost"})
"""Reasons of a pod that was ended for the sake of its node or of another pod (kubelet, v1.37)."""

_BY = {
    "PreemptionByScheduler": "the scheduler, for a pod of higher priority",
    "DeletionByTaintManager": "a NoExecute taint of its node",
    "EvictionByEvictionAPI": "the eviction API (kubectl drain, a rollout of nodes, an autoscaler)",
    "DeletionByPodGC": "the pod garbage collector, for its node is gone",
    "TerminationByKubelet": "the kubelet: node pressure, a critical pod, or the node's shutdown",
}
"""Reasons of the condition DisruptionTarget (core/v1 types.go, v1.37)."""
DISRUPTIONS = frozenset({*_BY, "DisruptionTarget"})
"""Reasons of the findings of a pod that is being moved away."""

_RESOURCE = re.compile(r"low on resource: ([\w./-]*\w)")
_OVER = re.compile(r"[Cc]ontainer ([\w.-]+) exceeded its local ephemeral storage limit \"?([\w.]+)")
_VOLUME = re.compile(r'Usage of EmptyDir volume "([^"]+)" exceeds the limit "([^"]+)"')
_CONTAINER = re.compile(r"[Cc]ontainer ([\w.-]+) was using ([\w.]+), request is ([\w.]+)")
RECENT = 3600


def evicted(subject: Subject) -> Iterator[Finding]:
    """A pod that was evicted, preempted or ended with its node, with the container that used most."""
    status = subject.pod.status
    if status.phase != "Failed" or status.reason not in EVICTIONS or subject.is_deleting:
        return
    event = pod_event(subject, "Evicted", "Preempting", "Preempted")
    resource = _RESOURCE.search(status.message)
    starved = resource[1] if resource else event.metadata.annotations.get("starved_resource", "") if event else ""
    container, used = _offender(subject, event, starved)
    of = f" for {starved}" if starved else ""
    summary = f"{container} got the pod evicted{of}" if container else f"the pod was evicted{of}"
    volume = _VOLUME.search(status.message)
    if volume is not None:
        summary = f"volume {volume[1]} outgrew its sizeLimit of {volume[2]}"
    if status.reason != "Evicted":
        summary = f"the pod was ended by its node: {status.reason}"
    when = _when(subject, event)
    title = f"The pod was ended by node {subject.pod.spec.node_name}{of} ({status.reason})."
    culprit = f"{container} {used}." if container else ""
    yield Finding(
        reason=status.reason,
        severity=_severity(subject, when),
        container=container,
        summary=summary,
        message=" ".join(
            word
            for word in (title, culprit, f"The kubelet says: {quoted(status.message)}." if status.message else "")
            if word
        ),
        since=when,
        evidence=(f"status.reason={status.reason}", *((evidence(event),) if event else ())),
        advice=f"Raise the request of {container} to what it uses, or bound it by a limit." if container else "",
        commands=(commands.describe_node(subject.pod.spec.node_name),),
        origin=("node", subject.pod.spec.node_name, status.reason, starved),
        title=title,
        effect=Effect.DOWN,
    )


def _severity(subject: Subject, when: datetime | None) -> Severity:
    """A pod without an owner is gone for good: nobody makes it anew."""
    if controller(subject.pod.metadata) is None:
        return Severity.CRITICAL
    return Severity.WARNING if when is None or subject.within(when, RECENT) else Severity.NOTICE


def _offender(subject: Subject, event: Event | None, starved: str) -> tuple[str, str]:
    """The container that used most over its request: from the message, else from the event's annotations."""
    message = subject.pod.status.message
    if found := _CONTAINER.findall(message):
        name, usage, request = max(found, key=lambda each: _amount(each[1]) - _amount(each[2]))
        return name, f"used {usage}, its request is {request}"
    if over := _OVER.search(message):
        return over[1], f"wrote more to its file system and logs than its ephemeral-storage limit of {over[2]}"
    notes = event.metadata.annotations if event else {}
    names = [name for name in notes.get("offending_containers", "").split(",") if name]
    usages = notes.get("offending_containers_usage", "").split(",")
    if not names or len(names) != len(usages):
        return names[0] if names else "", ""
    requests = {life.name: quantity(life.view.spec.resources.requests, starved) for life in subject.containers}
    name, usage = max(zip(names, usages, strict=True), key=lambda each: _amount(each[1]) - requests.get(each[0], 0))
    return name, f"used {usage}"


def _amount(text: str) -> float:
    return quantity({"": text}, "")


def _when(subject: Subject, event: Event | None) -> datetime | None:
    if event is not None:
        return moment(event)
    target = condition(subject.pod, "DisruptionTarget")
    ready = target or condition(subject.pod, "Ready")
    return ready.last_transition_time if ready else subject.pod.status.start_time


def disrupted(subject: Subject) -> Iterator[Finding]:
    """A pod that is being moved away: who asked for it."""
    target = condition(subject.pod, "DisruptionTarget")
    if target is None or target.status != "True" or subject.is_over:
        return
    by = _BY.get(target.reason, target.reason)
    title = f"The pod is being ended by {by}."
    yield Finding(
        reason=target.reason or "DisruptionTarget",
        severity=Severity.NOTICE,
        container="",
        summary=f"being ended by {by}"[:60],
        message=f"{title} {target.message}".strip(),
        since=target.last_transition_time,
        evidence=(condition_evidence(target),),
        commands=(commands.describe(subject),),
        title=title,
    )
