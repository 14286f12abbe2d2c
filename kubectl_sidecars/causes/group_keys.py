"""Keys of groups: the traits, besides its origin, that the findings of one group share."""

from __future__ import annotations

import msgspec

from kubectl_sidecars.diagnose.faults import AnyFault, Value
from kubectl_sidecars.diagnose.origin import ImageOrigin, Origin
from kubectl_sidecars.diagnose.reasons import AnyReason, Reason


class OnePod(msgspec.Struct, frozen=True, gc=False):
    """A finding that no other pod shares."""

    uid: str
    namespace: str
    name: str
    reason: AnyReason
    container: str


class Containers(msgspec.Struct, frozen=True, gc=False):
    """Containers of one image and name that are known to be the same. `scope` is what else they have in
    common: the workload or the command; () for a helper that is known."""

    origin: ImageOrigin
    container: str
    scope: tuple[str, ...]


class WorkloadFault(msgspec.Struct, frozen=True, gc=False):
    """One fault of a container in all revisions of a workload."""

    namespace: str
    owner: str
    container: str
    fault: AnyFault
    value: Value | None


class Program(msgspec.Struct, frozen=True, gc=False):
    """One fault of workloads that have one name in many namespaces."""

    origin: ImageOrigin
    owner: str
    container: str
    command: tuple[str, ...]


class Provisioner(msgspec.Struct, frozen=True, gc=False):
    """Claims that wait for a provisioner which has said nothing of any of them."""

    name: str


class OneError(msgspec.Struct, frozen=True, gc=False):
    """One error of volumes of one node; `error` is without their names."""

    node: str
    fault: Reason
    error: str


GroupKey = Origin | OnePod | Containers | WorkloadFault | Program | Provisioner | OneError
"""What the findings of one group have in common."""
