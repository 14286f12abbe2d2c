"""Times that pods took from their start until they were ready: others of the same template may take as long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kubectl_sidecars.api import ContainerStatus, Pod
from kubectl_sidecars.diagnose.facts.thresholds import SLOWEST_START
from kubectl_sidecars.model import condition, controller, is_sidecar, revision
from kubectl_sidecars.snapshot import Snapshot

Template = tuple[str, str]
"""The uid of a pod's owner, and the revision of it that made the pod."""


def template(pod: Pod) -> Template | None:
    """The template of the pod; None without an owner."""
    above = controller(pod.metadata)
    return (above.uid, revision(pod)) if above is not None else None


def seconds_to_ready(pod: Pod) -> float | None:
    """Seconds from the start of its last container until all were ready.

    None for a pod without a readiness probe, for one that is not ready, and for one that may have been ready before:
    a container was restarted, or it took longer than SLOWEST_START."""
    for container in pod.spec.containers:
        if container.readiness_probe is not None:
            break
    else:
        return None
    ready = condition(pod, "ContainersReady") or condition(pod, "Ready")
    if ready is None or ready.status != "True" or ready.last_transition_time is None:
        return None
    latest = None
    for status in _statuses(pod):
        running = status.state.running
        if status.restart_count or running is None or running.started_at is None:
            return None
        latest = running.started_at if latest is None else max(latest, running.started_at)
    took = (ready.last_transition_time - latest).total_seconds() if latest is not None else 0.0
    return took if 0 < took <= SLOWEST_START else None


def _statuses(pod: Pod) -> Iterator[ContainerStatus]:
    """The statuses of the containers that run as long as the pod."""
    yield from pod.status.container_statuses
    if pod.spec.init_containers:
        sidecars = {container.name for container in pod.spec.init_containers if is_sidecar(container)}
        yield from (status for status in pod.status.init_container_statuses if status.name in sidecars)


def slowest_starts(around: Snapshot) -> Mapping[Template, float]:
    """Seconds that the slowest pod of each template took until it was ready, where one is known."""
    slowest: dict[Template, float] = {}
    for pod in around.pods.values():
        took = seconds_to_ready(pod)
        of = template(pod) if took is not None else None
        if took is not None and of is not None and took > slowest.get(of, 0.0):
            slowest[of] = took
    return slowest
