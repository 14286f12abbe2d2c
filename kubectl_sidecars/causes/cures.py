"""The change that takes a fault away, where the snapshot shows that there is one."""

from __future__ import annotations

from kubectl_sidecars.api import Pod, ReplicaSet
from kubectl_sidecars.causes.groups import Group
from kubectl_sidecars.causes.revisions import revision_number
from kubectl_sidecars.diagnose.origin import ImageOrigin, MissingOrigin, PullOrigin, RegistryOrigin
from kubectl_sidecars.diagnose.phrasing.kubectl import rollout_undo
from kubectl_sidecars.model import controller
from kubectl_sidecars.snapshot import Snapshot

_OF_TEMPLATE = ImageOrigin | PullOrigin | RegistryOrigin | MissingOrigin
"""Faults that another template may be without: of the container, of its image, of an object that it names."""


def rollback(group: Group, around: Snapshot) -> str:
    """The command that goes back to the revision that serves; "" where that is no cure for the group."""
    case = group.speaker
    pod = around.pods.get(case.uid)
    if pod is None or not of_template(group):
        return ""
    revision = serving_revision(pod, around)
    return "" if revision is None else rollout_undo(case.owner, case.namespace, revision)


def of_template(group: Group) -> bool:
    """True if the pods are of one revision of one workload, and another template may be without their fault."""
    case = group.speaker
    of_one = len(group.places) == 1 and all(other.revision == case.revision for other in group.cases)
    return of_one and isinstance(group.finding.origin, _OF_TEMPLATE)


def serving_revision(pod: Pod, around: Snapshot) -> int | None:
    """The older revision of the pod's Deployment that still has ready pods; None without one.

    0 stands for the one before the newest, to which kubectl goes without a number (rollback.go, v1.35). None also for
    a pod that is not of the newest revision: what it has, an undo would not take away."""
    owner = controller(pod.metadata)
    own = next((each for each in around.replica_sets.values() if owner and each.metadata.uid == owner.uid), None)
    above = controller(own.metadata) if own is not None else None
    if own is None or above is None or above.kind != "Deployment":
        return None
    sets = [each for each in around.replica_sets.values() if _is_of(above.uid, each)]
    older = sorted((each for each in sets if each is not own), key=revision_number, reverse=True)
    if not older or revision_number(older[0]) >= revision_number(own):
        return None
    serving = next((each for each in older if each.status.ready_replicas and revision_number(each)), None)
    if serving is None:
        return None
    return 0 if serving is older[0] else revision_number(serving)


def _is_of(uid: str, replica_set: ReplicaSet) -> bool:
    owner = controller(replica_set.metadata)
    return owner is not None and owner.uid == uid
