"""Agents of a node that are still starting: who waits for them waits rightly."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from datetime import timedelta
from typing import NamedTuple

from kubectl_sidecars.api import Pod, Probe, Running, Terminated, Waiting
from kubectl_sidecars.classify.known_container import ServiceKind, ServiceName
from kubectl_sidecars.diagnose.facts.container_needs import known_needs
from kubectl_sidecars.diagnose.facts.served import may_serve_node, serving
from kubectl_sidecars.diagnose.facts.startup_budget import outlasts_budget
from kubectl_sidecars.diagnose.facts.thresholds import DELETION_LATE, INIT_WORK_LONG, READY_LATE
from kubectl_sidecars.diagnose.needs import AgentNeed
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.lifecycle.gates import NOT_CREATED
from kubectl_sidecars.model import ContainerType, containers
from kubectl_sidecars.object_keys import key

MOST_LINKS = 3
"""Agents in a row that wait for each other: driver, toolkit, device plugin."""


class Coming(NamedTuple):
    """An agent that is still starting: its container and its pod, by name."""

    container: str
    pod: str


def coming_agent(subject: Subject, container: Assessment, most: int = MOST_LINKS) -> Coming | None:
    """The agent of its node that a known container waits for, where that one is starting and has not failed yet; None
    if it waits for none, or if the agent is up, fails or takes too long."""
    services = {
        service
        for need in known_needs(subject, container)
        if isinstance(need, AgentNeed) and container.judgement.known and container.judgement.known.needs
        for service in need.services
    }
    return _coming(subject, services, most) if services and most else None


def coming_server(subject: Subject, probe: Probe) -> Coming | None:
    """The agent of its node that a probe asks by the address of the node, as the guards of OpenShift do, while that is
    starting for the first time or ends to be made again; None for another probe and another agent."""
    asked = asked_host(subject, probe)
    if asked is None or asked.node != subject.pod.status.host_ip:
        return None
    return _coming(subject, set(asked.services), MOST_LINKS)


def asked_host(subject: Subject, probe: Probe) -> AgentNeed | None:
    """The port of another host that a probe asks; None for a probe that asks the pod itself."""
    action = probe.http_get or probe.tcp_socket
    if action is None or not action.host or not isinstance(action.port, int):
        return None
    if action.host.startswith("127.") or action.host in ("localhost", "::1", subject.pod.status.pod_ip):
        return None
    return AgentNeed(action.host, (ServiceName(ServiceKind.PORT, str(action.port)),))


def _coming(subject: Subject, services: AbstractSet[ServiceName], most: int) -> Coming | None:
    for pod in subject.around.whereabouts.on_node.get(subject.pod.spec.node_name, ()):
        if pod is subject.pod or not may_serve_node(pod):
            continue
        other = Subject(pod, containers(pod), subject.around.events.get(key(pod), ()), subject.around, subject.roles)
        for served in serving(other):
            if served.service in services and _is_under_way(other, served.container, most - 1):
                return Coming(served.container, pod.metadata.name)
    return None


def _is_under_way(subject: Subject, container: str, most: int) -> bool:
    """True if the agent starts, or is being ended by its kubelet in time: then a new one follows."""
    until = subject.pod.metadata.deletion_timestamp
    if until is not None:
        return subject.now - until <= timedelta(seconds=DELETION_LATE)
    return _is_coming(subject, subject.by_name[container], most)


def _is_coming(subject: Subject, agent: Assessment, most: int) -> bool:
    """True if the agent starts for the first time, within the time that its probe or its init containers have."""
    if not subject.is_live or any(each.view.restart_count for each in subject.containers):
        return False
    state = agent.view.state
    if isinstance(state, Running):
        if agent.view.spec.startup_probe is not None and not agent.view.is_started:
            return not outlasts_budget(subject, agent.view)
        return not agent.view.is_ready and _within(subject, state, READY_LATE)
    if not isinstance(state, Waiting) or state.reason not in NOT_CREATED:
        return False
    inits = [each for each in subject.containers if each.view.type is ContainerType.INIT]
    running = next((each for each in inits if isinstance(each.view.state, Running)), None)
    if running is not None:
        return coming_agent(subject, running, most) is not None or _within(subject, running.view.state, INIT_WORK_LONG)
    failed = any(isinstance(each.view.state, Terminated) and each.view.state.exit_code for each in inits)
    return not failed and _is_young(subject.pod, subject)


def _within(subject: Subject, state: object, seconds: float) -> bool:
    return isinstance(state, Running) and subject.within(state.started_at, seconds)


def _is_young(pod: Pod, subject: Subject) -> bool:
    return subject.within(pod.metadata.creation_timestamp, READY_LATE)
