"""Gates: the init containers and sidecars that must pass before the next container starts.

Mirrors KEP-753 and kuberuntime computeInitContainerActions (v1.37).
"""

from __future__ import annotations

from collections.abc import Sequence

from kubectl_sidecars.api import Pod, Running, Terminated, Waiting
from kubectl_sidecars.container_names import called
from kubectl_sidecars.lifecycle.restarts import succeeded
from kubectl_sidecars.model import ContainerType, ContainerView

NOT_CREATED = frozenset({"", "PodInitializing", "ContainerCreating"})
"""Waiting reasons of a container that the kubelet has not yet tried to start."""


def has_passed(view: ContainerView) -> bool:
    """True if an entry of initContainers lets the next container start.

    An init container must have succeeded. A native sidecar must run and have started; its readiness does not matter."""
    state = view.state
    if view.type is ContainerType.SIDECAR:
        return view.is_started and isinstance(state, Running)
    return isinstance(state, Terminated) and succeeded(view.type, state)


def is_initialising(pod: Pod, views: Sequence[ContainerView]) -> bool:
    """True if the kubelet is still working on initContainers: it has not tried to start any main container.

    The condition Initialized is no substitute: it stays True when the sandbox is restarted (a reboot)."""
    if pod.is_over:
        return False
    return all(_untried(view) for view in views if view.type is ContainerType.CONTAINER)


def _untried(view: ContainerView) -> bool:
    state = view.state
    return isinstance(state, Waiting) and state.reason in NOT_CREATED


def gate(pod: Pod, views: Sequence[ContainerView]) -> ContainerView | None:
    """The first entry of initContainers that has not passed; None if nothing waits for one."""
    if not is_initialising(pod, views):
        return None
    for view in views:
        if view.in_init_containers and not has_passed(view):
            return view
    return None


def gate_words(view: ContainerView) -> str:
    """`the startup probe of vault-agent`: the event that lets the next container start."""
    if view.type is ContainerType.INIT:
        return f"{called(view.name)} to complete"
    if view.spec.startup_probe is not None:
        return f"the startup probe of {called(view.name)}"
    if view.spec.lifecycle.post_start is not None:
        return f"the postStart hook of {called(view.name)}"
    return f"{called(view.name)} to start"
