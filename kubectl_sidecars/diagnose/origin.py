"""Origins of findings. Two findings with equal origins belong to one cause.

In JSON an origin is an array: its kind, then its fields. No field is a sentence: a better wording moves no pod from one
cause to another.
"""

from __future__ import annotations

import msgspec

from kubectl_sidecars.classify.known_container import ServiceName
from kubectl_sidecars.diagnose.faults import AnyFault, Code, Fault, Obstacle, Value
from kubectl_sidecars.diagnose.reasons import AnyReason, Reason


class ImageOrigin(msgspec.Struct, frozen=True, array_like=True, tag="image", gc=False):
    """Containers of one image that show one fault, such as `exit` with the value 3; `variant` tells two of them
    apart."""

    image: str
    fault: AnyFault
    variant: str = ""
    value: Value | None = None

    @property
    def tells_nothing(self) -> bool:
        """True for an exit code that programs show for any error, with nothing known beside it: alone it does not make
        two workloads show one cause."""
        return self.fault == Fault.EXIT and self.value in _UNTELLING and not self.variant


_UNTELLING = (Code(1), Code(2), Code(255))


class PullOrigin(msgspec.Struct, frozen=True, array_like=True, tag="pull", gc=False):
    """An image that cannot be pulled, whichever container needs it."""

    image: str
    fault: AnyFault


class RegistryOrigin(msgspec.Struct, frozen=True, array_like=True, tag="registry", gc=False):
    """A registry that answers no pull, whichever image is asked for."""

    host: str
    fault: Reason


class NodeOrigin(msgspec.Struct, frozen=True, array_like=True, tag="node", gc=False):
    """A fault of a node that its pods share; `variant` is the resource that it is short of, where there is one.

    `node` is "" for a fault that several nodes may share, because the same thing is missing on each: a driver, a
    plugin, a setting."""

    node: str
    fault: AnyFault
    variant: str = ""


class MissingOrigin(msgspec.Struct, frozen=True, array_like=True, tag="missing", gc=False):
    """An object that does not exist, or one without the key; `key` is "" for the whole object."""

    kind: str
    namespace: str
    name: str
    key: str = ""


class VolumeOrigin(msgspec.Struct, frozen=True, array_like=True, tag="volume", gc=False):
    """A volume of a namespace that cannot be mounted. `error` is the message without names and numbers, "" where it
    is the volume's own: pods of one volume belong together whatever it is, and so do volumes of one node with one
    error."""

    namespace: str
    fault: Reason
    volume: str
    error: str = ""


class FinalizerOrigin(msgspec.Struct, frozen=True, array_like=True, tag="finalizer", gc=False):
    """The finalizers that hold a deletion."""

    names: tuple[str, ...]


class OwnerOrigin(msgspec.Struct, frozen=True, array_like=True, tag="owner", gc=False):
    """A fault of one workload: `owner` is KIND/NAME, or the pod's name where it has no owner; `volume` is the volume at
    fault, where there is one."""

    namespace: str
    owner: str
    fault: AnyFault
    volume: str = ""


class SchedulingOrigin(msgspec.Struct, frozen=True, array_like=True, tag="unschedulable", gc=False):
    """Why no node fits: `name` is that of the resource, taint or claim, where there is one; without a `fault`, the
    scheduler does not say why. Of one workload where the reason lies in the pod, of the whole cluster (both "")
    otherwise."""

    fault: Obstacle | None
    namespace: str = ""
    owner: str = ""
    name: str = ""


class SchedulerOrigin(msgspec.Struct, frozen=True, array_like=True, tag="unscheduled", gc=False):
    """A scheduler that decides nothing; of one volume claim, where pods wait for that, or of one queue."""

    scheduler: str
    namespace: str = ""
    claim: str = ""
    queue: str = ""


class SchedulingGateOrigin(msgspec.Struct, frozen=True, array_like=True, tag="gate", gc=False):
    """The scheduling gates that hold pods back."""

    gates: tuple[str, ...]


class ReadinessGateOrigin(msgspec.Struct, frozen=True, array_like=True, tag="readiness gate", gc=False):
    """The condition that a readiness gate asks for."""

    condition: str


class WaitOrigin(msgspec.Struct, frozen=True, array_like=True, tag="waits", gc=False):
    """Init containers of one namespace that wait by the same command, and so for one thing."""

    namespace: str
    command: str


class AgentOrigin(msgspec.Struct, frozen=True, array_like=True, tag="agent", gc=False):
    """Init containers of one namespace that wait for the same agent: any that gives one of these services."""

    namespace: str
    services: tuple[ServiceName, ...]


class DeadlineOrigin(msgspec.Struct, frozen=True, array_like=True, tag="deadline", gc=False):
    """Pods with the same activeDeadlineSeconds."""

    seconds: int | None


class InjectionOrigin(msgspec.Struct, frozen=True, array_like=True, tag="injection", gc=False):
    """An injector that was asked for: its id in the catalogue, and whether the pod or the namespace asks."""

    entry: str
    where: str


class AdviceOrigin(msgspec.Struct, frozen=True, array_like=True, tag="advice", gc=False):
    """One piece of advice on one helper: its id in the catalogue, or its image."""

    reason: AnyReason
    helper: str


Origin = (
    ImageOrigin
    | PullOrigin
    | RegistryOrigin
    | NodeOrigin
    | MissingOrigin
    | VolumeOrigin
    | FinalizerOrigin
    | OwnerOrigin
    | SchedulingOrigin
    | SchedulerOrigin
    | SchedulingGateOrigin
    | ReadinessGateOrigin
    | WaitOrigin
    | AgentOrigin
    | DeadlineOrigin
    | InjectionOrigin
    | AdviceOrigin
)


def image_of(origin: Origin | None) -> str:
    """The image that an origin is of, or ""."""
    return origin.image if isinstance(origin, ImageOrigin | PullOrigin) else ""
