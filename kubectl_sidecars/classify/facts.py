"""All that classification reads of a pod, and nothing else. These values are the keys of its caches.

A cache may read only what its key holds. The cached code gets one of these frozen structs in place of the pod, so
that it cannot read more.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from kubectl_sidecars.api import ContainerPort, EnvVar, Pod, SecurityContext, Volume, VolumeMount
from kubectl_sidecars.api.container import ExecAction, GRPCAction, HTTPGetAction, TCPSocketAction
from kubectl_sidecars.classify.catalog import Index
from kubectl_sidecars.classify.image import Image, parse
from kubectl_sidecars.classify.service_ports import NONE, Ports
from kubectl_sidecars.model import TOKEN_VOLUME, ContainerType, ContainerView, Owner, workload
from kubectl_sidecars.snapshot import Snapshot

Marks = tuple[tuple[str, str], ...]
"""Annotations or labels, as pairs of key and value."""

TOKEN = "/var/run/secrets/kubernetes.io/serviceaccount"  # noqa: S105 - a path
"""Mount path of the service account token. Its volume has another name in every pod (the admission plugin
ServiceAccount, v1.35), so both are left out: with them no two pods would have equal facts."""
_ALONE = Snapshot()
ProbeHandler = ExecAction | HTTPGetAction | TCPSocketAction | GRPCAction
_NO_ACTION = ExecAction()
"""The action of a damaged probe, which has none."""


class ContainerFacts(msgspec.Struct, frozen=True, gc=False):
    """One container of the spec. `image` has no tag, unless an entry of the catalogue asks for one."""

    type: ContainerType
    image: str
    name: str
    command: tuple[str, ...]
    args: tuple[str, ...]
    env: tuple[EnvVar, ...]
    ports: tuple[ContainerPort, ...]
    security_context: SecurityContext
    volume_mounts: tuple[VolumeMount, ...]
    probe: ProbeHandler | None
    """The action of its readiness probe, or else of its liveness probe; None without a probe."""


class LoneFacts(msgspec.Struct, frozen=True, gc=False):
    """One container without its neighbours. An injector's containers have equal ones in thousands of pods."""

    spec: ContainerFacts
    annotations: Marks
    labels: Marks
    shares_image: bool
    """True if another container of the pod runs the same image with another command: the image says little then."""


class PodFacts(msgspec.Struct, frozen=True, gc=False):
    """One pod. `name` is the workload's: its controller's, or the pod's own where it has no controller.

    `annotations` and `labels` are those that some entry or signal reads. `served` are the ports to which Services
    send traffic. `twins` has for each container the position of the first one with the same image and tag; it is
    empty where no two have the same repository. Tags of one repository are
    compared with each other and then dropped: pods of two versions have equal facts.
    """

    workload: Owner
    name: str
    host_network: bool
    annotations: Marks
    labels: Marks
    volumes: tuple[Volume, ...]
    containers: tuple[ContainerFacts, ...]
    twins: tuple[int, ...]
    served: Ports


def pod_facts(pod: Pod, views: Sequence[ContainerView], index: Index, served: Ports = NONE) -> PodFacts:
    """The facts of a pod with the containers `views`, in their order."""
    meta, reads, significant = pod.metadata, index.reads, index.significant
    volumes = tuple([volume for volume in pod.spec.volumes if not volume.name.startswith(TOKEN_VOLUME)])
    has_token = len(volumes) < len(pod.spec.volumes)
    owner = workload(pod, _ALONE)
    images = [significant[view.spec.image] for view in views]
    return PodFacts(
        owner,
        owner.name or meta.name,
        pod.spec.host_network,
        tuple([item for item in meta.annotations.items() if reads[item[0]]]),
        tuple([item for item in meta.labels.items() if reads[item[0]]]),
        volumes,
        tuple([_container_facts(view, image, has_token=has_token) for view, image in zip(views, images, strict=True)]),
        _twins(views) if len(set(images)) < len(images) else (),
        served,
    )


def _twins(views: Sequence[ContainerView]) -> tuple[int, ...]:
    firsts: dict[Image, int] = {}
    return tuple([firsts.setdefault(parse(view.spec.image), position) for position, view in enumerate(views)])


def _container_facts(view: ContainerView, image: str, *, has_token: bool) -> ContainerFacts:
    spec = view.spec
    mounts, probe = spec.volume_mounts, spec.readiness_probe or spec.liveness_probe
    if has_token and mounts:
        if mounts[-1].mount_path == TOKEN:
            mounts = mounts[:-1]
        elif TOKEN in [mount.mount_path for mount in mounts]:
            mounts = tuple([mount for mount in mounts if mount.mount_path != TOKEN])
    return ContainerFacts(
        view.type,
        image,
        spec.name,
        spec.command,
        spec.args,
        spec.env,
        spec.ports,
        spec.security_context,
        mounts,
        (probe.http_get or probe.tcp_socket or probe.grpc or probe.exec or _NO_ACTION) if probe else None,
    )
