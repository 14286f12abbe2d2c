"""The kubectl commands that change the cluster: the user confirms the exact words before they are run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from kubectl_sidecars.model import Owner
from kubectl_sidecars.report import PodReport

RESTARTABLE = {"Deployment", "StatefulSet", "DaemonSet"}
"""Kinds that kubectl rollout restart takes (kubectl v1.37)."""
DEBUG_IMAGE = "busybox:1.37"

Words = tuple[str, ...]


def shell(kubectl: Words, pod: PodReport, container: str) -> Words:
    """A command that opens a shell in the container: bash if it has one, else sh."""
    start = "command -v bash >/dev/null && exec bash || exec sh"
    return (*kubectl, "exec", "-it", "-n", pod.namespace, pod.name, "-c", container, "--", "sh", "-c", start)


def debug(kubectl: Words, pod: PodReport, container: str) -> Words:
    """A command that adds an ephemeral container, targeting this one. It stays in the pod's spec until the pod goes."""
    target = f"--target={container}"
    return (*kubectl, "debug", "-it", "-n", pod.namespace, pod.name, f"--image={DEBUG_IMAGE}", target)


def delete(kubectl: Words, pod: PodReport, _container: str) -> Words:
    """A command that deletes the pod."""
    return (*kubectl, "delete", "pod", "-n", pod.namespace, pod.name)


def restart(kubectl: Words, pod: PodReport, _container: str) -> Words:
    """A command that replaces all pods of the workload, a few at a time."""
    return (*kubectl, "rollout", "restart", "-n", pod.namespace, f"{pod.owner.kind.lower()}/{pod.owner.name}")


def can_restart(owner: Owner) -> bool:
    """True if kubectl can restart the workload."""
    return owner.kind in RESTARTABLE


class Action(NamedTuple):
    """What the user is asked, and the command by the words that start kubectl, the pod and the container."""

    question: str
    command: Callable[[Words, PodReport, str], Words]


ACTIONS = {
    "shell": Action("open a shell", shell),
    "debug": Action("add a debug container", debug),
    "delete": Action("delete this pod", delete),
    "restart": Action("restart the workload", restart),
}


def fitting_container(pod: PodReport, wanted: str = "") -> str:
    """The container asked for; else the first main one that runs; else the first that runs; else the first; "" if the
    pod has none."""
    names = [container.name for container in pod.containers]
    if wanted in names:
        return wanted
    running = [container for container in pod.containers if container.state.kind == "running"]
    mains = [container for container in running if container.role == "main"]
    return next(iter([container.name for container in mains + running] + names), "")


def command_line(words: Sequence[str]) -> str:
    """The command as it would be typed, quoted where a shell needs it."""
    import shlex  # noqa: PLC0415 - only when something is asked for

    return shlex.join(words)
