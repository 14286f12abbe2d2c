"""What can change the cluster is kubectl's to do: its words, shown before they are run."""

from __future__ import annotations

from collections.abc import Sequence

from kubectl_sidecars.model import Owner
from kubectl_sidecars.report import PodReport

RESTARTABLE = {"Deployment", "StatefulSet", "DaemonSet"}
"""Kinds that kubectl rollout restart takes (kubectl v1.37)."""
DEBUG_IMAGE = "busybox:1.37"

Words = tuple[str, ...]


def shell(kubectl: Words, pod: PodReport, container: str) -> Words:
    """bash where there is one, else sh."""
    start = "command -v bash >/dev/null && exec bash || exec sh"
    return (*kubectl, "exec", "-it", "-n", pod.namespace, pod.name, "-c", container, "--", "sh", "-c", start)


def debug(kubectl: Words, pod: PodReport, container: str) -> Words:
    """An ephemeral container beside the one that is looked at; it stays in the pod's spec for good."""
    target = f"--target={container}"
    return (*kubectl, "debug", "-it", "-n", pod.namespace, pod.name, f"--image={DEBUG_IMAGE}", target)


def delete(kubectl: Words, pod: PodReport, _container: str) -> Words:
    return (*kubectl, "delete", "pod", "-n", pod.namespace, pod.name)


def restart(kubectl: Words, pod: PodReport, _container: str) -> Words:
    """All pods of the workload, a few at a time."""
    return (*kubectl, "rollout", "restart", "-n", pod.namespace, f"{pod.owner.kind.lower()}/{pod.owner.name}")


def can_restart(owner: Owner) -> bool:
    return owner.kind in RESTARTABLE


CHANGES = {
    "shell": ("open a shell", shell),
    "debug": ("add a debug container", debug),
    "delete": ("delete this pod", delete),
    "restart": ("restart the workload", restart),
}


def fitting_container(pod: PodReport, wanted: str = "") -> str:
    """The container asked for; else the first main one that runs; else the first that runs; else the first."""
    names = [container.name for container in pod.containers]
    if wanted in names:
        return wanted
    running = [container for container in pod.containers if container.state.kind == "running"]
    mains = [container for container in running if container.role == "main"]
    return next(iter([each.name for each in mains + running] + names), "")


def sentence(words: Sequence[str]) -> str:
    """As it would be typed: quoted where a shell needs it."""
    import shlex  # noqa: PLC0415 - only when something is asked for

    return shlex.join(words)
