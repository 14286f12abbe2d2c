"""A pod as far as advice reads it: what is the same for all pods of one template."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import Any

import msgspec

from kubectl_sidecars.api import ContainerPort, LifecycleHandler, ObjectMeta, Probe, Terminated
from kubectl_sidecars.classify import Judgement, Role
from kubectl_sidecars.classify.known_container import KnownContainer
from kubectl_sidecars.classify.markers import found
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.model import ContainerType, spec_path


class AdvisedContainer(msgspec.Struct, frozen=True, gc=False):
    """A container without its status."""

    judgement: Judgement
    is_injected: bool
    """True if the pod has the mark of the injector of a container that has no native form."""
    name: str
    type: ContainerType
    index: int
    image: str
    command: tuple[str, ...]
    args: tuple[str, ...]
    ports: tuple[ContainerPort, ...]
    requests: Mapping[str, str | int | float]
    limits: Mapping[str, str | int | float]
    startup_probe: Probe | None
    readiness_probe: Probe | None
    post_start: LifecycleHandler | None

    @property
    def path(self) -> str:
        """The path of its spec."""
        return spec_path(self.type, self.index)

    @property
    def words(self) -> tuple[str, ...]:
        """The words of its command line."""
        return (*self.command, *self.args)

    @property
    def is_main(self) -> bool:
        """True for an entry of spec.containers that is what the pod is for."""
        return self.type is ContainerType.CONTAINER and self.judgement.role is Role.MAIN


class AdvisedPod(msgspec.Struct, frozen=True, gc=False):
    """The containers in start order. `is_done` once each main container has ended."""

    restart_policy: str
    is_done: bool
    containers: tuple[AdvisedContainer, ...]

    @property
    def mains(self) -> tuple[AdvisedContainer, ...]:
        """The main containers."""
        return tuple(container for container in self.containers if container.is_main)


_read = attrgetter(
    "name", "image", "command", "args", "ports", "resources", "startup_probe", "readiness_probe", "lifecycle"
)
"""The values of the spec of a container that advice reads."""


def values_read(subject: Subject) -> list[Any]:
    """All that an AdvisedPod is made from, beside the judgements: pods for which it is equal get the same advice."""
    is_done = True
    values: list[Any] = [subject.pod.spec.restart_policy]
    for view, judgement in zip(subject.views, subject.judgements, strict=True):
        type_, known = view.type, judgement.known
        if type_ is _CONTAINER and judgement.role is _MAIN and not isinstance(view.state, Terminated):
            is_done = False
        is_injected = known is not None and known.native_why_not and _is_injected(known, subject.pod.metadata)
        values.append((is_injected is True, type_, view.index, _read(view.spec)))
    values.append(is_done)
    return values


_MAIN, _CONTAINER = Role.MAIN, ContainerType.CONTAINER
"""Each pod is asked for these, and Python 3.11 takes as long for a member of an enumeration as for a call."""


def _is_injected(known: KnownContainer, meta: ObjectMeta) -> bool:
    return (found(known.proofs, meta.annotations) or found(known.proofs, meta.labels)) is not None


def advised_pod(values: list[Any], judgements: tuple[Judgement, ...]) -> AdvisedPod:
    """The pod of these values, and of nothing else."""
    restart_policy, *of_containers, is_done = values
    containers = []
    for judgement, (mark, type_, index, spec) in zip(judgements, of_containers, strict=True):
        name, image, command, args, ports, resources, startup, readiness, lifecycle = spec
        containers.append(
            AdvisedContainer(
                judgement, mark, name, type_, index, image, command, args, ports, resources.requests,
                resources.limits, startup, readiness, lifecycle.post_start,
            )
        )  # fmt: skip
    return AdvisedPod(restart_policy, is_done, tuple(containers))
