"""Signals of helpers in ports, addresses, environment and rights."""

from __future__ import annotations

from collections.abc import Iterator

from kubectl_sidecars.classify import weights
from kubectl_sidecars.classify.beside import Beside
from kubectl_sidecars.classify.context import (
    LOCAL_PORT,
    ContainerContext,
    PodContext,
)
from kubectl_sidecars.classify.evidence import Evidence, Kind
from kubectl_sidecars.classify.judgement import Role
from kubectl_sidecars.classify.signals.names import tokens
from kubectl_sidecars.classify.signals.reverse_proxy import forwards_locally
from kubectl_sidecars.classify.signals.words import HELPER_WORDS
from kubectl_sidecars.patterns import on_demand

_PORTS: dict[int, tuple[Role, str]] = {
    **dict.fromkeys((15001, 15006, 15020, 15021, 15090, 4143, 4191, 20600), (Role.AMBASSADOR, "mesh-dataplane")),
    **dict.fromkeys((9901, 3128), (Role.AMBASSADOR, "proxy")),
    **dict.fromkeys((4180, 44180), (Role.AMBASSADOR, "auth-proxy")),
    **dict.fromkeys((8181, 9191, 8282), (Role.AMBASSADOR, "authz-sidecar")),
    **dict.fromkeys((6432, 6033), (Role.AMBASSADOR, "db-proxy")),
    **dict.fromkeys((4317, 4318, 13133, 55679), (Role.ADAPTER, "telemetry-collector")),
    **dict.fromkeys((5775, 5778, 6831, 6832, 14271), (Role.ADAPTER, "tracing-agent")),
    **dict.fromkeys((8125, 8126), (Role.ADAPTER, "telemetry-collector")),
    **dict.fromkeys((2020, 24224, 8686, 5044), (Role.ADAPTER, "log-shipping")),
    **dict.fromkeys(
        (9102, 9104, 9113, 9114, 9115, 9117, 9121, 9127, 9150, 9187, 9216, 9253, 9308, 9419, 7777, 5556),
        (Role.ADAPTER, "metrics-exporter"),
    ),
    **dict.fromkeys((9808, 9809, 9898), (Role.STORAGE, "csi-helper")),
}
_CALLED: dict[int, tuple[Role, str, float]] = {
    **dict.fromkeys((6379, 11211), (Role.AMBASSADOR, "cache", weights.CALLED_BY_NEIGHBOUR)),
    **dict.fromkeys((8500, 8761, 8848), (Role.AMBASSADOR, "service-discovery", weights.CALLED_BY_NEIGHBOUR)),
    **dict.fromkeys((5432, 3306, 27017, 1433), (Role.AMBASSADOR, "db-proxy", weights.CALLED_ON_DATABASE_PORT)),
}
"""By port: the role, task and weight of a container that a neighbour reaches there."""
_METRICS = on_demand(r"metrics|exporter|prom|monitoring")
_SIGNALS = frozenset({"PROCESS_TO_SIGNAL", "RELOAD_URL", "RELOAD_SIGNAL", "WEBHOOK_RELOAD_URL"})
_UPSTREAM = on_demand(r"UPSTREAM|BACKEND|TARGET|PROXY_PASS|FORWARD|ORIGIN")
_CONTROLS = frozenset({"NET_ADMIN", "NET_RAW"})


def by_port(container: ContainerContext) -> Iterator[Evidence]:
    """A port that well-known helpers listen on; 9090 alone says nothing."""
    for port in container.spec.ports:
        known = _PORTS.get(port.container_port)
        if known:
            yield Evidence(*known, weights.KNOWN_PORT, Kind.PORT, f"port {port.container_port}")


def by_metrics_port(container: ContainerContext) -> Iterator[Evidence]:
    """All its ports are for metrics."""
    ports = container.spec.ports
    if ports and all(_METRICS().search(port.name) for port in ports):
        words = f"port {ports[0].name} alone"
        yield Evidence(Role.ADAPTER, "metrics-exporter", weights.METRICS_PORT_ALONE, Kind.PORT, words)


def by_callers(container: ContainerContext) -> Iterator[Evidence]:
    """Another container reaches one of its ports on localhost. A proxy's upstream is no proxy."""
    listens = {*map(str, container.ports), *_LISTENS().findall(container.argv)}
    if not listens:
        return
    found: list[tuple[int, Evidence]] = []
    callers = container.pod.once(_callers)
    for port in listens:
        if first := callers.first(port, container):
            other, place = first
            role, task, weight = _CALLED.get(int(port)) or (*_PORTS.get(int(port), _PROXY), _CALLER)
            words = f"{other.name} reaches it on localhost:{port}"
            found.append((place, Evidence(role, task, weight, Kind.ADDRESS, words)))
    found.sort(key=lambda each: (-each[1].weight, each[1].role, each[1].task, each[0]))
    yield from (evidence for _, evidence in found[:1])


def _callers(pod: PodContext) -> Beside[str, int]:
    """By local port: who reaches it and does not listen there itself; with a number that grows from call to call."""
    return Beside((port, other, place) for place, (port, other) in enumerate(_calls(pod)))


def _calls(pod: PodContext) -> Iterator[tuple[str, ContainerContext]]:
    for container in pod.running:
        if container.calls_localhost and not is_adapter(container) and not forwards_locally(container.argv):
            own = frozenset(_LISTENS().findall(container.argv))
            yield from ((port, container) for port in LOCAL_PORT.findall(container.values) if port not in own)


_LISTENS = on_demand(r"--?(?:listen|bind|address|addr|port|http)[\w.-]*[= ](?:\w+://)?[\w.\[\]]*:?(\d{2,5})\b")
"""A port on which a command line says that it listens."""
_PROXY = (Role.AMBASSADOR, "proxy")
_CALLER = weights.CALLED_BY_NEIGHBOUR


def is_adapter(container: ContainerContext) -> bool:
    """True if its name is that of an adapter: the container that it reads from is no proxy for that."""
    words = {*tokens(container.name), *tokens(container.image.base)}
    return any(HELPER_WORDS[word][0] is Role.ADAPTER for word in words if word in HELPER_WORDS)


_REGISTERS = on_demand(
    r"--?(?:registry|discovery)[\w.-]*[= ](?:\w+://)?(?:eureka|consul|nacos|zookeeper|zk|etcd)\b"
    r"|--?(?:eureka|consul|nacos)[\w.-]*[= ]"
)


def _ports(pod: PodContext) -> frozenset[int]:
    """All ports of the running containers."""
    return frozenset(port for container in pod.running for port in container.ports)


_NUMBER = on_demand(r"(?<=[= :])\d{2,5}\b")


def by_registry(container: ContainerContext) -> Iterator[Evidence]:
    """It registers with a service registry; an app may do so itself, unless it names a neighbour's port."""
    if not _REGISTERS().search(container.argv):
        return
    of_others = container.pod.once(_ports) - container.ports
    named = next((number for number in _NUMBER().findall(container.argv) if int(number) in of_others), "")
    words = f"registers port {named} of a neighbour" if named else "talks to a service registry"
    weight = weights.REGISTERS_NEIGHBOUR if named else weights.REGISTERS
    yield Evidence(Role.AMBASSADOR, "service-discovery", weight, Kind.COMMAND, words)


def by_upstream(container: ContainerContext) -> Iterator[Evidence]:
    """A variable for its upstream holds a local address."""
    for variable in container.spec.env:
        if _UPSTREAM().search(variable.name) and LOCAL_PORT.search(variable.value):
            words = f"{variable.name} is a local address"
            yield Evidence(Role.AMBASSADOR, "proxy", weights.UPSTREAM_IN_ENVIRONMENT, Kind.ENVIRONMENT, words)
            return


def by_local_source(container: ContainerContext) -> Iterator[Evidence]:
    """It has a metrics port and reads from a local port: an exporter of its neighbour."""
    if any(_METRICS().search(port.name) or port.container_port in _PORTS for port in container.spec.ports):
        found = LOCAL_PORT.search(container.values)
        if found:
            words = f"reads from localhost:{found[1]}"
            yield Evidence(Role.ADAPTER, "metrics-exporter", weights.READS_LOCAL_PORT, Kind.ADDRESS, words)


def by_serving_neighbour(container: ContainerContext) -> Iterator[Evidence]:
    """It calls itself a sidecar, and calls a neighbour on localhost."""
    if "sidecar" in tokens(container.name) and container.calls_localhost:
        words = "a sidecar that calls its neighbour on localhost"
        yield Evidence(Role.ADAPTER, "", weights.SIDECAR_CALLS, Kind.ADDRESS, words)


def by_environment(container: ContainerContext) -> Iterator[Evidence]:
    """Variables that only some tools have."""
    names = dict.fromkeys(variable.name for variable in container.spec.env)
    if "LABEL" in names and "FOLDER" in names:
        yield _variable("LABEL and FOLDER", "config-sync", weights.VARIABLE_OF_SYNC)
    for name in names:
        if name.startswith(("GITSYNC_", "GIT_SYNC_")):
            yield _variable(name, "git-sync", weights.VARIABLE_OF_SYNC)
            return
        if name == "DATA_SOURCE_NAME":
            weight = weights.VARIABLE_OF_EXPORTER
            yield Evidence(Role.ADAPTER, "metrics-exporter", weight, Kind.ENVIRONMENT, f"env {name}")
        if name in _SIGNALS:
            yield _variable(name, "config-watch-reload", weights.VARIABLE_OF_RELOADER)
        if name.startswith("VAULT_") and "AGENT" in name:
            yield _variable(name, "secret-sync", weights.VARIABLE_OF_VAULT)


def _variable(name: str, task: str, weight: float) -> Evidence:
    return Evidence(Role.CONFIGURATION_HELPER, task, weight, Kind.ENVIRONMENT, f"env {name}")


def by_rights(container: ContainerContext) -> Iterator[Evidence]:
    """NET_ADMIN in a long-running container: VPN or transparent proxy; SYS_PTRACE: a debugger or profiler."""
    added = set(container.spec.security_context.capabilities.add)
    if added & _CONTROLS and not container.pod.host_network:
        yield Evidence(Role.AMBASSADOR, "vpn-egress", weights.CAPABILITY, Kind.CAPABILITY, "capability NET_ADMIN")
    if "SYS_PTRACE" in added:
        yield Evidence(Role.ADAPTER, "tracing-agent", weights.CAPABILITY, Kind.CAPABILITY, "capability SYS_PTRACE")
