"""The meaning of each container type (KEP-753; kuberuntime, v1.37)."""

from __future__ import annotations

from kubectl_sidecars.model import ContainerType

CONTAINER_TYPES: dict[ContainerType, str] = {
    ContainerType.INIT: "runs to completion before the next container starts",
    ContainerType.SIDECAR: "the next container waits until it has started; stopped after the main containers, "
    "last started first",
    ContainerType.CONTAINER: "starts together with the other main containers, after all init containers have completed",
    ContainerType.EPHEMERAL: "added to the running pod for debugging; never restarted",
}
