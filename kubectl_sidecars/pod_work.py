"""Recognises pods that do the same work one after the other, as the tries of an operator do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from kubectl_sidecars.api import OwnerReference, Pod
from kubectl_sidecars.durations import FIRST
from kubectl_sidecars.patterns import on_demand


class Work(NamedTuple):
    """A work by what its tries share: the namespace, the labels or the owner's name for it, and the name, image and
    command of each container; no containers where the owner gives it a name."""

    namespace: str
    named: tuple[tuple[str, str], ...]
    containers: tuple[tuple[str, str, tuple[str, ...]], ...] = ()


def work(pod: Pod) -> Work | None:
    """The work of a pod: pods with the same one are tries of it. None for a pod of which no other is a try."""
    meta = pod.metadata
    for owner in meta.owner_references:
        if owner.controller:
            return _owned(pod, owner)
    if not meta.labels:
        return None
    labels = sorted(each for each in meta.labels.items() if each[0] not in _OF_ONE_TRY)
    containers = tuple((each.name, each.image, each.command) for each in pod.spec.containers)
    return Work(meta.namespace, tuple(labels), containers)


_OF_ONE_TRY = frozenset({"try_number", "already_checked"})
"""Labels that tries do not share (Airflow's Kubernetes executor and KubernetesPodOperator, v2 and v3)."""
_NODE = "workflows.argoproj.io/node-name"
_TRY = on_demand(r"\(\d+\)$")
"""The number of a try, which Argo puts behind the name of a step (workflow/controller/operator.go, v3.6)."""


def _owned(pod: Pod, owner: OwnerReference) -> Work | None:
    """The work of a pod whose owner makes one after the other: a TaskRun for its task, a Workflow for a step."""
    if owner.kind == "TaskRun" or owner.kind in _RUN_ON:
        return Work(pod.metadata.namespace, ((owner.kind, owner.uid),))
    step = pod.metadata.annotations.get(_NODE, "") if owner.kind == "Workflow" else ""
    if not _TRY().search(step):
        return None
    return Work(pod.metadata.namespace, ((owner.kind, owner.uid), (_NODE, _TRY().sub("", step))))


_RUN_ON = frozenset({"VirtualMachineInstance"})
"""Owners whose work goes on in one pod after the other, as in the one to which a virtual machine has migrated."""


def done_by(pod: Pod) -> Work | None:
    """The work that a pod has done, or goes on with; None where it has not."""
    if pod.status.phase == "Succeeded":
        return work(pod)
    if not any(each.kind in _RUN_ON for each in pod.metadata.owner_references):
        return None
    is_ready = any(each.type == "Ready" and each.status == "True" for each in pod.status.conditions)
    return work(pod) if is_ready else None


def newest_done(pods: Iterable[Pod]) -> dict[Work, Pod]:
    """The newest pod of each work that has done it, or goes on with it."""
    found: dict[Work, Pod] = {}
    for pod in pods:
        done = done_by(pod)
        if done is not None and (done not in found or _made(pod) > _made(found[done])):
            found[done] = pod
    return found


def _made(pod: Pod) -> datetime:
    return pod.metadata.creation_timestamp or FIRST
