"""Containers that an injector was asked for and did not add.

An injector's own annotations and labels prove that it ran. A user's request does not: the webhook may have been down,
the namespace excluded, the pod on the host's network.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from kubectl_sidecars.api import Namespace, Pod
from kubectl_sidecars.classify.catalog import Index, Requests, built_in
from kubectl_sidecars.classify.image import fits, globbed, parse
from kubectl_sidecars.classify.known_container import KnownContainer, Strength
from kubectl_sidecars.classify.markers import found
from kubectl_sidecars.model import ContainerView


class MissingInjection(NamedTuple):
    """A container that was asked for and is missing: `asked` is KEY=VALUE, `where` is "pod" or "namespace"."""

    entry: KnownContainer
    asked: str
    where: str
    on_host_network: bool


def may_ask(marks: Mapping[str, str], index: Index | None = None) -> bool:
    """True if one of these annotations or labels could ask for a container. Fast, because most ask for none."""
    return any(map((index or built_in()).asks.__getitem__, marks))


def missing_injections(
    pod: Pod, views: Sequence[ContainerView], namespace: Namespace | None = None, index: Index | None = None
) -> Iterator[MissingInjection]:
    """The containers that the pod or its namespace asks for, of which neither a container nor a proof is there."""
    index = index or built_in()
    for requests in index.requests:
        container = requests.container
        asked = _asked(requests, pod, namespace)
        if not asked or not _would_act(container, pod, views):
            continue
        if not any(_is_there(expected, pod, views) for expected in requests.fulfilled_by):
            mark, where = asked
            yield MissingInjection(container, mark, where, pod.spec.host_network)


def _would_act(container: KnownContainer, pod: Pod, views: Sequence[ContainerView]) -> bool:
    """True if the pod has everything else that the injector wants before it adds the container."""
    meta, mark = pod.metadata, container.request_needs_mark
    if container.request_needs_value and not _has_variable(views, container.request_needs_value):
        return False
    if mark and not (found((mark,), meta.annotations) or found((mark,), meta.labels)):
        return False
    return not container.request_needs_claim or any(volume.persistent_volume_claim for volume in pod.spec.volumes)


def _asked(requests: Requests, pod: Pod, namespace: Namespace | None) -> tuple[str, str] | None:
    """The mark that asks, and "pod" or "namespace"; None if neither asks or the pod refuses."""
    meta, refusals = pod.metadata, requests.container.refusals
    for marks in (meta.annotations, meta.labels):
        if found(refusals, marks):
            return None
    for marks in (meta.annotations, meta.labels):
        mark = found(requests.on_pod, marks)
        if mark:
            return f"{mark[0]}={mark[1]}", "pod"
    if namespace is None or pod.spec.host_network:
        return None
    of_namespace = (namespace.metadata.labels, namespace.metadata.annotations)
    if any(found(refusals, marks) for marks in of_namespace):
        return None
    for marks in of_namespace:
        mark = found(requests.on_namespace, marks)
        if mark:
            return f"{mark[0]}={mark[1]}", "namespace"
    return None


def _is_there(container: KnownContainer, pod: Pod, views: Sequence[ContainerView]) -> bool:
    """True if the injector left its mark, or a container of the pod has the name, or the image where that is proof.

    An app that is Vault itself runs the image of a Vault agent.
    """
    if found(container.proofs, pod.metadata.annotations) or found(container.proofs, pod.metadata.labels):
        return True
    images = () if container.strength in (Strength.NAME, Strength.CONTEXT) else container.images
    for view in views:
        image = parse(view.spec.image)
        if any(globbed(name, view.name) for name in container.names):
            return True
        if any(fits(pattern, image) for pattern in images):
            return True
    return False


def _has_variable(views: Sequence[ContainerView], prefix: str) -> bool:
    """True if the value of a variable of the environment begins with the prefix."""
    return any(variable.value.startswith(prefix) for view in views for variable in view.spec.env)
