"""The role of each container, with its evidence."""

from __future__ import annotations

from collections.abc import Sequence

from kubectl_sidecars.api import Pod
from kubectl_sidecars.classify.judgement import Confidence, Judgement, Role
from kubectl_sidecars.model import ContainerType, ContainerView

__all__ = ["Confidence", "Judgement", "Role", "classify"]


def classify(pod: Pod, views: Sequence[ContainerView]) -> tuple[Judgement, ...]:
    """One judgement for each container of `views`, in their order."""
    return tuple(_by_type(view) for view in views)


def _by_type(view: ContainerView) -> Judgement:
    match view.type:
        case ContainerType.INIT:
            return Judgement(Role.INIT, "", Confidence.HIGH, ("in initContainers",))
        case ContainerType.EPHEMERAL:
            return Judgement(Role.DEBUG, "", Confidence.HIGH, ("an ephemeral container",))
        case ContainerType.SIDECAR:
            return Judgement(Role.UNKNOWN, "", Confidence.LOW, ("native sidecar",))
        case ContainerType.CONTAINER:
            return Judgement(Role.MAIN, "", Confidence.LOW, ("in containers",))
