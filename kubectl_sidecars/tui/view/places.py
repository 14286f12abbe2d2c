"""The place of a cause: the pod, or the workload of many pods."""

from __future__ import annotations

from kubectl_sidecars.causes.cause import Cause
from kubectl_sidecars.escape import visible
from kubectl_sidecars.kube.select.resource_types import TYPES

SHORT = {type_.kind: min(type_.words, key=len) for type_ in TYPES}
"""kubectl's short word for a kind: `deploy`, `sts`."""


def place(cause: Cause, *, namespace: bool) -> str:
    """`fleet/orders-0`, `fleet/deploy/storefront`, `fleet/sts/orders +1`: what a cause is about, with the number of
    the others. The namespace is written where `namespace` says so; "" for a cause that names neither pod nor owner."""
    if len(cause.pods) == 1 or not cause.owners:
        first, others = (cause.pods[0].name if cause.pods else ""), len(cause.pods) - 1
    else:
        owner = cause.owners[0]
        first, others = f"{SHORT.get(owner.kind, owner.kind)}/{owner.name}", len(cause.owners) - 1
    if namespace and first and cause.namespaces:
        first = f"{cause.namespaces[0]}/{first}"
    return visible(f"{first} +{others}" if others > 0 else first)
