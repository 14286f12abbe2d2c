"""What is known of a container that many people run."""

from __future__ import annotations

from enum import Enum, StrEnum
from typing import NamedTuple

from kubectl_sidecars.classify.judgement import Role


class Strength(Enum):
    """Which signal is enough to recognise an entry.

    IMAGE or NAME alone; EITHER of them; BOTH together; CONTEXT: the name with one of the entry's
    annotations, labels, requests or hints; COMMAND: the command line alone.
    """

    IMAGE = "image"
    NAME = "name"
    EITHER = "image_or_name"
    BOTH = "name_and_image"
    CONTEXT = "name_and_context"
    COMMAND = "command"


class Lifecycle(StrEnum):
    """How the container is usually run."""

    INIT = "init container"
    SIDECAR = "native sidecar"
    LEGACY = "sidecar (not native)"
    MAIN = "main container"
    EPHEMERAL = "ephemeral container"


class Native(StrEnum):
    """What it takes to run it as a native sidecar."""

    BY_DEFAULT = "by default"
    OPT_IN = "with a switch"
    MANUAL = "by hand"
    NO_SWITCH = "not offered"
    NOT_APPLICABLE = ""


class Entry(NamedTuple):
    """A container, or a family of them; plain tuples, so that a catalogue of hundreds costs a CLI nothing.

    `images` and `names` are globs; an image without a tag stands for every path that ends so, private
    mirrors too. `annotations` and `labels` (KEY or KEY=VALUE, globs) are written by the injector and
    prove injection; `requests` are written by the user and prove only a wish ("namespace:" looks at
    the namespace). `hints` are parts of the command line.
    """

    id: str
    name: str
    role: Role
    task: str
    strength: Strength
    images: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    annotations: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    requests: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    ports: tuple[int, ...] = ()
    env: tuple[str, ...] = ()
    volumes: tuple[str, ...] = ()
    usual: Lifecycle | None = None
    offer: Native | None = None

    @property
    def lifecycle(self) -> Lifecycle:
        """How it is usually run; where the entry is silent, as its role suggests."""
        return self.usual or _LIFECYCLES.get(self.role, Lifecycle.LEGACY)

    @property
    def native(self) -> Native:
        """What it takes to run it as a native sidecar; where the entry is silent, its author's own hand."""
        return self.offer or (Native.NOT_APPLICABLE if self.role in _LIFECYCLES else Native.MANUAL)

    @property
    def is_family(self) -> bool:
        """Whether it stands for several init containers of one maker, each with a task of its own."""
        return self.role is Role.INIT and len(self.names) >= FAMILY


FAMILY = 3
_LIFECYCLES = {Role.INIT: Lifecycle.INIT, Role.MAIN: Lifecycle.MAIN}
