"""Signals in shared volumes: who writes and who reads."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubectl_sidecars.classify import weights
from kubectl_sidecars.classify.context import ContainerContext
from kubectl_sidecars.classify.evidence import Evidence, Kind
from kubectl_sidecars.classify.judgement import Role
from kubectl_sidecars.classify.signals.names import tokens
from kubectl_sidecars.classify.signals.shared_volumes import (
    filled_before,
    first_beside,
    mounters,
    readers,
    servers,
    shared,
    writers,
)
from kubectl_sidecars.patterns import on_demand

_LOGS = re.compile(r"\blogs?\b|(?:^|[-_/])logs?(?:$|[-_/])", re.IGNORECASE)
_METRICS = re.compile(r"metric|\.prom\b")
_REDIRECT = re.compile(r">>?\s*([/\w.$-]+)")


def by_reading(container: ContainerContext) -> Iterator[Evidence]:
    """It mounts read-only a volume that another container writes: logs most often."""
    for mount, other, other_mount in shared(container, writers):
        if mount.read_only:
            if any(map(_LOGS.search, (mount.name, mount.mount_path, other_mount.mount_path))):
                task, weight = "log-shipping", weights.READS_LOGS
            else:
                task, weight = "", weights.READS_FILES
            words = f"reads {mount.mount_path}, which {other.name} writes"
            yield Evidence(Role.ADAPTER, task, weight, Kind.VOLUME, words)
            return


def by_writing(container: ContainerContext) -> Iterator[Evidence]:
    """It writes to a volume that another container mounts read-only: configuration, content, secrets."""
    if container.is_part or container.pod.workload.kind in ("Job", "CronJob"):
        return
    for mount, other, other_mount in shared(container, readers):
        if mount.read_only or _LOGS.search(mount.mount_path) or mount.name in container.pod.once(filled_before):
            continue
        volume = container.pod.volumes[mount.name]
        secret = volume.empty_dir is not None and volume.empty_dir.medium == "Memory"
        task = "secret-sync" if secret else "config-sync"
        words = f"writes {other_mount.mount_path}, which {other.name} reads"
        parts = {*tokens(mount.name), *tokens(mount.mount_path), *tokens(other_mount.mount_path)}
        weight = weights.WRITES_FOR_READER if secret or parts & _BROUGHT else weights.WRITES_FOR_ANYONE
        yield Evidence(Role.CONFIGURATION_HELPER, task, weight, Kind.VOLUME, words)
        return


def by_output(container: ContainerContext) -> Iterator[Evidence]:
    """Its script writes a file on a volume that another container serves or reads."""
    if ">" not in container.argv:
        return
    for path in _REDIRECT.findall(container.argv):
        if _LOGS.search(path):
            continue
        for mount, other, _ in shared(container, mounters):
            if path.startswith(mount.mount_path.rstrip("/") + "/"):
                words = f"writes {path}, which {other.name} can read"
                if _METRICS.search(path):
                    yield Evidence(Role.ADAPTER, "metrics-exporter", weights.WRITES_OUTPUT, Kind.VOLUME, words)
                    return
                yield Evidence(Role.CONFIGURATION_HELPER, "config-sync", weights.WRITES_OUTPUT, Kind.VOLUME, words)
                return


_OF_NODE = on_demand(r"/(?:dev|sys|proc|etc|opt|lib|usr|boot|run|var/lib|home|root)?(?:/|$)")


def by_preparing_node(container: ContainerContext) -> Iterator[Evidence]:
    """It is privileged and mounts directories of the node's system: it prepares the node."""
    if not container.spec.security_context.privileged:
        return
    for mount in container.spec.volume_mounts:
        volume = container.pod.volumes.get(mount.name)
        if volume and volume.host_path and _OF_NODE().match(volume.host_path.path) and not mount.read_only:
            words = f"privileged, and mounts the node's {volume.host_path.path}"
            yield Evidence(Role.INIT, "sysctl-tune", weights.PREPARES_NODE, Kind.VOLUME, words)
            return


_CALLS = on_demand(r"--?(?:server|host|url|api-?url|endpoint|address|addr)[= ]\S+")


def by_calling(container: ContainerContext) -> Iterator[Evidence]:
    """Its command names a server, and it can write to no volume that another container mounts."""
    if _CALLS().search(container.argv):
        yield Evidence(Role.INIT, "api-task", weights.CALLS_SERVER, Kind.COMMAND, "calls a server once")


def by_preparing(container: ContainerContext) -> Iterator[Evidence]:
    """It can write to a volume that a container mounts after it: it prepares that volume."""
    for mount, other, _ in shared(container, mounters, claims=True):
        if not mount.read_only:
            name = {*tokens(mount.name), *tokens(mount.mount_path)}
            task = next((task for task, parts in _CONTENT.items() if name & parts), "volume-prepare")
            words = f"mounts {mount.mount_path} before {other.name} does"
            yield Evidence(Role.INIT, task, weights.PREPARES_VOLUME, Kind.VOLUME, words)
            return


_CONTENT = {
    "config-preload": {"config", "configs", "configuration", "conf", "settings", "etc"},
    "plugin-copy": {"plugin", "plugins", "extensions", "drivers", "bin"},
    "cert-bootstrap": {"cert", "certs", "certificates", "tls", "ssl", "ca", "truststore", "keystore"},
    "secret-preload": {"secret", "secrets", "credentials", "keys", "tokens"},
}
_CODE = "git repo content html dashboards rules policies dags templates scripts code bundle artifacts"
_BROUGHT = frozenset((*_CODE.split(), *(word for parts in _CONTENT.values() for word in parts)))
"""Words in the names of volumes that a configuration helper fills."""
"""By task: words in the name or the path of a volume into which such an init container writes."""


def by_shared_configuration(container: ContainerContext) -> Iterator[Evidence]:
    """It mounts the same ConfigMap or Secret as another container and listens on nothing."""
    if container.ports or container.is_part:
        return
    configured = {
        mount.name
        for mount in container.spec.volume_mounts
        if (volume := container.pod.volumes.get(mount.name)) and (volume.config_map or volume.secret)
    }
    if other := first_beside(container, servers, configured):
        words = f"mounts the same configuration as {other.name}"
        weight = weights.SHARES_CONFIGURATION
        yield Evidence(Role.CONFIGURATION_HELPER, "config-watch-reload", weight, Kind.VOLUME, words)


def by_host_path(container: ContainerContext) -> Iterator[Evidence]:
    """It mounts a path of the node that CSI helpers use, or the FUSE device."""
    for mount in container.spec.volume_mounts:
        volume = container.pod.volumes.get(mount.name)
        if volume and volume.host_path and "plugins_registry" in volume.host_path.path:
            words = f"mounts {volume.host_path.path}"
            yield Evidence(Role.STORAGE, "csi-helper", weights.CSI_PATH, Kind.VOLUME, words)
            return
        if mount.mount_path.startswith("/dev/fuse"):
            yield Evidence(Role.STORAGE, "fuse-mount", weights.FUSE_DEVICE, Kind.VOLUME, "mounts /dev/fuse")
            return
