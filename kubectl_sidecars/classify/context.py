"""What signals and the catalogue look at: a container, alone or among its neighbours in its pod."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

from kubectl_sidecars.api import Volume
from kubectl_sidecars.classify.evidence import Evidence
from kubectl_sidecars.classify.facts import LoneFacts, PodFacts
from kubectl_sidecars.classify.image import Image, parse
from kubectl_sidecars.model import ContainerType

LOCAL_PORT = re.compile(r"(?:127\.0\.0\.1|localhost|\[::1\])\)?[:/](\d{2,5})")
MOST_READ = 3000
"""Characters of a command line that are looked at: an API object may hold a megabyte of hostile text."""


class LoneContainer:
    """A container without its neighbours, made from all that may be read of it."""

    def __init__(self, facts: LoneFacts) -> None:
        self.spec = facts.spec
        self.name = facts.spec.name
        self.type = facts.spec.type
        self.shares_image = facts.shares_image
        self.annotations: Mapping[str, str] = dict(facts.annotations)
        self.labels: Mapping[str, str] = dict(facts.labels)

    @cached_property
    def image(self) -> Image:
        """The name of its image."""
        return parse(self.spec.image)

    @cached_property
    def argv(self) -> str:
        """Its command and arguments in one line of at most MOST_READ characters; line ends become spaces."""
        return " ".join(" ".join((*self.spec.command, *self.spec.args))[:MOST_READ].split())

    @cached_property
    def values(self) -> str:
        """Its command line and the values of its environment: the texts that may hold addresses."""
        return " ".join((self.argv, *(variable.value[:MOST_READ] for variable in self.spec.env if variable.value)))

    @cached_property
    def calls_localhost(self) -> bool:
        """True if its command line or environment holds an address on localhost: it works for a neighbour."""
        return any(host in self.values for host in ("127.0.0.1", "localhost", "[::1]"))

    @cached_property
    def ports(self) -> frozenset[int]:
        """The numbers of its ports."""
        return frozenset(port.container_port for port in self.spec.ports)


class ContainerContext(LoneContainer):
    """One container among its neighbours."""

    def __init__(self, pod: PodContext, position: int, facts: LoneFacts) -> None:
        super().__init__(facts)
        self.pod = pod
        self.position = position

    @cached_property
    def others(self) -> tuple[ContainerContext, ...]:
        """The other containers that run when this one does: no init and no ephemeral containers."""
        return tuple(
            container
            for container in self.pod.containers
            if container is not self and container.type in (ContainerType.CONTAINER, ContainerType.SIDECAR)
        )

    def equals(self, other: ContainerContext) -> bool:
        """True if both run the same command of the same image on ports of their own: they have the same role."""
        return _are_equal(self.pod.facts, self.position, other.position)

    @property
    def is_first(self) -> bool:
        """True for the first of spec.containers."""
        return self is next((each for each in self.pod.containers if each.type is ContainerType.CONTAINER), None)


class PodContext:
    """A pod as the classifier sees it, made from all that may be read of it."""

    def __init__(self, facts: PodFacts) -> None:
        self.facts = facts
        self.workload = facts.workload
        self.name = facts.name
        self.host_network = facts.host_network
        self.served = facts.served
        self.labels: Mapping[str, str] = dict(facts.labels)
        self.volumes: Mapping[str, Volume] = {volume.name: volume for volume in facts.volumes}
        self.containers = tuple(
            ContainerContext(self, position, LoneFacts(spec, facts.annotations, facts.labels, _shares(facts, position)))
            for position, spec in enumerate(facts.containers)
        )


def _shares(facts: PodFacts, position: int) -> bool:
    """True if another container runs the same image as the one at this position, and is not its equal."""
    twins = facts.twins
    return any(
        twin == twins[position] and other != position and not _are_equal(facts, position, other)
        for other, twin in enumerate(twins)
    )


def _are_equal(facts: PodFacts, one: int, other: int) -> bool:
    """True if two containers run the same command of the same image on ports of their own: they have the same role."""
    first, second = facts.containers[one], facts.containers[other]
    return (
        bool(facts.twins)
        and facts.twins[one] == facts.twins[other]
        and (first.type, first.command, first.args) == (second.type, second.command, second.args)
        and {port.container_port for port in first.ports} != {port.container_port for port in second.ports}
    )


LoneSignal = Callable[[LoneContainer], Iterator[Evidence]]
"""A signal that reads no neighbours."""
Signal = Callable[[ContainerContext], Iterator[Evidence]]
"""A generator of evidence; its docstring says what it goes by."""
