"""The change that a workload's new revision brought, next to the time of its first crash."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from kubectl_sidecars.api import PodSpec, ReplicaSet
from kubectl_sidecars.causes.cause import Case
from kubectl_sidecars.causes.groups import Group
from kubectl_sidecars.causes.peers import Peers
from kubectl_sidecars.causes.templates import changed
from kubectl_sidecars.diagnose.phrasing.words import clock
from kubectl_sidecars.sentences import listed
from kubectl_sidecars.snapshot import Snapshot

REVISION = "deployment.kubernetes.io/revision"
HASH = "pod-template-hash"
AGAIN = "deployment.kubernetes.io/revision-history"
"""On a ReplicaSet that an undo made a revision again: it was made long before (deployment/util, v1.35)."""


def revision_change(group: Group, others: Peers, around: Snapshot) -> str:
    """`Revision 7 (from 12:01) changed the image of checkout from 4.7.1 to 4.7.2; the first sign was at 12:03.`"""
    case = group.speaker
    if len(group.places) != 1 or not case.revision or any(other.revision != case.revision for other in group.cases):
        return ""
    found = _by_sets(case, others, around) or _by_pods(case, others, around)
    if found is None:
        return ""
    changes = list(changed(found.old, found.new))
    if not changes:
        return ""
    began = f" ({found.made})" if found.made else ""
    does = f"differs from revision {found.serving}, which serves, in" if found.serving else "changed"
    return f"Revision {found.name} of {case.owner}{began} {does} {listed(changes)}{_first_sign(group, around)}."


def _first_sign(group: Group, around: Snapshot) -> str:
    if group.since is None:
        return ""
    sign = "the first sign that is left is of" if group.may_be_older else "the first sign was at"
    return f"; {sign} {clock(group.since, around.taken_at)}"


class _Step(msgspec.Struct, frozen=True):
    """From one revision to a later one: its name, when it was made in words, and both templates. `serving` is the
    number of the old one where others are between them, "" where it is the one before."""

    name: str
    made: str
    old: PodSpec
    new: PodSpec
    serving: str = ""


def _by_sets(case: Case, others: Peers, around: Snapshot) -> _Step | None:
    new, older = _with_older(case, others.replica_sets(case)) if case.owner.kind == "Deployment" else (None, [])
    if new is None or not older:
        return None
    old = next((each for each in older if each.status.ready_replicas), older[0])
    made = new.metadata.creation_timestamp
    if made is None or AGAIN in new.metadata.annotations:
        when = _first_pod((mate.made for mate in others.mates(case) if mate.revision == case.revision), around)
    else:
        when = f"from {clock(made, around.taken_at)}"
    serving = "" if old is older[0] else str(revision_number(old))
    return _Step(str(revision_number(new)), when, old.spec.template.spec, new.spec.template.spec, serving)


def _first_pod(made: Iterable[datetime | None], around: Snapshot) -> str:
    first = min((created for created in made if created is not None), default=None)
    return f"its first pod is of {clock(first, around.taken_at)}" if first else ""


def _by_pods(case: Case, others: Peers, around: Snapshot) -> _Step | None:
    """The step between the last two revisions, by their pods: where no ReplicaSets can be read, or there are none."""
    mates = [mate for mate in others.mates(case) if mate.revision]
    if all(mate.revision == case.revision for mate in mates):
        return None
    pods = [(mate.revision, around.pods.get(mate.uid)) for mate in mates]
    made = [
        (pod.metadata.creation_timestamp, revision, pod)
        for revision, pod in pods
        if pod is not None and pod.metadata.creation_timestamp is not None
    ]
    own = min((created for created in made if created[1] == case.revision), key=lambda each: each[0], default=None)
    if own is None:
        return None
    first = dict[str, datetime]()
    for when, revision, _ in made:
        first[revision] = min(when, first.get(revision, when))
    before = [created for created in made if first[created[1]] < own[0] and created[1] != case.revision]
    last = max(before, key=lambda each: (first[each[1]], each[0]), default=None)
    if last is None:
        return None
    return _Step(case.revision, _first_pod([own[0]], around), last[2].spec, own[2].spec)


def _with_older(case: Case, sets: Sequence[ReplicaSet]) -> tuple[ReplicaSet | None, list[ReplicaSet]]:
    """The ReplicaSet of the pod's revision, and those of the revisions before it, the newest first."""
    new = next((replica_set for replica_set in sets if replica_set.metadata.labels.get(HASH) == case.revision), None)
    if new is None:
        return None, []
    older = [replica_set for replica_set in sets if revision_number(replica_set) < revision_number(new)]
    return new, sorted(older, key=revision_number, reverse=True)


def revision_number(replica_set: ReplicaSet) -> int:
    """The revision of its Deployment; 0 without one."""
    number = replica_set.metadata.annotations.get(REVISION, "")
    return int(number) if number.isdecimal() and len(number) < 19 else 0
