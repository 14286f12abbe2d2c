"""Faults of images, nodes, volumes and workloads, as origins have them: a word, and a value beside it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NewType

import msgspec

from kubectl_sidecars.api import Probe
from kubectl_sidecars.diagnose.reasons import Reason, ServerReason


class Fault(StrEnum):
    """Faults for which a Reason does not tell enough: several of them may have one reason."""

    # Of a run that ended
    EXIT = "exit"
    PERHAPS_ASKED = "exit, perhaps asked to"
    START = "start"
    LOST = "lost"
    OUT_OF_MEMORY = "OOMKilled"
    """The OOM killer ended it, or may have."""
    STOPPED = "stopped"
    UNRECORDED = "unrecorded"
    # Of probes and hooks
    STARTUP_PROBE = "startup probe"
    LIVENESS_PROBE = "liveness probe"
    READINESS_PROBE = "readiness probe"
    READINESS_FLAPS = "readiness flaps"
    BROKEN_PROBE = "broken probe"
    NO_ANSWER = "no answer"
    POST_START_HOOK = "postStart hook"
    PRE_STOP_HOOK = "preStop hook"
    # Of a container beside others
    PORT = "port"
    STARTS_LATER = "starts later"
    BEFORE_PROXY = "before proxy"
    OTHERS_ENDED = "others ended"
    HELD_OPEN = "held open"
    RUN_AGAIN = "run again"
    # Of a container that is not made
    USER = "user"
    ROOT = "root"
    SUB_PATH = "subPath"
    NO_COMMAND = "no command"
    NOT_MADE = "not made"
    SLOW_PULL = "slow pull"
    # Of storage
    EPHEMERAL_STORAGE = "ephemeral-storage"
    VOLUME = "volume"
    VOLUME_IN_MEMORY = "volume in memory"
    # Of a node
    NOT_READY = "not ready"
    """It is not ready, or does not report."""
    SANDBOX = "sandbox"
    SANDBOX_CHURN = "sandbox churn"
    STUCK_CREATING = "stuck creating"
    NOT_RESTARTED = "not restarted"
    CANNOT_KILL = "cannot kill"
    DELETION_STUCK = "deletion stuck"
    RESIZE = "resize"
    DEVICES = "devices"
    """It has devices that it does not offer."""


MessageName = NewType("MessageName", str)
"""The name of a row in the table of messages."""


class MessageKey(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The row that explains a message, by its name; `about` is what the message names, or ""."""

    name: MessageName
    about: str = ""


if TYPE_CHECKING:
    AnyFault = Fault | Reason | ServerReason | MessageName
else:
    AnyFault = str  # for the JSON Schema: a type cannot be one of two kinds of text


class Obstacle(StrEnum):
    """The reason for which the scheduler excludes a node."""

    NODE_AFFINITY = "node affinity"
    POD_AFFINITY = "pod affinity"
    ANTI_AFFINITY = "anti-affinity"
    OTHERS_ANTI_AFFINITY = "anti-affinity of others"
    TOPOLOGY_SPREAD = "topology spread"
    HOST_PORT = "host port"
    VOLUME_ELSEWHERE = "volume elsewhere"
    VOLUME_GONE = "volume gone"
    NO_VOLUME = "no volume for the claim"
    CLAIM_NOT_BOUND = "claim not bound"
    CLAIM_MISSING = "claim missing"
    CLAIM_DELETED = "claim deleted"
    RESOURCE = "resource"
    TAINT = "taint"
    TAINTS = "taints"
    CORDONED = "cordoned"
    VOLUME_COUNT = "volume count"
    POD_COUNT = "pod count"
    NO_NODES = "no nodes"


class ActionKind(StrEnum):
    """The field of a probe that says what it does."""

    EXEC = "exec"
    HTTP_GET = "httpGet"
    TCP_SOCKET = "tcpSocket"
    GRPC = "grpc"


class Code(msgspec.Struct, frozen=True, array_like=True, tag="code", gc=False):
    """The exit code of a run."""

    code: int


class Port(msgspec.Struct, frozen=True, array_like=True, tag="port", gc=False):
    """A port, and the name of the other container that wants it; "" where nothing else does."""

    port: int
    container: str = ""


class Action(msgspec.Struct, frozen=True, array_like=True, tag="action", gc=False):
    """The action of a probe: the words of a command; host, port and path of a request; or a port."""

    kind: ActionKind
    words: tuple[str, ...]


class NameValue(msgspec.Struct, frozen=True, array_like=True, tag="of", gc=False):
    """The name of the container, the probe or the end that the fault is about."""

    name: str


Value = Code | Port | Action | NameValue
"""The value beside a fault that tells it from others of the kind."""


def action_of(probe: Probe | None) -> Action | None:
    """The action of a probe; None for a probe without one."""
    if probe is None:
        return None
    if (got := probe.http_get) is not None:
        return Action(ActionKind.HTTP_GET, (got.host, str(got.port), got.path or "/"))
    if probe.exec is not None:
        return Action(ActionKind.EXEC, probe.exec.command)
    if probe.tcp_socket is not None:
        return Action(ActionKind.TCP_SOCKET, (str(probe.tcp_socket.port),))
    return Action(ActionKind.GRPC, (str(probe.grpc.port),)) if probe.grpc is not None else None
