"""Effects of a container's trouble on its pod."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kubectl_sidecars.api import Running
from kubectl_sidecars.container_names import all_called
from kubectl_sidecars.diagnose.finding import Effect
from kubectl_sidecars.diagnose.phrasing.words import verb
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment, Stage
from kubectl_sidecars.lifecycle.gates import is_initialising
from kubectl_sidecars.model import ContainerType, is_true


def effect(subject: Subject, container: Assessment) -> tuple[Effect, str]:
    """The effect of a container that is down or not ready, and the sentence that says so of this pod."""
    if blocks(subject, container):
        behind = waiting_behind(subject, container)
        return Effect.BLOCKED, f"{all_called(behind)} {verb(behind, 'waits', 'wait')} behind it." if behind else ""
    return beside(subject, container)


def beside(subject: Subject, container: Assessment) -> tuple[Effect, str]:
    """The effect of a container that no other waits for, and the sentence on what runs on beside it."""
    running = beside_names(subject, container, _running_mains)
    itself = container.view.type is ContainerType.CONTAINER and isinstance(container.view.state, Running)
    if not running and not itself:
        return Effect.DOWN, ""
    goes_on = f"{all_called(running)} {verb(running, 'runs', 'run')} on" if running else ""
    if subject.of_job or is_true(subject.pod, "Ready"):
        return Effect.NONE, f"{goes_on}." if goes_on else ""
    if not running:
        return Effect.UNREADY, ""
    return Effect.UNREADY, f"{goes_on}, but the pod is not Ready, so no Service sends it traffic."


def blocks(subject: Subject, container: Assessment) -> bool:
    """True if no main container can start before this one has passed."""
    if not container.view.in_init_containers:
        return False
    return subject.once(initialises) or container.name in subject.once(_waited_for)


def waiting_behind(subject: Subject, container: Assessment) -> list[str]:
    """The containers that come after it, in start order."""
    names, positions = subject.once(_in_order)
    return names[positions[container.name] + 1 :] if container.name in positions else []


def _in_order(subject: Subject) -> tuple[list[str], dict[str, int]]:
    """The names of all containers but ephemeral ones in start order, and the first position of each."""
    names = [other.name for other in subject.containers if other.view.type is not ContainerType.EPHEMERAL]
    return names, {name: position for position, name in reversed(list(enumerate(names)))}


def initialises(subject: Subject) -> bool:
    """True if the kubelet still works on initContainers; see is_initialising."""
    return is_initialising(subject.pod, subject.views)


def _waited_for(subject: Subject) -> frozenset[str]:
    """The names of the containers for which another one waits."""
    return frozenset(other.waits_for for other in subject.containers if other.stage is Stage.WAITING)


Chosen = Callable[[Subject], "tuple[list[str], dict[int, int]]"]
"""The names of some containers of a pod, and the position of each in them by its identity."""


def chosen(containers: Iterable[Assessment]) -> tuple[list[str], dict[int, int]]:
    """These containers, as Chosen has them."""
    kept = list(containers)
    return [each.name for each in kept], {id(each): position for position, each in enumerate(kept)}


def beside_names(subject: Subject, container: Assessment, others: Chosen) -> list[str]:
    """The names of the others without that of the container."""
    names, positions = subject.once(others)
    position = positions.get(id(container))
    return names if position is None else names[:position] + names[position + 1 :]


def _running_mains(subject: Subject) -> tuple[list[str], dict[int, int]]:
    """The main containers that run and are no helpers."""
    return chosen(
        main for main in subject.mains if isinstance(main.view.state, Running) and not main.judgement.is_helper
    )


def headline(subject: Subject, container: Assessment, summary: str) -> str:
    """The first sentence: `checkout cannot start: vault-agent never passes its startup probe.`"""
    if not blocks(subject, container):
        return f"{summary}."
    return f"{all_called(subject.once(main_names))} cannot start: {summary}."


def main_names(subject: Subject) -> tuple[str, ...]:
    """The names of the main containers."""
    return tuple(main.name for main in subject.mains)
