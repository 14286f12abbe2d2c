"""Signals of helpers in ports, addresses, environment and rights."""

from __future__ import annotations

from collections.abc import Iterator

from kubectl_sidecars.api import EnvVar
from kubectl_sidecars.classify import weights
from kubectl_sidecars.classify.context import (
    LOCAL_PORT,
    ContainerContext,
    PodContext,
)
from kubectl_sidecars.classify.evidence import Evidence, Kind
from kubectl_sidecars.classify.roles import Role
from kubectl_sidecars.classify.signals.names import SERVERS, tokens
from kubectl_sidecars.patterns import on_demand

PORTS: dict[int, tuple[Role, str]] = {
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
_METRICS = on_demand(r"metrics|exporter|prom|monitoring")
_SIGNALS = frozenset({"PROCESS_TO_SIGNAL", "RELOAD_URL", "RELOAD_SIGNAL", "WEBHOOK_RELOAD_URL"})
_UPSTREAM = on_demand(r"UPSTREAM|BACKEND|TARGET|PROXY_PASS|FORWARD|ORIGIN")
_CONTROLS = frozenset({"NET_ADMIN", "NET_RAW"})
_PAGES = frozenset({"ui", "webui", "gui", "frontend", "website", "dashboard", "console", "webapp"})
"""Last words in the names of the part of an application that people look at."""


_MOST_DIGITS = 6


def by_port(container: ContainerContext) -> Iterator[Evidence]:
    """A port that well-known helpers listen on; 9090 alone says nothing."""
    for port in container.spec.ports:
        known = PORTS.get(port.container_port)
        if known:
            yield Evidence(*known, weights.KNOWN_PORT, Kind.PORT, f"port {port.container_port}")


def by_metrics_port(container: ContainerContext) -> Iterator[Evidence]:
    """All its ports are for metrics."""
    if only_metrics(container) and tokens(container.name)[-1:] not in SERVERS:
        words = f"port {container.spec.ports[0].name} alone"
        yield Evidence(Role.ADAPTER, "metrics-exporter", weights.METRICS_PORT_ALONE, Kind.PORT, words)


def only_metrics(container: ContainerContext) -> bool:
    """True if it has ports, and the names of all say that they are for metrics."""
    ports = container.spec.ports
    return bool(ports) and all(_METRICS().search(port.name) for port in ports)


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
    """A variable for its upstream holds a local address, or is a port that only a neighbour declares.

    The pages of an application are no proxy of its backend.
    """
    if not _PAGES.isdisjoint(tokens(container.name)[-1:]):
        return
    for variable in container.spec.env:
        if not _UPSTREAM().search(variable.name):
            continue
        is_address = LOCAL_PORT.search(variable.value)
        if is_address or names_port_of_neighbour(container, variable):
            words = f"{variable.name} is a {'local address' if is_address else 'port of a neighbour'}"
            yield Evidence(Role.AMBASSADOR, "proxy", weights.UPSTREAM_IN_ENVIRONMENT, Kind.ENVIRONMENT, words)
            return


def names_port_of_neighbour(container: ContainerContext, variable: EnvVar) -> bool:
    """True for a variable that is named a port, and whose value is one that a neighbour declares, and not itself."""
    if not variable.name.endswith("PORT") or not (variable.value.isascii() and variable.value.isdigit()):
        return False
    port = int(variable.value[:_MOST_DIGITS])
    return port not in container.ports and port in container.pod.once(_ports)


def by_local_source(container: ContainerContext) -> Iterator[Evidence]:
    """It has a metrics port and reads from a local port: an exporter of its neighbour."""
    if any(_METRICS().search(port.name) or port.container_port in PORTS for port in container.spec.ports):
        found = LOCAL_PORT.search(container.values)
        if found:
            words = f"reads from localhost:{found[1]}"
            yield Evidence(Role.ADAPTER, "metrics-exporter", weights.READS_LOCAL_PORT, Kind.ADDRESS, words)


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
        yield Evidence(Role.ADAPTER, "tracing-agent", weights.TRACES, Kind.CAPABILITY, "capability SYS_PTRACE")
