"""What ports, addresses, environment and rights say of a helper."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubectl_sidecars.classify.context import (
    LOCAL_PORT,
    ContainerContext,
    Evidence,
)
from kubectl_sidecars.classify.judgement import Role
from kubectl_sidecars.classify.signals.names import tokens
from kubectl_sidecars.classify.signals.reverse_proxy import fronts
from kubectl_sidecars.classify.signals.words import HELPER_WORDS

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
    **dict.fromkeys((6379, 11211), (Role.AMBASSADOR, "cache", 2)),
    **dict.fromkeys((8500, 8761, 8848), (Role.AMBASSADOR, "service-discovery", 2)),
    **dict.fromkeys((5432, 3306, 27017, 1433), (Role.AMBASSADOR, "db-proxy", 1)),
}
"""What listens there for a neighbour; on a database's port it may be the database itself."""
_METRICS = re.compile(r"metrics|exporter|prom")
_SIGNALS = frozenset({"PROCESS_TO_SIGNAL", "RELOAD_URL", "RELOAD_SIGNAL", "WEBHOOK_RELOAD_URL"})
_UPSTREAM = re.compile(r"UPSTREAM|BACKEND|TARGET|PROXY_PASS|FORWARD|ORIGIN")
_CONTROLS = frozenset({"NET_ADMIN", "NET_RAW"})


def by_port(actor: ContainerContext) -> Iterator[Evidence]:
    """A port that well-known helpers listen on; 9090 alone says nothing."""
    for port in actor.spec.ports:
        known = _PORTS.get(port.container_port)
        if known:
            yield Evidence(*known, 2, f"port {port.container_port}")


def by_metrics_port(actor: ContainerContext) -> Iterator[Evidence]:
    """It has no other port than one for metrics, and no main container's probes."""
    ports = actor.spec.ports
    if ports and all(_METRICS.search(port.name) for port in ports):
        yield Evidence(Role.ADAPTER, "metrics-exporter", 1.5, f"port {ports[0].name} alone")


def by_callers(actor: ContainerContext) -> Iterator[Evidence]:
    """Another container names a local port of its: it is reached on localhost. A proxy's upstream is no proxy."""
    if not actor.ports:
        return
    for other in actor.others:
        if _is_adapter(other):
            continue
        for port in LOCAL_PORT.findall(other.values):
            if int(port) in actor.ports and not fronts(other.argv):
                role, task, weight = _CALLED.get(int(port)) or (*_PORTS.get(int(port), (Role.AMBASSADOR, "proxy")), 2)
                yield Evidence(role, task, weight, f"{other.name} reaches it on localhost:{port}")
                return


def _is_adapter(actor: ContainerContext) -> bool:
    """Whether its name says that it measures or ships: what it reads from is no proxy for that."""
    said = {*tokens(actor.name), *tokens(actor.image.base)}
    return any(HELPER_WORDS[word][0] is Role.ADAPTER for word in said if word in HELPER_WORDS)


_REGISTERS = re.compile(
    r"--?(?:registry|discovery)[\w.-]*[= ](?:\w+://)?(?:eureka|consul|nacos|zookeeper|zk|etcd)\b"
    r"|--?(?:eureka|consul|nacos)[\w.-]*[= ]"
)
_NUMBER = re.compile(r"(?<=[= :])\d{2,5}\b")


def by_registry(actor: ContainerContext) -> Iterator[Evidence]:
    """It registers with a service registry; an app may do so itself, unless it names a neighbour's port."""
    if not _REGISTERS.search(actor.argv):
        return
    theirs = frozenset(port for other in actor.others for port in other.ports) - actor.ports
    told = [number for number in _NUMBER.findall(actor.argv) if int(number) in theirs]
    words = f"registers port {told[0]} of a neighbour" if told else "talks to a service registry"
    yield Evidence(Role.AMBASSADOR, "service-discovery", 3 if told else 1.2, words)


def by_upstream(actor: ContainerContext) -> Iterator[Evidence]:
    """Its environment sends what it receives on to a local port."""
    for variable in actor.spec.env:
        if _UPSTREAM.search(variable.name) and LOCAL_PORT.search(variable.value):
            yield Evidence(Role.AMBASSADOR, "proxy", 3, f"{variable.name} is a local address")
            return


def by_local_source(actor: ContainerContext) -> Iterator[Evidence]:
    """It has a metrics port and reads from a local port: an exporter of its neighbour."""
    if any(_METRICS.search(port.name) or port.container_port in _PORTS for port in actor.spec.ports):
        found = LOCAL_PORT.search(actor.values)
        if found:
            yield Evidence(Role.ADAPTER, "metrics-exporter", 1.5, f"reads from localhost:{found[1]}")


def by_environment(actor: ContainerContext) -> Iterator[Evidence]:
    """Variables that only some tools have."""
    names = {variable.name for variable in actor.spec.env}
    if {"LABEL", "FOLDER"} <= names:
        yield Evidence(Role.CONFIGURATION_HELPER, "config-sync", 4, "env LABEL and FOLDER")
    for name in names:
        if name.startswith(("GITSYNC_", "GIT_SYNC_")):
            yield Evidence(Role.CONFIGURATION_HELPER, "git-sync", 4, f"env {name}")
            return
        if name == "DATA_SOURCE_NAME":
            yield Evidence(Role.ADAPTER, "metrics-exporter", 3, f"env {name}")
        if name in _SIGNALS:
            yield Evidence(Role.CONFIGURATION_HELPER, "config-watch-reload", 3, f"env {name}")
        if name.startswith("VAULT_") and "AGENT" in name:
            yield Evidence(Role.CONFIGURATION_HELPER, "secret-sync", 2, f"env {name}")


def by_rights(actor: ContainerContext) -> Iterator[Evidence]:
    """NET_ADMIN in a long-running container: VPN or transparent proxy; SYS_PTRACE: a debugger or profiler."""
    added = set(actor.spec.security_context.capabilities.add)
    if added & _CONTROLS and not actor.scene.pod.spec.host_network:
        yield Evidence(Role.AMBASSADOR, "vpn-egress", 1.5, "capability NET_ADMIN")
    if "SYS_PTRACE" in added:
        yield Evidence(Role.ADAPTER, "tracing-agent", 1.5, "capability SYS_PTRACE")
