"""What speaks for a role, and all that may be looked at to find it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from kubectl_sidecars.api import Pod, Volume
from kubectl_sidecars.classify.image import Image, parse
from kubectl_sidecars.classify.judgement import Role
from kubectl_sidecars.model import ContainerType, ContainerView, Owner


class Evidence(NamedTuple):
    """`weight`: about 4 is strong, 2 is a sign, 1 is a hint. `words` is for people."""

    role: Role
    task: str
    weight: float
    words: str


class Clue(NamedTuple):
    """A part of a command line, and what it is evidence for."""

    pattern: re.Pattern[str]
    evidence: Evidence


def clue(role: Role, task: str, weight: float, words: str, *alternatives: str) -> Clue:
    return Clue(re.compile("|".join(alternatives), re.IGNORECASE), Evidence(role, task, weight, words))


class Scene:
    """A pod as the classifier sees it: what its containers share is worked out once."""

    def __init__(self, pod: Pod, views: tuple[ContainerView, ...], owner: Owner) -> None:
        self.pod = pod
        self.owner = owner
        self.actors = tuple(Actor(self, view) for view in views)

    @cached_property
    def volumes(self) -> Mapping[str, Volume]:
        return {volume.name: volume for volume in self.pod.spec.volumes}

    @cached_property
    def long_running(self) -> tuple[Actor, ...]:
        """The entries of spec.containers: what the pod is for is among them."""
        return tuple(actor for actor in self.actors if actor.view.type is ContainerType.CONTAINER)


class Actor:
    """One container in its scene."""

    def __init__(self, scene: Scene, view: ContainerView) -> None:
        self.scene = scene
        self.view = view
        self.spec = view.spec
        self.name = view.spec.name
        self.type = view.type

    @cached_property
    def image(self) -> Image:
        return parse(self.spec.image)

    @cached_property
    def argv(self) -> str:
        """Command and arguments in one line; a script keeps its text, not its line ends."""
        return " ".join(" ".join((*self.spec.command, *self.spec.args)).split())

    @cached_property
    def others(self) -> tuple[Actor, ...]:
        """The other containers that run when this one does: not those that only came before."""
        return tuple(
            actor
            for actor in self.scene.actors
            if actor is not self and actor.type in (ContainerType.CONTAINER, ContainerType.SIDECAR)
        )

    @cached_property
    def values(self) -> str:
        """Command line and values of the environment, where addresses stand."""
        return " ".join((self.argv, *(variable.value for variable in self.spec.env if variable.value)))

    @cached_property
    def ports(self) -> frozenset[int]:
        return frozenset(port.container_port for port in self.spec.ports)

    @cached_property
    def shares_image(self) -> bool:
        """Whether another container of the pod runs the same image: then the image says little of either."""
        return any(actor is not self and actor.image == self.image for actor in self.scene.actors)


Sign = Callable[[Actor], Iterator[Evidence]]
"""A generator of evidence; its docstring says what it goes by."""
