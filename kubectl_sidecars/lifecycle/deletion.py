"""The deletion of a pod: the time of the request, the remaining grace period and the order of stopping."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from kubectl_sidecars.api import Pod
from kubectl_sidecars.durations import later
from kubectl_sidecars.model import ContainerType, ContainerView

DEFAULT_GRACE = 30
"""Seconds of terminationGracePeriodSeconds where the spec has none (DefaultTerminationGracePeriodSeconds, core/v1)."""


class Deletion(msgspec.Struct, frozen=True, rename="camel", gc=False):
    """The state of a deletion.

    `grace_left` is in whole seconds, 0 after the deadline. `order` holds the container names in the order in which they
    get their stop signal."""

    requested_at: datetime
    grace_left: int
    order: tuple[str, ...]


def grace_period(pod: Pod) -> int:
    """Seconds between SIGTERM and SIGKILL that the pod's spec allows; DEFAULT_GRACE where it has none."""
    seconds = pod.spec.termination_grace_period_seconds
    return DEFAULT_GRACE if seconds is None else seconds


def deletion_requested_at(pod: Pod) -> datetime | None:
    """The time at which the deletion was requested; None if the pod is not being deleted.

    deletionTimestamp is that time plus the grace period (apiserver registry/rest/delete.go, v1.37)."""
    deadline = pod.metadata.deletion_timestamp
    if deadline is None:
        return None
    return later(deadline, -(pod.metadata.deletion_grace_period_seconds or 0))


def deletion(pod: Pod, views: Sequence[ContainerView], now: datetime) -> Deletion | None:
    """The state of the pod's deletion at `now`; None if it is not being deleted."""
    requested, deadline = deletion_requested_at(pod), pod.metadata.deletion_timestamp
    if requested is None or deadline is None:
        return None
    left = max(0, int((deadline - now).total_seconds()))
    return Deletion(requested, left, tuple(view.name for view in stop_order(views)))


def stop_order(views: Sequence[ContainerView]) -> list[ContainerView]:
    """The main containers and native sidecars, in the order in which they get their stop signal.

    All main containers get it at once. Native sidecars follow in the reverse of their start order (KEP-753, kuberuntime
    terminationOrdering, v1.37)."""
    mains = [view for view in views if view.type is ContainerType.CONTAINER]
    sidecars = [view for view in views if view.type is ContainerType.SIDECAR]
    return mains + sidecars[::-1]
