"""The last lines of a container's log, as a recording holds them: no object of Kubernetes' API."""

from __future__ import annotations

from kubectl_sidecars.api.meta import ApiObject, ObjectMeta


class ContainerLog(ApiObject, frozen=True):
    """The end of the log of a container's run, that of the run before where `previous`. `metadata` has the namespace,
    name and uid of the pod."""

    metadata: ObjectMeta = ObjectMeta()
    container: str = ""
    previous: bool = False
    lines: tuple[str, ...] = ()
