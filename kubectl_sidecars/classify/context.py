"""Contexts that signals and the catalogue read: a container, alone or among its neighbours in its pod."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from kubectl_sidecars.api import Volume
from kubectl_sidecars.cached import cached_property
from kubectl_sidecars.classify.evidence import Evidence
from kubectl_sidecars.classify.facts import LoneFacts, PodFacts
from kubectl_sidecars.classify.image import Image, parse
from kubectl_sidecars.classify.shell import MOST_READ, script, steps, written
from kubectl_sidecars.classify.twins import Twins
from kubectl_sidecars.model import ContainerType
from kubectl_sidecars.patterns import on_demand

T = TypeVar("T")
RUNNING = (ContainerType.CONTAINER, ContainerType.SIDECAR)
"""Types of the containers that run on when the init containers are done: no init and no ephemeral containers."""
_TOOLS = {tool: tool for tool in ("kubectl", "git", "restic", "rclone", "mc", "curl", "s5cmd", "oras")}
"""By the last word of an image's name: the tool that is its entrypoint."""
_TOOL_IMAGES = {"aws-cli": "aws"}
"""By the name of an image: the same, where its last word is no tool's."""
_SLEEPS = re.compile(r"sleep\b|tail -f /dev/null|pause\b|read\b|cat$|wait$")
_DOES_NOTHING = re.compile(rf"(?:{_SLEEPS.pattern}|(?:true|:|trap|set|exit)(?:\s|$))(?!.*>)")
_HOLDS = on_demand(r"(?:^|-)(?:placeholder|holder|pause|keepalive|dummy|noop)(?:-|$)")
_STARTS_ANOTHER = on_demand(r"[^&>|\s\d]\s*&(?![&>\d])|\btail [^|;&]*\| *(?!(?:grep|sed|awk|tee|cut|jq)\b)\S")
LOCAL_PORT = re.compile(r"(?:127\.0\.0\.1|localhost|\[::1\])\)?[:/](\d{2,5})")


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
        """Its command and arguments in one line of at most MOST_READ characters, without the comments of a script."""
        return " ".join(script(self.words).split())

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Its command and arguments; a tool that its image runs by itself stands first: kubectl, git."""
        words = (*self.spec.command, *self.spec.args)
        if self.spec.command or not words:
            return words
        base = self.image.base
        tool = _TOOLS.get(base.rpartition("-")[2]) or _TOOL_IMAGES.get(base)
        return (tool, *words) if tool and words[0] != tool else words

    @cached_property
    def steps(self) -> tuple[str, ...]:
        """The simple commands of its command line, each beginning with its program without a directory."""
        return steps(self.words)

    @cached_property
    def step_lines(self) -> str:
        """The simple commands, one a line."""
        return "\n".join(self.steps)

    @cached_property
    def starts_another(self) -> bool:
        """True if its script starts a program in the background, or a program reads what another one follows."""
        return _STARTS_ANOTHER().search(self.argv) is not None

    @cached_property
    def is_idle(self) -> bool:
        """True if its command only sleeps: it keeps the pod or the image there."""
        return any(map(_SLEEPS.match, self.steps)) and all(map(_DOES_NOTHING.match, self.steps))

    @cached_property
    def is_placeholder(self) -> bool:
        """True if it only sleeps and calls itself a holder: it keeps an image on the node, or a pod there."""
        return self.is_idle and _HOLDS().search(self.name) is not None

    @cached_property
    def produces(self) -> str:
        """The first path on one of its volumes into which its script writes, logs and locks left out; "" for none."""
        spec = self.spec
        mounts = [mount.mount_path.rstrip("/") for mount in spec.volume_mounts if not mount.read_only]
        if not mounts or not self.steps:
            return ""
        text = f"{script(self.words)}\n{self.step_lines}"
        paths = written(text, {variable.name: variable.value for variable in spec.env if variable.value})
        return next(
            (
                path
                for path in paths
                if not path.endswith((".log", ".lock", ".pid"))
                and any(f"{path}/".startswith(f"{mount}/") for mount in mounts)
            ),
            "",
        )

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
    def is_part(self) -> bool:
        """True if another running container runs the same image with another command: both are parts of a product."""
        if not self.shares_image:
            return False
        running = self.pod.once(_repositories)[self.image.repository]
        equal = self.pod.twins.equals(self.position)
        return running - 1 > equal if self.type in RUNNING else running > 0


class PodContext:
    """A pod as the classifier sees it, made from all that may be read of it.

    A container asks its neighbours through `once`: a signal that looked at each of them itself would take time
    that grows with the square of their number.
    """

    def __init__(self, facts: PodFacts) -> None:
        self.twins = twins = Twins(facts)
        self.workload = facts.workload
        self.is_of_job = facts.workload.kind in ("Job", "CronJob")
        self.name = facts.name
        self.host_network = facts.host_network
        self.served = facts.served
        self.labels: Mapping[str, str] = dict(facts.labels)
        self.volumes: Mapping[str, Volume] = {volume.name: volume for volume in facts.volumes}
        self.containers = tuple(
            ContainerContext(
                self, position, LoneFacts(spec, facts.annotations, facts.labels, twins.has_others(position))
            )
            for position, spec in enumerate(facts.containers)
        )
        self.running = tuple(container for container in self.containers if container.type in RUNNING)
        self._made: dict[Callable[[PodContext], Any], Any] = {}

    def once(self, work: Callable[[PodContext], T]) -> T:
        """The value that `work` makes of the pod: made when it is first asked for, and kept."""
        if work not in self._made:
            self._made[work] = work(self)
        made: T = self._made[work]
        return made


def _repositories(pod: PodContext) -> Counter[str]:
    """The number of running containers of each image, whatever its tag."""
    return Counter(container.image.repository for container in pod.running)


LoneSignal = Callable[[LoneContainer], Iterator[Evidence]]
"""A signal that reads no neighbours."""
Signal = Callable[[ContainerContext], Iterator[Evidence]]
"""A generator of evidence; its docstring says what it goes by."""
