"""The stage of each container, and the container that it waits for."""

from __future__ import annotations

from collections.abc import Sequence

from kubectl_sidecars.api import Pod, Running, Terminated, Waiting
from kubectl_sidecars.classify import Judgement
from kubectl_sidecars.lifecycle.assessment import Assessment, Stage
from kubectl_sidecars.lifecycle.deletion import deletion_requested_at, stop_order
from kubectl_sidecars.lifecycle.gates import gate
from kubectl_sidecars.lifecycle.restarts import next_restart, succeeded, will_restart
from kubectl_sidecars.model import ContainerType, ContainerView


def assess(pod: Pod, views: Sequence[ContainerView], judgements: Sequence[Judgement]) -> tuple[Assessment, ...]:
    """The assessment of each container, in the order of `views`."""
    closed_gate = gate(pod, views)
    ending = is_ending(pod, views)
    assessments: list[Assessment] = []
    is_behind = False
    after = _stops_after(views) if ending else {}
    for view, judgement in zip(views, judgements, strict=True):
        state = view.state
        if isinstance(state, Running):
            stops_after = after.get(id(view), "")
            stage = _running(pod, view, ending and not stops_after)
            assessments.append(Assessment(view, judgement, stage, stops_after))
        elif isinstance(state, Terminated):
            stage = _terminated(pod, view, state, ending)
            assessments.append(Assessment(view, judgement, stage, "", next_restart(pod, view)))
        else:
            held_by = closed_gate if is_behind and view.type is not ContainerType.EPHEMERAL else None
            stage = _waiting(pod, view, state, held_by)
            waits_for = held_by.name if held_by is not None and stage is Stage.WAITING else ""
            assessments.append(Assessment(view, judgement, stage, waits_for, next_restart(pod, view)))
        is_behind = is_behind or view is closed_gate
    return tuple(assessments)


def is_ending(pod: Pod, views: Sequence[ContainerView]) -> bool:
    """True if the pod is being deleted, is over, or all its main containers have ended for good.

    Then the kubelet stops the native sidecars too (kuberuntime computePodActions, v1.37)."""
    if pod.metadata.deletion_timestamp is not None or pod.is_over:
        return True
    mains = [view for view in views if view.type is ContainerType.CONTAINER]
    return bool(mains) and all(
        isinstance(view.state, Terminated) and not will_restart(pod, view, view.state) for view in mains
    )


def _stops_after(views: Sequence[ContainerView]) -> dict[int, str]:
    """By identity of a native sidecar: the container that must end before it is stopped; "" for none."""
    after: dict[int, str] = {}
    running = ""
    for view in stop_order(views):
        if view.type is ContainerType.SIDECAR:
            after[id(view)] = running
        if isinstance(view.state, Running):
            running = view.name
    return after


def _running(pod: Pod, view: ContainerView, ending: bool) -> Stage:
    """The stage of a running container. `ending` is true for a sidecar only after its own stop signal."""
    deleting = pod.metadata.deletion_timestamp is not None
    if ending and (deleting or view.type is ContainerType.SIDECAR):
        return Stage.STOPPING
    if not view.runs_with_pod:
        return Stage.RUNNING
    gated = view.spec.startup_probe is not None or view.spec.lifecycle.post_start is not None
    if gated and not view.is_started:
        return Stage.STARTING
    return Stage.READY if view.is_ready else Stage.RUNNING


def _terminated(pod: Pod, view: ContainerView, terminated: Terminated, ending: bool) -> Stage:
    if view.type is ContainerType.SIDECAR and ending:
        return Stage.STOPPED
    if _ended_by_deletion(pod, terminated):
        return Stage.STOPPED
    if will_restart(pod, view, terminated):
        return Stage.BACKING_OFF
    return Stage.COMPLETED if succeeded(view.type, terminated) else Stage.FAILED


def _ended_by_deletion(pod: Pod, terminated: Terminated) -> bool:
    requested = deletion_requested_at(pod)
    return requested is not None and terminated.finished_at is not None and terminated.finished_at >= requested


def _waiting(pod: Pod, view: ContainerView, waiting: Waiting, held_by: ContainerView | None) -> Stage:
    if waiting.reason == "CrashLoopBackOff":
        return Stage.BACKING_OFF
    if pod.is_over:
        return Stage.STOPPED if view.last_terminated else Stage.NOT_STARTED
    if not pod.spec.node_name:
        return Stage.NOT_STARTED
    return Stage.WAITING if held_by is not None else Stage.STARTING
