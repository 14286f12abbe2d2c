"""A known container, of the catalogue or a user's own file: one Struct with the fields of one TOML table."""

from __future__ import annotations

from enum import Enum, StrEnum
from typing import Self

import msgspec

from kubectl_sidecars.classify.counts import NAMES_OF_FAMILY
from kubectl_sidecars.classify.roles import Role

NAMESPACE = "namespace:"
"""How a request begins that is written on the namespace instead of the pod."""
BY_HAND = "move it to spec.initContainers and give it restartPolicy: Always (Kubernetes 1.29 or newer)"
"""How to make a native sidecar of a container whose manifest is one's own."""


class ServiceKind(StrEnum):
    """Kind of a service that other pods need; docs/own-roles.md explains each."""

    AGENT = "agent"
    API = "api"
    AUTOSCALER = "autoscaler"
    CNI = "cni"
    CSI = "csi"
    CSI_WORD = "csi-word"
    """The word of a CSI driver whose pod does not tell its name: told by the pod, and by no table."""
    DEVICE = "device"
    DNS = "dns"
    DRA = "dra"
    HELPER = "helper"
    PORT = "port"
    """A port of the node: told by the spec of a pod, and by no table."""
    PROVISIONER = "provisioner"
    RESOLVER = "resolver"
    SCHEDULER = "scheduler"
    SECRETS_PROVIDER = "secrets-provider"
    SERVICES = "services"
    STORAGE = "storage"
    STORE = "store"
    """A database: told by the image of a container, and by no table."""
    TAINT = "taint"
    VOLUME = "volume"
    WEBHOOK = "webhook"
    WORK = "work"

    @property
    def on_node(self) -> bool:
        """True where an agent gives it to the pods of its node; all others are given to the whole cluster."""
        return self in _ON_NODE


_ON_NODE = frozenset(
    {
        ServiceKind.AGENT,
        ServiceKind.CNI,
        ServiceKind.CSI,
        ServiceKind.DEVICE,
        ServiceKind.DRA,
        ServiceKind.PORT,
        ServiceKind.RESOLVER,
        ServiceKind.SECRETS_PROVIDER,
        ServiceKind.SERVICES,
    }
)
_BY_PODS_ALONE = frozenset({ServiceKind.PORT, ServiceKind.CSI_WORD, ServiceKind.STORE})
SERVICE_KINDS = tuple(kind for kind in ServiceKind if kind not in _BY_PODS_ALONE)
"""Kinds that a table may name."""


class ServiceName(str):
    """The text KIND:NAME of a service, which is what tables and JSON have of it, with its two parts.

    Without a name it is any service of the kind."""

    __slots__ = ("kind", "name")
    __match_args__ = ("kind", "name")
    kind: ServiceKind
    name: str

    def __new__(cls, kind: ServiceKind, name: str = "") -> Self:
        """The service of this kind with this name."""
        made = super().__new__(cls, f"{kind}:{name}")
        made.kind, made.name = kind, name
        return made

    @classmethod
    def of(cls, text: str) -> Self:
        """The service that a table names; ValueError for a kind that is not known."""
        kind, _, name = text.partition(":")
        return cls(ServiceKind(kind), name)


class Strength(Enum):
    """The sign that is enough to recognise the container.

    IMAGE or NAME alone; EITHER of them; BOTH together; CONTEXT: the name together with one of the annotations, labels,
    requests, settings or hints; COMMAND: the command line alone; NONE: it is never recognised, only explained.
    """

    IMAGE = "image"
    NAME = "name"
    EITHER = "image_or_name"
    BOTH = "name_and_image"
    CONTEXT = "name_and_context"
    COMMAND = "command"
    NONE = "none"


class UsualType(StrEnum):
    """The type of container that it usually is: the values of `lifecycle` in files of rules, and words for people."""

    INIT = "init container"
    SIDECAR = "native sidecar"
    LEGACY = "sidecar (not native)"
    MAIN = "main container"
    EPHEMERAL = "ephemeral container"


class Native(StrEnum):
    """The way in which the container becomes a native sidecar."""

    BY_DEFAULT = "by default"
    OPT_IN = "with a switch"
    MANUAL = "by hand"
    NO_SWITCH = "not offered"
    NOT_APPLICABLE = ""


class OwnExitCode(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """An exit code with a meaning of its own in this container: a phrase that follows a colon, and a sentence."""

    code: int
    meaning: str
    advice: str = ""


class KnownContainer(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """One known container, or a set of them from one maker. docs/own-roles.md explains every field.

    `images` and `names` are globs; an image without a tag matches every path that ends so, private mirrors too.
    `annotations`, `labels`, `requests`, `settings` and `refusals` are KEY or KEY=VALUE with globs. Injectors write the
    first two, which prove injection, except those with a key in `set_by_users`. Users write the others: a request asks
    for this container, a setting agrees with it and asks for nothing. `serves` are the services that other pods need of
    it, as KIND:NAME with a kind of SERVICE_KINDS; `needs` are those of others without which it does not get on. `keys`
    are the other keys that its injector reads: they say how a key is spelt, and nothing of the container. `behind` are
    the CSI drivers whose volumes keep their data here, as globs on csi:DRIVER.
    """

    id: str
    name: str
    role: Role
    task: str
    strength: Strength
    lifecycle: UsualType = UsualType.LEGACY
    native: Native = Native.MANUAL
    native_since: str = ""
    native_how: str = ""
    native_why_not: str = ""
    images: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    annotations: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    set_by_users: tuple[str, ...] = ()
    requests: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    refusals: tuple[str, ...] = ()
    request_needs_value: str = ""
    request_needs_mark: str = ""
    request_needs_claim: bool = False
    instead_of: str = ""
    ports: tuple[int, ...] = ()
    env: tuple[str, ...] = ()
    exit_codes: tuple[OwnExitCode, ...] = ()
    serves: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()

    @property
    def proofs(self) -> tuple[str, ...]:
        """The annotations and labels that prove injection: those that injectors write and users do not."""
        marks = (*self.annotations, *self.labels)
        return tuple(mark for mark in marks if mark.partition("=")[0] not in self.set_by_users)

    @property
    def written_by_users(self) -> tuple[str, ...]:
        """The annotations and labels by which users ask for the container or configure it."""
        return (*self.requests, *self.settings)

    @property
    def is_family(self) -> bool:
        """True for a set of init containers of one maker, each with a task of its own."""
        return self.role is Role.INIT and len(self.names) >= NAMES_OF_FAMILY


class Note(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """Text about a known container for people, which classification does not read: `quirks` are sentences.

    `family` is the name of its file in kubectl_sidecars/catalog, "" for a container of the user's own rules."""

    purpose: str = ""
    link: str = ""
    quirks: tuple[str, ...] = ()
    family: str = ""


USUAL_TYPE = {Role.INIT: UsualType.INIT, Role.MAIN: UsualType.MAIN}
"""By role; a container of any other role is usually a plain container beside the main one."""
