"""The containers that mount each volume of a pod, indexed once for the pod."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from kubectl_sidecars.api import VolumeMount
from kubectl_sidecars.classify.beside import Beside
from kubectl_sidecars.classify.context import RUNNING, ContainerContext, PodContext
from kubectl_sidecars.classify.signals.names import calls_itself_helper
from kubectl_sidecars.model import ContainerType

Mounters = Beside[str, VolumeMount]
"""By name of a volume: the first two containers that mount it."""


def mounters(pod: PodContext) -> Mounters:
    """The running containers that mount a volume."""
    return Beside(_mounts(pod))


def writers(pod: PodContext) -> Mounters:
    """The running containers that can write to a volume."""
    return Beside(found for found in _mounts(pod) if not found[2].read_only)


def readers(pod: PodContext) -> Mounters:
    """The running containers that mount a volume read-only."""
    return Beside(found for found in _mounts(pod) if found[2].read_only)


def servers(pod: PodContext) -> Mounters:
    """The running containers that mount a volume and have a port."""
    return Beside(found for found in _mounts(pod) if found[1].ports)


def portless(pod: PodContext) -> Mounters:
    """The running containers that mount a volume and declare no port."""
    return Beside(found for found in _mounts(pod) if not found[1].ports)


def users(pod: PodContext) -> Mounters:
    """The running containers that mount a volume, without those that call themselves helpers."""
    return Beside(found for found in _mounts(pod) if not calls_itself_helper(found[1].name))


def programs(pod: PodContext) -> dict[str, ContainerContext]:
    """By name of a volume: the last container whose program is on it."""
    found: dict[str, ContainerContext] = {}
    for container in pod.containers:
        program = container.spec.command[0] if container.spec.command else ""
        mounts = [
            each for each in container.spec.volume_mounts if program == each.mount_path or is_under(program, each)
        ]
        if mounts:
            found[max(mounts, key=lambda mount: len(mount.mount_path)).name] = container
    return found


def is_under(path: str, mount: VolumeMount) -> bool:
    """True if a file is in the mounted directory."""
    return path.startswith(f"{mount.mount_path.rstrip('/')}/")


def filled_before(pod: PodContext) -> frozenset[str]:
    """The volumes to which an init container can write: the containers that run need not fill them."""
    init = (container for container in pod.containers if container.type is ContainerType.INIT)
    return frozenset(mount.name for each in init for mount in each.spec.volume_mounts if not mount.read_only)


def has_alone(container: ContainerContext, volume: str) -> bool:
    """True if no running container but this one mounts the volume."""
    own = container.type in RUNNING and any(mount.name == volume for mount in container.spec.volume_mounts)
    return container.pod.once(_counts)[volume] == own


def first_beside(
    container: ContainerContext, who: Callable[[PodContext], Mounters], volumes: Iterable[str]
) -> ContainerContext | None:
    """The first neighbour, in the order of the pod, that `who` has for one of the volumes."""
    of = container.pod.once(who)
    found = (each[0] for volume in volumes if (each := of.first(volume, container)))
    return min(found, key=lambda other: other.position, default=None)


def shared(
    container: ContainerContext, who: Callable[[PodContext], Mounters], *, claims: bool = False
) -> Iterator[tuple[VolumeMount, ContainerContext, VolumeMount]]:
    """Mounts of each emptyDir that another container mounts too, with the first that `who` has, and its mount.

    With `claims` those of each PersistentVolumeClaim and of each directory of the node as well.
    """
    of = container.pod.once(who)
    for mount in container.spec.volume_mounts:
        volume = container.pod.volumes.get(mount.name)
        kept = volume is not None and claims and (volume.persistent_volume_claim or volume.host_path)
        if volume is None or (volume.empty_dir is None and not kept):
            continue
        if found := of.first(mount.name, container):
            yield mount, *found


def _counts(pod: PodContext) -> Counter[str]:
    """The number of running containers that mount each volume."""
    return Counter(name for each in pod.running for name in {mount.name for mount in each.spec.volume_mounts})


def _mounts(pod: PodContext) -> Iterator[tuple[str, ContainerContext, VolumeMount]]:
    return ((mount.name, each, mount) for each in pod.running for mount in each.spec.volume_mounts)
