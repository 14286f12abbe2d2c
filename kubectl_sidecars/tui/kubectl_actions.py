"""The kubectl commands that the screen offers: those that change the cluster are confirmed by their exact words."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from typing import NamedTuple

from kubectl_sidecars.causes.cause import Cause, PodName
from kubectl_sidecars.container_names import called
from kubectl_sidecars.model import Owner
from kubectl_sidecars.report import PodReport

RESTARTABLE = {"Deployment", "StatefulSet", "DaemonSet"}
"""Kinds that kubectl rollout restart takes (kubectl v1.37)."""
DEBUG_IMAGE = "busybox:1.37"
"""The image of a debug container where no other one is asked for."""
READS = {"describe", "events", "explain", "get", "logs", "top"}
"""Commands of kubectl that change nothing."""

Words = tuple[str, ...]


def describe(kubectl: Words, pod: PodReport) -> Words:
    """A command that describes the pod."""
    return (*kubectl, "describe", "pod", "-n", pod.namespace, pod.name)


def shell(kubectl: Words, pod: PodReport, container: str) -> Words:
    """A command that opens a shell in the container: bash if it has one, else sh."""
    start = "command -v bash >/dev/null && exec bash || exec sh"
    return (*kubectl, "exec", "-it", "-n", pod.namespace, pod.name, "-c", container, "--", "sh", "-c", start)


def debug(kubectl: Words, pod: PodReport, container: str, image: str) -> Words:
    """A command that adds an ephemeral container of this image, targeting this container. It stays in the
    pod's spec until the pod goes.

    The profile is named, because kubectl warns about the one that it would take."""
    target = ("--profile=general", f"--target={container}")
    return (*kubectl, "debug", "-it", "-n", pod.namespace, pod.name, f"--image={image}", *target)


def delete(kubectl: Words, pod: PodReport) -> Words:
    """A command that deletes the pod."""
    return (*kubectl, "delete", "pod", "-n", pod.namespace, pod.name)


def restart(kubectl: Words, pod: PodReport) -> Words:
    """A command that replaces all pods of the workload, a few at a time."""
    return (*kubectl, "rollout", "restart", "-n", pod.namespace, f"{pod.owner.kind.lower()}/{pod.owner.name}")


def can_restart(owner: Owner) -> bool:
    """True if kubectl can restart the workload."""
    return owner.kind in RESTARTABLE


class KubectlAction(NamedTuple):
    """A change: what `y` does, such as Restart, to what, and the command. Without a command `why_not` says why."""

    verb: str = ""
    what: str = ""
    command: Words = ()
    why_not: str = ""


class Target(NamedTuple):
    """A pod to which a change is made, the causes that there are, and the image for a debug container. `container` is
    the one asked for, "" for none."""

    pod: PodReport
    container: str = ""
    causes: Sequence[Cause] = ()
    debug_image: str = DEBUG_IMAGE


def _name(pod: PodReport) -> str:
    return f"{pod.namespace}/{pod.name}"


def _in_container(kubectl: Words, target: Target) -> KubectlAction:
    container = fitting_container(target.pod, target.container)
    if not container:
        return KubectlAction(why_not=_not_running(target, "a shell needs one that runs"))
    return KubectlAction(
        "Open", f"a shell in {called(container)} of {_name(target.pod)}", shell(kubectl, target.pod, container)
    )


def _debug(kubectl: Words, target: Target) -> KubectlAction:
    container = fitting_container(target.pod, target.container)
    if not container:
        return KubectlAction(why_not=_not_running(target, "a debug container joins one that runs"))
    command = debug(kubectl, target.pod, container, target.debug_image)
    return KubectlAction("Add", f"a debug container to {_name(target.pod)}", command)


def _not_running(target: Target, why: str) -> str:
    who = f"{called(target.container)} does not run" if target.container else "no container of this pod runs"
    return f"{who}: {why}"


def _delete(kubectl: Words, target: Target) -> KubectlAction:
    return KubectlAction("Delete", f"pod {_name(target.pod)}", delete(kubectl, target.pod))


def _cure(kubectl: Words, target: Target) -> KubectlAction:
    """The cure of a cause of the pod, else to restart its workload."""
    pod = target.pod
    cure = cure_of(pod, target.causes)
    if cure:
        return KubectlAction(
            "Undo", f"the rollout of {pod.owner}, of which the older revision serves", words_of(kubectl, cure)
        )
    if not can_restart(pod.owner):
        return KubectlAction(
            why_not=f"{pod.owner} cannot be restarted by kubectl" if pod.owner.kind else "it has no workload"
        )
    return KubectlAction("Restart", str(pod.owner), restart(kubectl, pod))


def cure_of(pod: PodReport, causes: Sequence[Cause]) -> str:
    """The command that takes away a cause of the pod; "" where none is known."""
    name = PodName(pod.namespace, pod.name)
    return next((cause.cure for cause in causes if cause.cure and name in cause.pods), "")


ACTIONS: dict[str, Callable[[Words, Target], KubectlAction]] = {
    "shell": _in_container,
    "debug": _debug,
    "delete": _delete,
    "cure": _cure,
}
"""By the names that the rows of the keys have."""


def fitting_container(pod: PodReport, wanted: str = "") -> str:
    """The container asked for, else the first main one, else the first; of those that run. "" without one."""
    running = [container for container in pod.containers if container.state.kind == "running"]
    mains = [container for container in running if container.role == "main"]
    fitting = [container for container in running if container.name == wanted] if wanted else mains + running
    return fitting[0].name if fitting else ""


def command_line(words: Sequence[str]) -> str:
    """The command as it would be typed, quoted where a shell needs it."""
    return shlex.join(words)


def words_of(kubectl: Words, command: str) -> Words:
    """The words of a command of a verdict, for the cluster that is shown."""
    words = shlex.split(command)
    return (*kubectl, *words[1:]) if words[:1] == ["kubectl"] else ()


def is_reading(words: Words, start: int) -> bool:
    """True if a command changes nothing; `start` is the number of words that start every command."""
    return words[start : start + 1] in [(verb,) for verb in READS]
