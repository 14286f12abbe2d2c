"""What shared volumes say, with who writes and who reads."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubectl_sidecars.api import VolumeMount
from kubectl_sidecars.classify.context import ContainerContext, Evidence
from kubectl_sidecars.classify.judgement import Role
from kubectl_sidecars.classify.signals.names import tokens

_LOGS = re.compile(r"\blogs?\b|(?:^|[-_/])logs?(?:$|[-_/])", re.IGNORECASE)
_REDIRECT = re.compile(r">>?\s*([/\w.$-]+)")


def _shared(
    actor: ContainerContext, *, claims: bool = False
) -> Iterator[tuple[VolumeMount, ContainerContext, VolumeMount]]:
    """Each emptyDir, and each claim where those count, that another running container mounts too."""
    for mount in actor.spec.volume_mounts:
        volume = actor.scene.volumes.get(mount.name)
        if volume is None or (volume.empty_dir is None and not (claims and volume.persistent_volume_claim)):
            continue
        for other in actor.others:
            for theirs in other.spec.volume_mounts:
                if theirs.name == mount.name:
                    yield mount, other, theirs


def by_reading(actor: ContainerContext) -> Iterator[Evidence]:
    """It mounts read-only what another container writes: logs most often."""
    for mount, other, theirs in _shared(actor):
        if mount.read_only and not theirs.read_only:
            if _LOGS.search(mount.name) or _LOGS.search(mount.mount_path) or _LOGS.search(theirs.mount_path):
                yield Evidence(Role.ADAPTER, "log-shipping", 4, f"reads {mount.mount_path}, which {other.name} writes")
            else:
                yield Evidence(Role.ADAPTER, "", 1, f"reads {mount.mount_path}, which {other.name} writes")
            return


def by_writing(actor: ContainerContext) -> Iterator[Evidence]:
    """It writes what another container mounts read-only: configuration, content, secrets."""
    for mount, other, theirs in _shared(actor):
        if theirs.read_only and not mount.read_only and not _LOGS.search(mount.mount_path):
            volume = actor.scene.volumes[mount.name]
            secret = volume.empty_dir is not None and volume.empty_dir.medium == "Memory"
            task = "secret-sync" if secret else "config-sync"
            yield Evidence(Role.CONFIGURATION_HELPER, task, 3, f"writes {theirs.mount_path}, which {other.name} reads")
            return


def by_output(actor: ContainerContext) -> Iterator[Evidence]:
    """Its script writes a file on a volume that another container serves or reads."""
    if ">" not in actor.argv:
        return
    for path in _REDIRECT.findall(actor.argv):
        if _LOGS.search(path):
            continue
        for mount, other, _ in _shared(actor):
            if path.startswith(mount.mount_path.rstrip("/") + "/"):
                yield Evidence(
                    Role.CONFIGURATION_HELPER, "config-sync", 3, f"writes {path}, which {other.name} can read"
                )
                return


def by_preparing(actor: ContainerContext) -> Iterator[Evidence]:
    """Before the others start it mounts, to write, what one of them mounts then: it prepares that, however it does."""
    for mount, other, _ in _shared(actor, claims=True):
        if not mount.read_only:
            said = {*tokens(mount.name), *tokens(mount.mount_path)}
            task = next((task for task, words in _CONTENT.items() if said & words), "volume-prepare")
            yield Evidence(Role.INIT, task, 2, f"mounts {mount.mount_path} before {other.name} does")
            return


_CONTENT = {
    "config-preload": {"config", "configs", "configuration", "conf", "settings", "etc"},
    "plugin-copy": {"plugin", "plugins", "extensions", "drivers", "bin"},
    "cert-bootstrap": {"cert", "certs", "certificates", "tls", "ssl", "ca", "truststore", "keystore"},
    "secret-preload": {"secret", "secrets", "credentials", "keys", "tokens"},
}
"""What the words in a volume's name say of what is put there."""


def by_shared_configuration(actor: ContainerContext) -> Iterator[Evidence]:
    """It mounts the same ConfigMap or Secret as another container and listens on nothing."""
    if actor.ports:
        return
    configured = {
        mount.name
        for mount in actor.spec.volume_mounts
        if (volume := actor.scene.volumes.get(mount.name)) and (volume.config_map or volume.secret)
    }
    for other in actor.others:
        for mount in other.spec.volume_mounts:
            if mount.name in configured and other.ports:
                words = f"mounts the same configuration as {other.name}"
                yield Evidence(Role.CONFIGURATION_HELPER, "config-watch-reload", 1.5, words)
                return


def by_host_path(actor: ContainerContext) -> Iterator[Evidence]:
    """It mounts a path of the node that CSI helpers use."""
    for mount in actor.spec.volume_mounts:
        volume = actor.scene.volumes.get(mount.name)
        if volume and volume.host_path and "plugins_registry" in volume.host_path.path:
            yield Evidence(Role.STORAGE, "csi-helper", 4, f"mounts {volume.host_path.path}")
            return
        if mount.mount_path.startswith("/dev/fuse"):
            yield Evidence(Role.STORAGE, "fuse-mount", 3, "mounts /dev/fuse")
            return
