"""A pod as far as advice reads it: what is the same for all pods of one template."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import Any

import msgspec

from kubectl_sidecars.api import ContainerPort, LifecycleHandler, ObjectMeta, Probe, Terminated
from kubectl_sidecars.classify import Judgement, Role
from kubectl_sidecars.classify.markers import found
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.model import ContainerType


class AdvisedContainer(msgspec.Struct, frozen=True, gc=False):
    """A container without its status. The fields from `name` on are those of READ, in that order."""

    judgement: Judgement
    is_injected: bool
    """True if the pod has the mark of the injector of a container that has no native form."""
    name: str
    type: ContainerType
    index: int
    path: str
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


READ = attrgetter(
    "spec.name", "type", "index", "path", "spec.image", "spec.command", "spec.args", "spec.ports",
    "spec.resources.requests", "spec.resources.limits", "spec.startup_probe", "spec.readiness_probe",
    "spec.lifecycle.post_start",
)  # fmt: skip
"""The values of a ContainerView that advice reads."""


def values_read(subject: Subject) -> list[Any]:
    """All that an AdvisedPod is made from, beside the judgements: pods for which it is equal get the same advice."""
    mains = [
        view
        for view, judgement in zip(subject.views, subject.judgements, strict=True)
        if view.type is ContainerType.CONTAINER and judgement.role is Role.MAIN
    ]
    is_done = all(isinstance(view.state, Terminated) for view in mains)
    injected = [_is_injected(judgement, subject.pod.metadata) for judgement in subject.judgements]
    return [subject.pod.spec.restart_policy, is_done, injected, *map(READ, subject.views)]


def _is_injected(judgement: Judgement, meta: ObjectMeta) -> bool:
    known = judgement.known
    if known is None or not known.native_why_not:
        return False
    return (found(known.proofs, meta.annotations) or found(known.proofs, meta.labels)) is not None


def advised_pod(values: list[Any], judgements: tuple[Judgement, ...]) -> AdvisedPod:
    """The pod of these values, and of nothing else."""
    restart_policy, is_done, injected, *containers = values
    return AdvisedPod(
        restart_policy,
        is_done,
        tuple(
            AdvisedContainer(judgement, mark, *read)
            for read, mark, judgement in zip(containers, injected, judgements, strict=True)
        ),
    )
