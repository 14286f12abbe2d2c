"""The pods that are touched by a change of other pods.

Each function returns None if the change touches no pod; else a function that is True for the pods that it touches, of
those that read such a thing at all."""

from __future__ import annotations

from collections.abc import Iterator

from kubectl_sidecars.api import ContainerStatus, Pod, Service
from kubectl_sidecars.cached import once
from kubectl_sidecars.diagnose.facts.filling import may_fill
from kubectl_sidecars.diagnose.facts.served import may_serve_node
from kubectl_sidecars.diagnose.facts.standby_signs import tells_role
from kubectl_sidecars.diagnose.facts.start_times import seconds_to_ready
from kubectl_sidecars.model import controller, is_true
from kubectl_sidecars.object_keys import key
from kubectl_sidecars.patterns import on_demand
from kubectl_sidecars.pod_work import done_by, work
from kubectl_sidecars.report.differences import Change, changed
from kubectl_sidecars.report.which_pods import OfPod


def later_work(change: Change) -> OfPod | None:
    """The pods whose work another one has done, or goes on with."""
    works = {of for pod in change.both_pods() if (of := done_by(pod)) is not None}
    return (lambda pod: work(pod) in works) if works else None


def standbys(change: Change) -> OfPod | None:
    """The pods of a namespace in which a pod with a role has become ready, or is so no more, or has another role."""
    others = (pair for pair in change.pods if _role(pair[0]) != _role(pair[1]))
    namespaces = {pod.metadata.namespace for pair in others for pod in pair if pod is not None and tells_role(pod)}
    return (lambda pod: pod.metadata.namespace in namespaces) if namespaces else None


def _role(pod: Pod | None) -> tuple[object, ...]:
    """The values of a pod that decide if another one is a standby."""
    if pod is None:
        return ()
    meta = pod.metadata
    return is_true(pod, "Ready"), pod.is_over, meta.deletion_timestamp is None, meta.labels, pod.spec


def start_times(change: Change) -> OfPod | None:
    """The pods that are given as much time to become ready as a pod of their owner took."""
    others = (pair for pair in change.pods if _took(pair[0]) != _took(pair[1]))
    owners = {above.uid for pair in others for pod in pair if pod and (above := controller(pod.metadata)) is not None}
    return (lambda pod: _owner(pod) in owners) if owners else None


def _took(pod: Pod | None) -> float | None:
    return seconds_to_ready(pod) if pod is not None else None


def _owner(pod: Pod) -> str:
    above = controller(pod.metadata)
    return above.uid if above is not None else ""


def agents(change: Change) -> OfPod | None:
    """The pods of a node of which an agent changed."""
    nodes = once(change, places_of_agents)
    return (lambda pod: pod.spec.node_name in nodes) if nodes else None


def places_of_agents(change: Change) -> set[str]:
    """The nodes of which a pod changed, or events about it, that others of the node may depend on."""
    found = {pod.spec.place for pod in change.both_pods() if may_serve_node(pod)}
    pods = change.new.pods
    found.update(pods[each].spec.place for each in change.events if each in pods and may_serve_node(pods[each]))
    return found


def fillers(change: Change) -> OfPod | None:
    """All pods, if one changed that may fill a volume claim."""
    return (lambda _: True) if any(map(may_fill, change.both_pods())) else None


def room(change: Change) -> OfPod | None:
    """The pods without a node for which others make room now, or do so no more. That may change where one is to go, or
    has gone, where another one waits for room or has found it, and with the owner of one of these."""
    old, new = change.old, change.new
    are_owners_same = old.replica_sets is new.replica_sets and old.jobs is new.jobs
    if are_owners_same and not any(pod.is_leaving or not pod.spec.node_name for pod in change.both_pods()):
        return None
    from kubectl_sidecars.diagnose.facts.leaving import shares  # noqa: PLC0415 - most updates do not need it

    before, after = once(old, shares), once(new, shares)
    others = {each for each in before.keys() | after.keys() if before.get(each) != after.get(each)}
    return (lambda pod: key(pod) in others) if others else None


def addresses(change: Change) -> OfPod | None:
    """All pods, if a Service has another address or node port; the pods that name the address of a pod, if that is
    another one now."""
    if _has_other_services(change):
        return lambda _: True
    moved = (pair for pair in change.pods if _address(pair[0]) != _address(pair[1]))
    found = {_address(pod) for pair in moved for pod in pair} - {""}
    if not found:
        return None
    return lambda pod: any(not found.isdisjoint(_IP().findall(text)) for text in _texts(pod, change))


_IP = on_demand(r"(?:\d{1,3}\.){3}\d{1,3}|(?<=\[)[0-9a-f:]+(?=\])")
"""An address in a message; one of IPv6 is in brackets before a port."""


def _has_other_services(change: Change) -> bool:
    """True if a Service came, went or has another address or node port."""
    old, new = change.old.services, change.new.services
    return any(_ports(old.get(each)) != _ports(new.get(each)) for each in changed(old, new))


def _ports(service: Service | None) -> tuple[str | int, ...]:
    spec = None if service is None else service.spec
    return () if spec is None else (spec.cluster_ip, *(port.node_port for port in spec.ports))


def _address(pod: Pod | None) -> str:
    """The address by which others know the pod; "" without one."""
    return "" if pod is None or pod.spec.host_network or pod.is_over else pod.status.pod_ip


def _texts(pod: Pod, change: Change) -> Iterator[str]:
    """The messages of a pod, in which the address of another one may stand: its last words, and those of its node."""
    for status in (*pod.status.init_container_statuses, *pod.status.container_statuses):
        yield from _messages(status)
    for event in change.new.events.get(key(pod), ()):
        yield event.message


def _messages(status: ContainerStatus) -> Iterator[str]:
    for state in (status.state, status.last_state):
        if state.terminated is not None:
            yield state.terminated.message
        if state.waiting is not None:
            yield state.waiting.message


def preemptor(change: Change) -> OfPod | None:
    """The pods that were to go for a pod which has come, or is gone."""
    others = (pair for pair in change.pods if None in pair)
    names = {key(pod) for pair in others for pod in pair if pod is not None}
    if not names:
        return None
    events = change.new.events
    return lambda pod: any(not names.isdisjoint(event.message.split()) for event in events.get(key(pod), ()))
