"""The pods that read something of their surroundings, and those that others read: functions that are True for them."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from kubectl_sidecars.api import Pod
from kubectl_sidecars.diagnose.facts.standby_signs import tells_role
from kubectl_sidecars.diagnose.facts.start_times import seconds_to_ready, template
from kubectl_sidecars.model import condition, controller, is_true
from kubectl_sidecars.pod_work import done_by

OfPod = Callable[[Pod], bool]
"""A function that is True for some pods."""


def every_pod(_: Pod) -> bool:
    """True."""
    return True


def has_trouble(pod: Pod) -> bool:
    """True unless it is up and was never restarted: what it waits for, or what ended it, may be another pod."""
    status = pod.status
    if status.phase == "Pending" or not is_true(pod, "Ready"):
        return True
    for container in status.container_statuses:  # a loop, since each pod is asked for it
        if container.restart_count:
            return True
    return bool(status.init_container_statuses) and any(each.restart_count for each in status.init_container_statuses)


def is_unready(pod: Pod) -> bool:
    """True if the pod is not Ready."""
    return not is_true(pod, "Ready")


def is_unscheduled(pod: Pod) -> bool:
    """True if the pod has no node."""
    return not pod.spec.node_name


def is_scheduled(pod: Pod) -> bool:
    """True if the pod has a node."""
    return bool(pod.spec.node_name)


def has_failed(pod: Pod) -> bool:
    """True if the pod has failed."""
    return pod.status.phase == "Failed"


def has_owner(pod: Pod) -> bool:
    """True if something owns the pod."""
    return bool(pod.metadata.owner_references)


def has_claims(pod: Pod) -> bool:
    """True if a volume of the pod is a claim."""
    return any(volume.persistent_volume_claim is not None for volume in pod.spec.volumes)


def may_stand_by(pod: Pod) -> bool:
    """True for a pod that may be a standby."""
    return not is_true(pod, "Ready") and tells_role(pod)


def may_be_slow(pod: Pod) -> bool:
    """True for a pod that may take as long to become ready as others of its owner did."""
    return not is_true(pod, "Ready") and controller(pod.metadata) is not None


def is_moved(pod: Pod) -> bool:
    """True if the pod is moved away, or was."""
    is_leaving_or_over = pod.metadata.deletion_timestamp is not None or pod.is_over
    return is_leaving_or_over and condition(pod, "DisruptionTarget") is not None


def is_leaving(pod: Pod) -> bool:
    """True if the pod is being deleted, and holds its place on a node until then."""
    return pod.is_leaving


def holds_devices(pod: Pod) -> bool:
    """True if the pod holds devices that others may lack."""
    return pod.holds_devices


def has_done_work(pod: Pod) -> bool:
    """True for a pod that has done the work of others, or goes on with it."""
    return done_by(pod) is not None


def start(pod: Pod) -> tuple[Hashable, float] | None:
    """The template of the pod, and how many seconds the pod took until it was ready; None if that is not known."""
    of = template(pod)
    took = seconds_to_ready(pod) if of is not None else None
    return (of, took) if took is not None else None
