"""What a container's trouble does to its pod."""

from __future__ import annotations

from kubectl_sidecars.api import Running
from kubectl_sidecars.diagnose.finding import Effect
from kubectl_sidecars.diagnose.phrasing.words import verb
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment, Stage
from kubectl_sidecars.lifecycle.gates import is_initialising
from kubectl_sidecars.model import ContainerType, is_true
from kubectl_sidecars.sentences import listed


def effect(subject: Subject, container: Assessment) -> tuple[Effect, str]:
    """The effect of a container that is down or not ready, and the sentence that says so of this pod."""
    if blocks(subject, container):
        behind = waiting_behind(subject, container)
        return Effect.BLOCKED, f"{listed(behind)} {verb(behind, 'waits', 'wait')} behind it." if behind else ""
    return beside(subject, container)


def beside(subject: Subject, container: Assessment) -> tuple[Effect, str]:
    """The same for a container that no other waits for: what runs on beside it."""
    running = [
        main.name
        for main in subject.mains
        if main is not container and isinstance(main.view.state, Running) and not main.judgement.is_helper
    ]
    itself = container.view.type is ContainerType.CONTAINER and isinstance(container.view.state, Running)
    if not running and not itself:
        return Effect.DOWN, ""
    goes_on = f"{listed(running)} {verb(running, 'runs', 'run')} on" if running else ""
    if subject.of_job or is_true(subject.pod, "Ready"):
        return Effect.NONE, f"{goes_on}." if goes_on else ""
    if not running:
        return Effect.UNREADY, ""
    return Effect.UNREADY, f"{goes_on}, but the pod is not Ready, so no Service sends it traffic."


def blocks(subject: Subject, container: Assessment) -> bool:
    """True if no main container can start before this one has passed."""
    if not container.view.in_init_containers:
        return False
    views = [other.view for other in subject.containers]
    return is_initialising(subject.pod, views) or any(
        other.stage is Stage.WAITING and other.waits_for == container.name for other in subject.containers
    )


def waiting_behind(subject: Subject, container: Assessment) -> list[str]:
    """The containers that come after it, in start order."""
    names = [other.name for other in subject.containers if other.view.type is not ContainerType.EPHEMERAL]
    return names[names.index(container.name) + 1 :] if container.name in names else []


def headline(subject: Subject, container: Assessment, summary: str) -> str:
    """The first sentence: `checkout cannot start: vault-agent never passes its startup probe.`"""
    if not blocks(subject, container):
        return f"{summary}."
    return f"{listed(main.name for main in subject.mains)} cannot start: {summary}."
