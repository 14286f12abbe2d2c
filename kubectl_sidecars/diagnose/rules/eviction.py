"""Pods that were ended to make room: by whom, and which container used too much."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from kubectl_sidecars.api import Event
from kubectl_sidecars.container_names import all_called, called
from kubectl_sidecars.diagnose.facts.dependencies import eviction_needs
from kubectl_sidecars.diagnose.facts.events import evidence, pod_event
from kubectl_sidecars.diagnose.facts.owner_status import aftermath, is_whole
from kubectl_sidecars.diagnose.facts.pod_end import PodEnd, pod_end
from kubectl_sidecars.diagnose.facts.thresholds import EVICTION_RECENT, HISTORY, NOTABLE_USE, PRESSURE_SPELL
from kubectl_sidecars.diagnose.faults import Fault
from kubectl_sidecars.diagnose.finding import Effect, Finding, Severity
from kubectl_sidecars.diagnose.origin import ImageOrigin, NodeOrigin, Origin, OwnerOrigin
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph
from kubectl_sidecars.diagnose.phrasing.quotes import quoted
from kubectl_sidecars.diagnose.phrasing.words import verb
from kubectl_sidecars.diagnose.reasons import from_server
from kubectl_sidecars.diagnose.rules.disruption import moved
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.durations import later
from kubectl_sidecars.model import condition, controller, workload
from kubectl_sidecars.patterns import on_demand
from kubectl_sidecars.quantity import parse_quantity, quantity
from kubectl_sidecars.snapshot import last_seen

_RESOURCE = on_demand(r"low on resource: ([\w./-]*\w)")
_CONDITION = on_demand(r"had condition: \[([^\]]+)\]")
_OVER = on_demand(r"[Cc]ontainer ([\w.-]+) exceeded its local ephemeral storage limit \"?([\w.]+)")
_POD_OVER = on_demand(r"Pod ephemeral local storage usage exceeds the total limit of containers ([\w.]*\w)")
_VOLUME = on_demand(r'Usage of EmptyDir volume "([^"]+)" exceeds the limit "([^"]+)"')
_CONTAINER = on_demand(
    r"[Cc]ontainer ([\w.-]+) was using ([\w.]+), (?:request is|which exceeds its request of) ([\w.]*\w)"
)
_THRESHOLD = on_demand(r"Threshold quantity: ([\w.]*\w)")
"""The messages of pkg/kubelet/eviction/helpers.go, v1.37; the request was worded otherwise before v1.28."""
_NODE_WORDS = {
    "Preempting": "the pod was ended to let a critical pod in",
    "Terminated": "the pod was ended, its node was shut down",
    "Shutdown": "the pod was ended, its node was shut down",
    "NodeShutdown": "the pod was refused, its node was shutting down",
    "NodeLost": "the pod was ended, its node was lost",
}
"""Reasons of pkg/kubelet/preemption and nodeshutdown, v1.37, and of older node controllers."""
_WITH_NODE = frozenset({"Terminated", "Shutdown", "NodeShutdown", "NodeLost"})


class _Why(msgspec.Struct, frozen=True):
    """Words of the kubelet's message: `culprit` is a sentence about `container`; `origin` is what pods share.

    `predicate` follows the name of the container; without one it is the whole summary."""

    predicate: str
    origin: Origin
    container: str = ""
    culprit: str = ""
    advice: str = ""
    resource: str = ""


def evicted(subject: Subject) -> Iterator[Finding]:
    """A pod that was evicted, preempted or ended with its node, with the container that used most."""
    end = pod_end(subject.pod)
    if end is None:
        yield from moved(subject)
        return
    event = pod_event(subject, "Evicted", "Preempting", "Preempted")
    itself = _by_itself(subject, end)
    why = itself or _by_its_node(subject, end, event)
    when = _when(subject, event)
    for_what = f" for {why.resource}" if why.resource else ""
    message = f"The kubelet says: {quoted(end.message)}." if end.message else ""
    hidden = f"Only the condition DisruptionTarget records that; kubectl shows {subject.columns.status}."
    yield Finding(
        reason=from_server(end.reason),
        severity=_severity(subject, end, why, when, again=itself is not None),
        container=why.container,
        predicate=why.predicate,
        title=f"The pod was ended by node {subject.pod.spec.node_name}{for_what} ({end.reason}).",
        explanation=paragraph(why.culprit, message, hidden if end.only_condition else "", aftermath(subject)),
        since=when,
        evidence=(end.evidence, *((evidence(event),) if event else ())),
        advice=why.advice,
        commands=(kubectl.describe_node(subject.pod.spec.node_name),),
        origin=why.origin,
        needs=eviction_needs(subject.pod.spec.node_name, end.reason, why.resource),
        effect=Effect.DOWN,
    )


def _by_itself(subject: Subject, end: PodEnd) -> _Why | None:
    """A pod that wrote more than its own limits allow: on any node."""
    message = end.message
    image = {container.name: container.view.spec.image for container in subject.containers}
    namespace = subject.pod.metadata.namespace
    owner = str(workload(subject.pod, subject.around)) or subject.pod.metadata.name
    if found := _VOLUME().search(message):
        name, limit = found[1], found[2]
        return _Why(
            f"volume {name} outgrew its sizeLimit of {limit}",
            OwnerOrigin(namespace, owner, Fault.VOLUME, name),
            culprit=f"emptyDir volume {name} holds more than its sizeLimit of {limit}.",
            advice=f"Raise the sizeLimit of {name}, or write less to it.",
        )
    if found := _OVER().search(message):
        name, limit = found[1], found[2]
        return _Why(
            "got the pod evicted for ephemeral-storage",
            ImageOrigin(image.get(name, ""), Fault.EPHEMERAL_STORAGE),
            name,
            f"{called(name)} wrote more to its file system and logs than its ephemeral-storage limit of {limit}.",
            f"Raise the ephemeral-storage limit of {called(name)}, or write to a volume.",
        )
    if found := _POD_OVER().search(message):
        return _over_limits(subject, found[1], OwnerOrigin(namespace, owner, Fault.EPHEMERAL_STORAGE))
    return None


def _over_limits(subject: Subject, limit: str, origin: OwnerOrigin) -> _Why:
    """All containers together wrote more than the sum of those limits that are set (localStorageEviction, v1.37)."""
    counted = [each for each in subject.containers if each.view.runs_with_pod]
    limited = [each.name for each in counted if quantity(each.view.spec.resources.limits, "ephemeral-storage")]
    free = [each.name for each in counted if each.name not in limited]
    if not limited or not free:
        return _Why(
            f"its containers wrote more than their ephemeral-storage limits of {limit}",
            origin,
            advice="Raise the ephemeral-storage limits, or write less: logs and emptyDir volumes count too.",
        )
    of, others = all_called(limited), all_called(free)
    alone = f"That limit is {of}'s alone: {others} {verb(free, 'sets', 'set')} none, and the kubelet"
    return _Why(
        f"its containers wrote more than the ephemeral-storage limit of {of}, {limit}",
        origin,
        culprit=f"{alone} holds all containers of a pod together to the sum of the limits that are set.",
        advice=f"Raise the ephemeral-storage limit of {of}, or set limits for {others} too.",
    )


def _by_its_node(subject: Subject, end: PodEnd, event: Event | None) -> _Why:
    node = subject.pod.spec.node_name
    resource = _RESOURCE().search(end.message)
    starved = resource[1] if resource else event.metadata.annotations.get("starved_resource", "") if event else ""
    origin = NodeOrigin(node, from_server(end.reason), starved)
    if end.reason != "Evicted":
        return _Why(_NODE_WORDS.get(end.reason, f"the pod was ended by its node: {end.reason}"), origin)
    if found := _CONDITION().search(end.message):
        return _Why(f"the pod was refused by its node: {found[1]}", NodeOrigin(node, from_server(end.reason), found[1]))
    container, used = _offender(subject, end, event, starved)
    of = f" for {starved}" if starved else ""
    if not container:
        return _Why(f"the pod was evicted{of}", origin, culprit=used, resource=starved)
    return _Why(
        f"got the pod evicted{of}",
        origin,
        container,
        f"{called(container)} {used}.",
        f"Raise the request of {called(container)} to what it uses, or bound it by a limit.",
        starved,
    )


def _severity(subject: Subject, end: PodEnd, why: _Why, when: datetime | None, *, again: bool) -> Severity:
    """A pod without an owner is gone for good. What went with its node does not come again; what
    outgrew its own limits does (`again`), though its owner may be whole for now."""
    if controller(subject.pod.metadata) is None:
        old = when is not None and subject.now - when > HISTORY
        return Severity.NOTICE if old else Severity.CRITICAL
    if not why.container and _is_node_short(subject, why.resource, when):
        return Severity.NOTICE
    if end.reason in _WITH_NODE or (is_whole(subject) and not again):
        return Severity.NOTICE
    return Severity.WARNING if when is None or subject.within(when, EVICTION_RECENT) else Severity.NOTICE


def _is_node_short(subject: Subject, resource: str, when: datetime | None) -> bool:
    """True if the node is still under the pressure: the cause of the node counts the pods that were evicted for it."""
    for short in subject.node.status.conditions if subject.node is not None else ():
        if short.type == _PRESSURE.get(resource) and short.status == "True":
            began = short.last_transition_time
            return when is None or began is None or when >= later(began, -PRESSURE_SPELL)
    return False


_PRESSURE = {
    "memory": "MemoryPressure",
    "ephemeral-storage": "DiskPressure",
    "inodes": "DiskPressure",
    "pids": "PIDPressure",
}
"""Resources that a node is short of, and its conditions (pkg/kubelet/eviction/helpers.go, v1.37)."""


def _offender(subject: Subject, end: PodEnd, event: Event | None, starved: str) -> tuple[str, str]:
    """The container that used most over its request, and how much: from the message, else from the event's annotations.

    Without a container where even that was little of what the node was short of, and a sentence that says so."""
    if found := _CONTAINER().findall(end.message):
        name, usage, request = max(found, key=lambda each: _amount(each[1]) - _amount(each[2]))
        threshold = _THRESHOLD().search(end.message)
        if threshold and _amount(usage) - _amount(request) < _amount(threshold[1]) * NOTABLE_USE:
            return "", f"{called(name)} used {usage} alone: what filled the node is another's."
        return name, f"used {usage}, its request is {request}"
    notes = event.metadata.annotations if event else {}
    names = [name for name in notes.get("offending_containers", "").split(",") if name]
    usages = notes.get("offending_containers_usage", "").split(",")
    if not names or len(names) != len(usages):
        return (names[0], "used more than it requests") if names else ("", "")
    requests = {
        container.name: quantity(container.view.spec.resources.requests, starved) or 0.0
        for container in subject.containers
    }
    name, usage = max(zip(names, usages, strict=True), key=lambda each: _amount(each[1]) - requests.get(each[0], 0))
    return name, f"used {usage}"


def _amount(text: str) -> float:
    return parse_quantity(text) or 0.0


def _when(subject: Subject, event: Event | None) -> datetime | None:
    if event is not None:
        return last_seen(event)
    target = condition(subject.pod, "DisruptionTarget")
    ready = target or condition(subject.pod, "Ready")
    return ready.last_transition_time if ready else subject.pod.status.start_time
