"""The stage of each container, and what it waits for."""

from __future__ import annotations

from collections.abc import Sequence

from kubectl_sidecars.api import Pod, Running, Terminated, Waiting
from kubectl_sidecars.classify import Judgement
from kubectl_sidecars.lifecycle.assessment import Assessment, Stage
from kubectl_sidecars.lifecycle.deletion import deletion_requested_at, stop_order
from kubectl_sidecars.lifecycle.gates import gate
from kubectl_sidecars.lifecycle.restarts import next_restart, succeeded, will_restart
from kubectl_sidecars.model import ContainerType, ContainerView, is_over


def assess(pod: Pod, views: Sequence[ContainerView], judgements: Sequence[Judgement]) -> tuple[Assessment, ...]:
    """Where each container stands, in start order."""
    blocker = gate(pod, views)
    ending = is_ending(pod, views)
    found: list[Assessment] = []
    behind = False
    for view, judgement in zip(views, judgements, strict=True):
        state = view.state
        if isinstance(state, Running):
            ahead = _stops_after(view, views) if ending and view.type is ContainerType.SIDECAR else ""
            found.append(Assessment(view, judgement, _running(pod, view, ending and not ahead), ahead))
        elif isinstance(state, Terminated):
            stage = _terminated(pod, view, state, ending)
            found.append(Assessment(view, judgement, stage, "", next_restart(pod, view)))
        else:
            held = blocker if behind and view.type is not ContainerType.EPHEMERAL else None
            stage = _waiting(pod, view, state, held)
            waits_for = held.name if held is not None and stage is Stage.WAITING else ""
            found.append(Assessment(view, judgement, stage, waits_for, next_restart(pod, view)))
        behind = behind or view is blocker
    return tuple(found)


def is_ending(pod: Pod, views: Sequence[ContainerView]) -> bool:
    """Whether the pod is being deleted, or no main container runs or will be started again: then its native
    sidecars are stopped too (kuberuntime computePodActions, v1.37)."""
    if pod.metadata.deletion_timestamp is not None or is_over(pod):
        return True
    mains = [view for view in views if view.type is ContainerType.CONTAINER]
    return bool(mains) and all(
        isinstance(view.state, Terminated) and not will_restart(pod, view, view.state) for view in mains
    )


def _stops_after(sidecar: ContainerView, views: Sequence[ContainerView]) -> str:
    """The container that must end before a native sidecar gets its stop signal; "" when it has got it."""
    order = stop_order(views)
    before = (view for view in order[: order.index(sidecar)][::-1] if isinstance(view.state, Running))
    return next((view.name for view in before), "")


def _running(pod: Pod, view: ContainerView, ending: bool) -> Stage:
    """`ending` for a sidecar once its own stop signal has come: the pod's deletion alone does not stop it."""
    deleting = pod.metadata.deletion_timestamp is not None
    if ending and (deleting or view.type is ContainerType.SIDECAR):
        return Stage.STOPPING
    if view.type in (ContainerType.INIT, ContainerType.EPHEMERAL):
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


def _waiting(pod: Pod, view: ContainerView, waiting: Waiting, held: ContainerView | None) -> Stage:
    if waiting.reason == "CrashLoopBackOff":
        return Stage.BACKING_OFF
    if is_over(pod):
        return Stage.STOPPED if view.last_terminated else Stage.NOT_STARTED
    if not pod.spec.node_name:
        return Stage.NOT_STARTED
    return Stage.WAITING if held is not None else Stage.STARTING
