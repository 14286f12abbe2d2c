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
    is_under,
    mounters,
    programs,
    readers,
    servers,
    shared,
    users,
    writers,
)
from kubectl_sidecars.patterns import on_demand

_LOGS = on_demand(r"\blogs?\b|(?:^|[-_/])logs?(?:$|[-_/])", re.IGNORECASE)
_METRICS = on_demand(r"metric|\.prom\b")
_REDIRECT = on_demand(r">>?\s*([/\w.$-]+)")


def by_reading(container: ContainerContext) -> Iterator[Evidence]:
    """It mounts read-only a volume that another container writes: logs most often."""
    for mount, other, other_mount in shared(container, writers):
        if mount.read_only:
            if any(map(_LOGS().search, (mount.name, mount.mount_path, other_mount.mount_path))):
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
        if mount.read_only or _LOGS().search(mount.mount_path) or mount.name in container.pod.once(filled_before):
            continue
        volume = container.pod.volumes[mount.name]
        secret = volume.empty_dir is not None and volume.empty_dir.medium == "Memory"
        task = "secret-sync" if secret else "config-sync"
        words = f"writes {other_mount.mount_path}, which {other.name} reads"
        parts = {*tokens(mount.name), *tokens(mount.mount_path), *tokens(other_mount.mount_path)}
        weight = weights.WRITES_FOR_READER if secret or parts & BROUGHT else weights.WRITES_FOR_ANYONE
        yield Evidence(Role.CONFIGURATION_HELPER, task, weight, Kind.VOLUME, words)
        return


def by_output(container: ContainerContext) -> Iterator[Evidence]:
    """Its script writes a file on a volume that another container serves or reads."""
    if ">" not in container.argv:
        return
    for path in _REDIRECT().findall(container.argv):
        if _LOGS().search(path):
            continue
        for mount, other, _ in shared(container, users):
            if is_under(path, mount):
                words = f"writes {path}, which {other.name} can read"
                if _METRICS().search(path):
                    yield Evidence(Role.ADAPTER, "metrics-exporter", weights.WRITES_OUTPUT, Kind.VOLUME, words)
                    return
                yield Evidence(Role.CONFIGURATION_HELPER, "config-sync", weights.WRITES_OUTPUT, Kind.VOLUME, words)
                return


_OF_NODE = on_demand(r"/(?:(?:dev|sys|proc|etc|opt|lib|usr|boot|run|home|root)(?:/|$)|(?:var(?:/lib)?/?)?$)")


_OF_PROGRAM = (
    (on_demand(r"/(?:etc(?:/|$)|$)"), "config-preload"),
    (on_demand(r"/(?:opt|usr)/"), "plugin-copy"),
)
"""Directories of the node that hold the configuration of a program which the node runs, and the program."""


def by_preparing_node(container: ContainerContext) -> Iterator[Evidence]:
    """It can write to directories of the node's system: privileged it prepares the node, else it serves a program."""
    privileged = container.spec.security_context.privileged
    known = ((_OF_NODE, "sysctl-tune"),) if privileged else _OF_PROGRAM
    for mount in container.spec.volume_mounts:
        volume = container.pod.volumes.get(mount.name)
        if not volume or not volume.host_path or mount.read_only:
            continue
        path = volume.host_path.path
        task = next((task for pattern, task in known if pattern().match(path)), "")
        if task:
            words = f"{'privileged, and ' if privileged else ''}mounts the node's {path}"
            yield Evidence(Role.INIT, task, weights.PREPARES_NODE, Kind.VOLUME, words)
            return


_CALLS = on_demand(r"(?<!\S)--?(?:server|host|url|api-?url|endpoint|address|addr)[= ]\S+")


def by_calling(container: ContainerContext) -> Iterator[Evidence]:
    """Its command names a server, and it can write to no volume that another container mounts."""
    if _CALLS().search(container.argv):
        yield Evidence(Role.INIT, "api-task", weights.CALLS_SERVER, Kind.COMMAND, "calls a server once")


def by_preparing(container: ContainerContext) -> Iterator[Evidence]:
    """It can write to a volume that a container mounts after it: it prepares that volume.

    Of several volumes the one that says what it holds.
    """
    found: list[Evidence] = []
    for mount, other, other_mount in shared(container, mounters, claims=True):
        if not mount.read_only:
            name = {*tokens(mount.name), *tokens(mount.mount_path), *tokens(other_mount.mount_path)}
            task = next((task for task, parts in _CONTENT.items() if name & parts), "volume-prepare")
            words = f"mounts {mount.mount_path} before {other.name} does"
            found.append(Evidence(Role.INIT, task, weights.PREPARES_VOLUME, Kind.VOLUME, words))
    yield from [piece for piece in found if piece.task != "volume-prepare"][:1] or found[:1]


def by_ensuring(container: ContainerContext) -> Iterator[Evidence]:
    """Its name says that it ensures something, and it can write to no volume: it waits for that."""
    if "ensure" in tokens(container.name) and all(mount.read_only for mount in container.spec.volume_mounts):
        yield Evidence(Role.INIT, "dependency-wait", weights.CALLS_SERVER, Kind.NAME, f"name {container.name}")


def by_program(container: ContainerContext) -> Iterator[Evidence]:
    """A container after it runs a program from an emptyDir into which this one can write."""
    for mount in container.spec.volume_mounts:
        volume = container.pod.volumes.get(mount.name)
        other = container.pod.once(programs).get(mount.name)
        if other and other.position > container.position and not mount.read_only and volume and volume.empty_dir:
            words = f"{other.name} runs a program from {mount.mount_path}"
            yield Evidence(Role.INIT, "plugin-copy", weights.BRINGS_PROGRAM, Kind.VOLUME, words)
            return


_CONTENT = {
    "cert-bootstrap": {"cert", "certs", "certificates", "tls", "ssl", "ca", "truststore", "keystore"},
    "secret-preload": {"secret", "secrets", "credentials", "keys", "tokens"},
    "plugin-copy": {"plugin", "plugins", "extensions", "drivers", "bin"},
    "config-preload": {"config", "configs", "configuration", "conf", "settings", "etc"},
}
_CODE = "git repo content html dashboards rules policies dags templates scripts code bundle artifacts"
BROUGHT = frozenset((*_CODE.split(), *(word for parts in _CONTENT.values() for word in parts)))
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
