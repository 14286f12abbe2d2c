"""Tells a CSI driver from its helpers by their command lines: they prove more than a name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubectl_sidecars.classify.beside import Beside
from kubectl_sidecars.classify.context import ContainerContext, LoneContainer, PodContext
from kubectl_sidecars.patterns import on_demand

_DRIVER = on_demand(
    r"^(?=.*--?(?:csi-?)?endpoint[= ])(?=.*--?(?:node-?(?:id|name)|driver[\w-]*|nodeid|mode|csi[\w-]*)[= ])",
    re.IGNORECASE,
)
"""A driver serves an endpoint, and its arguments or CSI_ENDPOINT say which: csi-common, the example drivers."""
_HELPER = on_demand(r"--csi-address|--kubelet-registration-path|--type=liveness")
"""A helper calls the driver's socket: the flags of the csi sidecars of kubernetes-csi."""


def drives(container: LoneContainer) -> bool:
    """True for a container whose command is that of a CSI driver."""
    argv = container.argv
    if _HELPER().search(argv):
        return False
    named = any(variable.name == "CSI_ENDPOINT" for variable in container.spec.env)
    return named or ("ndpoint" in argv and _DRIVER().search(argv) is not None)


DRIVER, HELPER = "driver", "helper"


def parts_of_csi(pod: PodContext) -> Beside[str, None]:
    """The running containers that are a DRIVER, and those that are a driver's HELPER."""
    return Beside(_parts(pod))


def _parts(pod: PodContext) -> Iterator[tuple[str, ContainerContext, None]]:
    for container in pod.running:
        if drives(container):
            yield DRIVER, container, None
        elif helps_driver(container):
            yield HELPER, container, None


def helps_driver(container: LoneContainer) -> bool:
    """True for a container whose command is that of a helper of a CSI driver."""
    return _HELPER().search(container.argv) is not None
