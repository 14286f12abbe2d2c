"""Field paths, for evidence that can be checked with kubectl get -o jsonpath."""

from __future__ import annotations

from kubectl_sidecars.api import PodCondition
from kubectl_sidecars.diagnose.phrasing.quotes import plain
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.model import ContainerType

_LISTS = {
    ContainerType.INIT: "initContainerStatuses",
    ContainerType.SIDECAR: "initContainerStatuses",
    ContainerType.CONTAINER: "containerStatuses",
    ContainerType.EPHEMERAL: "ephemeralContainerStatuses",
}


def status_path(subject: Subject, container: Assessment) -> str:
    """The field path of the container's status, whose position need not be that in the spec."""
    field = _LISTS[container.view.type]
    index = subject.once(_positions)[field].get(container.name)
    return f"status.{field}" if index is None else f"status.{field}[{index}]"


def _positions(subject: Subject) -> dict[str, dict[str, int]]:
    """By list of statuses: the position of the first one of each name."""
    status = subject.pod.status
    lists = (status.init_container_statuses, status.container_statuses, status.ephemeral_container_statuses)
    fields = ("initContainerStatuses", "containerStatuses", "ephemeralContainerStatuses")
    found: dict[str, dict[str, int]] = {}
    for field, statuses in zip(fields, lists, strict=True):
        places = found.setdefault(field, {})
        for index, each in enumerate(statuses):
            places.setdefault(each.name, index)
    return found


def ended_path(subject: Subject, container: Assessment) -> str:
    """The field path of its newest end."""
    is_down = container.view.status is not None and container.view.status.state.terminated is not None
    return f"{status_path(subject, container)}.{'state' if is_down else 'lastState'}.terminated"


def condition_evidence(condition: PodCondition) -> str:
    """`condition PodScheduled=False Unschedulable: 0/1 nodes are available`."""
    reason = f" {condition.reason}" if condition.reason else ""
    message = f": {plain(condition.message)}" if condition.message else ""
    return f"condition {condition.type}={condition.status}{reason}{message}"
