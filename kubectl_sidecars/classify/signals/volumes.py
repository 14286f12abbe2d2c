"""Signals in shared volumes: who writes and who reads."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubectl_sidecars.classify import weights
from kubectl_sidecars.classify.beside import Beside
from kubectl_sidecars.classify.context import ContainerContext, PodContext
from kubectl_sidecars.classify.evidence import Evidence, Kind
from kubectl_sidecars.classify.roles import Role
from kubectl_sidecars.classify.signals.filling import BROUGHT
from kubectl_sidecars.classify.signals.main_signals import is_named
from kubectl_sidecars.classify.signals.names import calls_itself_sidecar, tokens
from kubectl_sidecars.classify.signals.shared_volumes import (
    Mounters,
    filled_before,
    first_beside,
    is_under,
    mounters,
    readers,
    servers,
    shared,
    users,
    writers,
)
from kubectl_sidecars.model import ContainerType
from kubectl_sidecars.patterns import on_demand

_LOGS = on_demand(r"\blogs?\b|(?:^|[-_/])logs?(?:$|[-_/])", re.IGNORECASE)
_METRICS = on_demand(r"metric|\.prom\b")
_MARK = on_demand(r"\.(?:exit|exitcode|done|start|started|ready|ok|status|lock|pid)$")
"""A file by which a script tells how far it is."""
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
    if container.is_part or container.pod.is_of_job:
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


def by_filling_beside(container: ContainerContext) -> Iterator[Evidence]:
    """A sidecar that can write to a directory for configuration, code or secrets which its neighbour mounts too.

    So can what is no sidecar by name, listens on nothing, and has its name in that of the volume, with main beside it.
    """
    is_sidecar = container.type is ContainerType.SIDECAR or calls_itself_sidecar(container)
    if not is_sidecar and (container.ports or is_named(container)):
        return
    for mount, other, other_mount in shared(container, writers if is_sidecar else _of_mains):
        if not is_sidecar and not _is_of_its_work(container, mount.name):
            continue
        parts = {*tokens(mount.name), *tokens(mount.mount_path), *tokens(other_mount.mount_path)}
        if not mount.read_only and parts & BROUGHT:
            words = f"can write {other_mount.mount_path}, which {other.name} mounts"
            yield Evidence(Role.CONFIGURATION_HELPER, "config-sync", weights.FILLS_BESIDE, Kind.VOLUME, words)
            return


def _is_of_its_work(container: ContainerContext, volume: str) -> bool:
    """True for a volume that is named for the container alone: not for `proxy-config`, which a proxy reads."""
    rest = volume.removeprefix(f"{container.name}-")
    return rest != volume and BROUGHT.isdisjoint(tokens(rest))


def _of_mains(pod: PodContext) -> Mounters:
    """The running containers that mount a volume, and that names call main."""
    return Beside(
        (mount.name, each, mount) for each in pod.running if is_named(each) for mount in each.spec.volume_mounts
    )


def by_output(container: ContainerContext) -> Iterator[Evidence]:
    """Its script writes a file on a volume that another container serves or reads."""
    if ">" not in container.argv:
        return
    for path in _REDIRECT().findall(container.argv):
        if _LOGS().search(path) or _MARK().search(path):
            continue
        for mount, other, _ in shared(container, users):
            if is_under(path, mount):
                words = f"writes {path}, which {other.name} can read"
                if _METRICS().search(path):
                    yield Evidence(Role.ADAPTER, "metrics-exporter", weights.WRITES_OUTPUT, Kind.VOLUME, words)
                    return
                if not container.pod.is_of_job:
                    yield Evidence(Role.CONFIGURATION_HELPER, "config-sync", weights.WRITES_OUTPUT, Kind.VOLUME, words)
                return


def by_shared_configuration(container: ContainerContext) -> Iterator[Evidence]:
    """It mounts the same ConfigMap or Secret as another container, which has a port, and listens on nothing.

    Beside what ends in `sidecar` the other need have no port.
    """
    if container.ports or container.is_part:
        return
    is_sidecar = tokens(container.name)[-1:] == ("sidecar",) and not container.pod.is_of_job
    who = mounters if is_sidecar else servers
    configured = {
        mount.name
        for mount in container.spec.volume_mounts
        if (volume := container.pod.volumes.get(mount.name)) and (volume.config_map or volume.secret)
    }
    if other := first_beside(container, who, configured):
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
