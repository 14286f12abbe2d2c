"""Recognises pods without a controller that do the same work, as the tries of an operator do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from kubectl_sidecars.api import Pod
from kubectl_sidecars.durations import FIRST

Work = tuple[str, tuple[tuple[str, str], ...], tuple[tuple[str, str, tuple[str, ...]], ...]]
"""The namespace, the labels, and the name, image and command of each container."""


def work(pod: Pod) -> Work | None:
    """The work of a pod: pods with the same one are tries of it. None for a pod with a controller or without labels."""
    meta = pod.metadata
    if not meta.labels or any(owner.controller for owner in meta.owner_references):
        return None
    containers = tuple((each.name, each.image, each.command) for each in pod.spec.containers)
    return meta.namespace, tuple(sorted(meta.labels.items())), containers


def newest_done(pods: Iterable[Pod]) -> dict[Work, Pod]:
    """The newest pod of each work that has succeeded."""
    found: dict[Work, Pod] = {}
    for pod in pods:
        done = work(pod) if pod.status.phase == "Succeeded" else None
        if done is not None and (done not in found or _made(pod) > _made(found[done])):
            found[done] = pod
    return found


def _made(pod: Pod) -> datetime:
    return pod.metadata.creation_timestamp or FIRST
