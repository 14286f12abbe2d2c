"""What speaks for a role, and all that may be looked at to find it."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from kubectl_sidecars.api import Container, Pod, Volume
from kubectl_sidecars.classify.catalog import Index
from kubectl_sidecars.classify.image import Image, parse
from kubectl_sidecars.classify.judgement import Role
from kubectl_sidecars.classify.service_ports import NONE, Ports
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


LOCAL_PORT = re.compile(r"(?:127\.0\.0\.1|localhost|\[::1\])\)?[:/](\d{2,5})")
MOST_READ = 3000
"""Characters of a command line that are looked at: an API object may hold a megabyte of hostile text."""


class PodContext:
    """A pod as the classifier sees it: what its containers share is worked out once."""

    def __init__(
        self, pod: Pod, views: tuple[ContainerView, ...], owner: Owner, index: Index, served: Ports = NONE
    ) -> None:
        self.pod = pod
        self.served = served
        self.owner = owner
        self.index = index
        self.actors = tuple(ContainerContext(self, view) for view in views)

    @cached_property
    def volumes(self) -> Mapping[str, Volume]:
        return {volume.name: volume for volume in self.pod.spec.volumes}

    @cached_property
    def marks(self) -> tuple[tuple[str, str], ...]:
        """The annotations and labels that entries of the catalogue look for."""
        meta, marks = self.pod.metadata, self.index.marks
        return tuple(item for marked in (meta.annotations, meta.labels) for item in marked.items() if marks[item])


class ContainerContext:
    """One container in its scene."""

    def __init__(self, scene: PodContext, view: ContainerView) -> None:
        self.scene = scene
        self.view = view
        self.spec = view.spec
        self.name = view.spec.name
        self.type = view.type

    @property
    def fingerprint(self) -> Hashable:
        """All that can be said of it without its neighbours depends on this alone."""
        return (self.type, self.spec.image, self.scene.marks, self.shares_image, *read_container(self.spec))

    @cached_property
    def image(self) -> Image:
        return parse(self.spec.image)

    @cached_property
    def argv(self) -> str:
        """Command and arguments in one line, as far as they are read; a script keeps its text, not its line ends."""
        return " ".join(" ".join((*self.spec.command, *self.spec.args))[:MOST_READ].split())

    @cached_property
    def others(self) -> tuple[ContainerContext, ...]:
        """The other containers that run when this one does: not those that only came before."""
        return tuple(
            actor
            for actor in self.scene.actors
            if actor is not self and actor.type in (ContainerType.CONTAINER, ContainerType.SIDECAR)
        )

    @cached_property
    def values(self) -> str:
        """Command line and values of the environment, where addresses stand."""
        return " ".join((self.argv, *(variable.value[:MOST_READ] for variable in self.spec.env if variable.value)))

    @cached_property
    def calls_home(self) -> bool:
        """Whether its command line or environment holds an address on localhost: it works for a neighbour."""
        return any(here in self.values for here in ("127.0.0.1", "localhost", "[::1]"))

    @cached_property
    def ports(self) -> frozenset[int]:
        return frozenset(port.container_port for port in self.spec.ports)

    @cached_property
    def shares_image(self) -> bool:
        """Whether another container runs the same image otherwise: then the image says little of either."""
        return any(
            actor is not self and actor.image == self.image and not self.equals(actor) for actor in self.scene.actors
        )

    def equals(self, other: ContainerContext) -> bool:
        """Whether both run the same, each on a port of its own: what one is the other is."""
        mine, theirs = self.spec, other.spec
        return (self.type, self.image, mine.command, mine.args) == (
            other.type,
            other.image,
            theirs.command,
            theirs.args,
        ) and (self.ports != other.ports)


def read_container(spec: Container, *, has_token: bool = True) -> tuple[Hashable, ...]:
    """All that classification reads of a container, but for its image; `has_token` if one may be mounted."""
    mounts = spec.volume_mounts
    if has_token and mounts:
        if mounts[-1].mount_path == TOKEN:
            mounts = mounts[:-1]
        elif TOKEN in [each.mount_path for each in mounts]:
            mounts = tuple([each for each in mounts if each.mount_path != TOKEN])
    return mounts, _significant(spec), spec.readiness_probe is None and spec.liveness_probe is None


_significant: Callable[[Container], tuple[Hashable, ...]] = operator.attrgetter(
    "name", "command", "args", "env", "ports", "security_context"
)
TOKEN = "/var/run/secrets/kubernetes.io/serviceaccount"  # noqa: S105 - a path
"""Where each pod mounts a volume whose name no other pod has, which tells nothing (the admission plugin
ServiceAccount, v1.35)."""
TOKEN_VOLUME = "kube-api-access-"  # noqa: S105 - a name


Sign = Callable[[ContainerContext], Iterator[Evidence]]
"""A generator of evidence; its docstring says what it goes by."""
