"""What has to pass before a container may start (KEP-753; kuberuntime computeInitContainerActions, v1.37)."""

from __future__ import annotations

from collections.abc import Sequence

from kubectl_sidecars.api import Pod, Running, Terminated, Waiting
from kubectl_sidecars.lifecycle.restarts import succeeded
from kubectl_sidecars.model import ContainerType, ContainerView, is_over

NOT_CREATED = frozenset({"", "PodInitializing", "ContainerCreating"})
"""Waiting reasons of a container that the kubelet has not tried to start."""


def has_passed(view: ContainerView) -> bool:
    """Whether an entry of initContainers lets the next one start. Readiness and liveness never gate."""
    state = view.state
    if view.type is ContainerType.SIDECAR:
        return view.is_started and isinstance(state, Running)
    return isinstance(state, Terminated) and succeeded(view.type, state)


def is_initialising(pod: Pod, views: Sequence[ContainerView]) -> bool:
    """Whether the chain of initContainers is being worked on: none of the main containers has been tried yet.

    The condition Initialized does not tell: it stays True through a restart of the sandbox (a reboot).
    """
    if is_over(pod):
        return False
    return all(_untried(view) for view in views if view.type is ContainerType.CONTAINER)


def _untried(view: ContainerView) -> bool:
    state = view.state
    return isinstance(state, Waiting) and state.reason in NOT_CREATED


def gate(pod: Pod, views: Sequence[ContainerView]) -> ContainerView | None:
    """The first entry of initContainers that has not passed, while it holds up what comes after it."""
    if not is_initialising(pod, views):
        return None
    for view in views:
        if view.in_init_containers and not has_passed(view):
            return view
    return None


def gate_words(view: ContainerView) -> str:
    """What exactly is waited for: `the startup probe of vault-agent`."""
    if view.type is ContainerType.INIT:
        return f"{view.name} to complete"
    if view.spec.startup_probe is not None:
        return f"the startup probe of {view.name}"
    if view.spec.lifecycle.post_start is not None:
        return f"the postStart hook of {view.name}"
    return f"{view.name} to start"
