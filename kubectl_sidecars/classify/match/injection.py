"""Injection that was asked for, and whether it happened.

An injector's own annotations and labels prove that it was here; a user's request proves a wish. The
webhook may have been down, the namespace excluded, the pod on the host's network.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kubectl_sidecars.api import Namespace, Pod
from kubectl_sidecars.classify.catalog import BY_ID, Entry, Strength
from kubectl_sidecars.classify.image import fits, globbed, parse
from kubectl_sidecars.classify.match.injection_requests import (
    ALTERNATIVES,
    WISHES,
    Wish,
)
from kubectl_sidecars.classify.match.markers import SET_BY_USERS, found
from kubectl_sidecars.model import ContainerView


class MissingInjection(NamedTuple):
    """A container that was asked for and is not there: `asked` is the mark, `where` pod or namespace."""

    entry: Entry
    asked: str
    where: str
    on_host_network: bool


def missing_injections(
    pod: Pod, views: Sequence[ContainerView], namespace: Namespace | None = None
) -> Iterator[MissingInjection]:
    """What was asked for by the pod or its namespace, and of which no container and no injector's mark is there."""
    for wish in WISHES:
        asked = _asked(wish, pod, namespace)
        if not asked or not _would_act(wish, pod, views):
            continue
        if not any(_is_there(BY_ID[id_], pod, views) for id_ in (wish.entry, *ALTERNATIVES.get(wish.entry, ()))):
            mark, where = asked
            yield MissingInjection(BY_ID[wish.entry], mark, where, pod.spec.host_network)


def _would_act(wish: Wish, pod: Pod, views: Sequence[ContainerView]) -> bool:
    """Whether all else is there that the injector looks for before it adds anything."""
    meta = pod.metadata
    if wish.only_with and not _has_variable(views, wish.only_with):
        return False
    if wish.beside and not (found((wish.beside,), meta.annotations) or found((wish.beside,), meta.labels)):
        return False
    return not wish.needs_claim or any(each.persistent_volume_claim for each in pod.spec.volumes)


def _asked(wish: Wish, pod: Pod, namespace: Namespace | None) -> tuple[str, str] | None:
    """The mark that asks, and where it stands; a pod may refuse what its namespace asks for."""
    meta = pod.metadata
    for marks in (meta.annotations, meta.labels):
        if found(wish.refused_by, marks):
            return None
    for marks in (meta.annotations, meta.labels):
        mark = found(wish.on_pod, marks)
        if mark:
            return f"{mark[0]}={mark[1]}", "pod"
    if namespace is None or pod.spec.host_network:
        return None
    of_namespace = (namespace.metadata.labels, namespace.metadata.annotations)
    if any(found(wish.refused_by, marks) for marks in of_namespace):
        return None
    for marks in of_namespace:
        mark = found(wish.on_namespace, marks)
        if mark:
            return f"{mark[0]}={mark[1]}", "namespace"
    return None


def _is_there(entry: Entry, pod: Pod, views: Sequence[ContainerView]) -> bool:
    """Whether the injector left its mark, or a container has the entry's name, or its image where that is proof.

    An app that is Vault itself runs the image of a Vault agent.
    """
    own = [mark for mark in (*entry.annotations, *entry.labels) if mark.partition("=")[0] not in SET_BY_USERS]
    if found(own, pod.metadata.annotations) or found(own, pod.metadata.labels):
        return True
    images = () if entry.strength in (Strength.NAME, Strength.CONTEXT) else entry.images
    for view in views:
        image = parse(view.spec.image)
        if any(globbed(name, view.name) for name in entry.names) or any(fits(each, image) for each in images):
            return True
    return False


def _has_variable(views: Sequence[ContainerView], prefix: str) -> bool:
    return any(variable.value.startswith(prefix) for view in views for variable in view.spec.env)
