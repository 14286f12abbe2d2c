"""What a workload's new revision changed, next to the time of its first crash."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from kubectl_sidecars.api import Container, PodSpec, Probe, ReplicaSet
from kubectl_sidecars.causes.cause import Case
from kubectl_sidecars.causes.groups import Group
from kubectl_sidecars.causes.others import Others
from kubectl_sidecars.diagnose.words import clock, image_tag, listed
from kubectl_sidecars.snapshot import Snapshot

REVISION = "deployment.kubernetes.io/revision"
HASH = "pod-template-hash"


def revision_change(group: Group, others: Others, around: Snapshot) -> str:
    """`Revision 7 (from 12:01) changed the image of checkout from 4.7.1 to 4.7.2; the first sign was at 12:03.`"""
    case = group.speaker
    if not case.revision or len(group.owners) != 1:
        return ""
    found = _by_sets(case, others, around) or _by_pods(case, others, around)
    if found is None:
        return ""
    changes = list(changed(found.old, found.new))
    if not changes:
        return ""
    began = f" ({found.made})" if found.made else ""
    return f"Revision {found.name} of {case.owner}{began} changed {listed(changes)}{_first_sign(group, around)}."


def _first_sign(group: Group, around: Snapshot) -> str:
    if group.since is None:
        return ""
    said = "the first sign that is left is of" if group.may_be_older else "the first sign was at"
    return f"; {said} {clock(group.since, around.taken_at)}"


class _Step(msgspec.Struct, frozen=True):
    """From one revision to the next: its name, when it was made in words, and both templates."""

    name: str
    made: str
    old: PodSpec
    new: PodSpec


def _by_sets(case: Case, others: Others, around: Snapshot) -> _Step | None:
    new, old = _two(case, others.replica_sets(case)) if case.owner.kind == "Deployment" else (None, None)
    if new is None or old is None:
        return None
    made = new.metadata.creation_timestamp
    when = f"from {clock(made, around.taken_at)}" if made else ""
    return _Step(str(_revision(new)), when, old.spec.template.spec, new.spec.template.spec)


def _by_pods(case: Case, others: Others, around: Snapshot) -> _Step | None:
    """The same from the pods that are there, where ReplicaSets cannot be read, and for what has none."""
    mates = [mate for mate in others.mates(case) if mate.revision]
    if all(mate.revision == case.revision for mate in mates):
        return None
    pods = [(mate.revision, around.pods.get(mate.uid)) for mate in mates]
    made = [
        (pod.metadata.creation_timestamp, revision, pod)
        for revision, pod in pods
        if pod is not None and pod.metadata.creation_timestamp is not None
    ]
    mine = min((each for each in made if each[1] == case.revision), key=lambda each: each[0], default=None)
    if mine is None:
        return None
    first = dict[str, datetime]()
    for when, revision, _ in made:
        first[revision] = min(when, first.get(revision, when))
    before = [each for each in made if first[each[1]] < mine[0] and each[1] != case.revision]
    last = max(before, key=lambda each: (first[each[1]], each[0]), default=None)
    if last is None:
        return None
    return _Step(case.revision, f"its first pod is of {clock(mine[0], around.taken_at)}", last[2].spec, mine[2].spec)


def _two(case: Case, sets: Sequence[ReplicaSet]) -> tuple[ReplicaSet | None, ReplicaSet | None]:
    """The ReplicaSet of the pod's revision, and the one of the revision before it."""
    new = next((each for each in sets if each.metadata.labels.get(HASH) == case.revision), None)
    if new is None:
        return None, None
    older = [each for each in sets if _revision(each) < _revision(new)]
    return new, max(older, key=_revision, default=None)


def _revision(replica_set: ReplicaSet) -> int:
    said = replica_set.metadata.annotations.get(REVISION, "")
    return int(said) if said.isdecimal() and len(said) < 19 else 0


def changed(old: PodSpec, new: PodSpec) -> Iterator[str]:
    """What differs between two templates, in words; the values of variables are not said, they may be secrets."""
    before = {each.name: each for each in (*old.init_containers, *old.containers)}
    after = {each.name: each for each in (*new.init_containers, *new.containers)}
    for name, container in after.items():
        if name in before:
            yield from _container(before[name], container)
        else:
            yield f"the pod by a new container {name}"
    for name in before:
        if name not in after:
            yield f"the pod by taking container {name} away"


def _container(old: Container, new: Container) -> Iterator[str]:
    if old.image != new.image:
        yield f"the image of {new.name} from {_short(old.image, new.image)} to {_short(new.image, old.image)}"
    if (old.command, old.args) != (new.command, new.args):
        yield f"the command of {new.name}"
    if old.restart_policy != new.restart_policy:
        yield f"the restartPolicy of {new.name} from {old.restart_policy or 'none'} to {new.restart_policy or 'none'}"
    yield from _environment(old, new)
    for kind in ("requests", "limits"):
        yield from _resources(kind, old, new)
    for label, one, other in (
        ("startupProbe", old.startup_probe, new.startup_probe),
        ("livenessProbe", old.liveness_probe, new.liveness_probe),
        ("readinessProbe", old.readiness_probe, new.readiness_probe),
    ):
        yield from _probe(label, new.name, one, other)


def _short(image: str, other: str) -> str:
    """The tag alone where only that differs."""
    same = image.rpartition(":")[0] == other.rpartition(":")[0]
    return (image_tag(image) or image) if same else image


def _environment(old: Container, new: Container) -> Iterator[str]:
    before = {each.name: each for each in old.env}
    after = {each.name: each for each in new.env}
    names = [name for name in dict.fromkeys((*before, *after)) if before.get(name) != after.get(name)]
    if names:
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        yield f"env {listed(names[:3]) if not more else ', '.join(names[:3])}{more} of {new.name}"
    if old.env_from != new.env_from:
        yield f"envFrom of {new.name}"


def _resources(kind: str, old: Container, new: Container) -> Iterator[str]:
    before = old.resources.requests if kind == "requests" else old.resources.limits
    after = new.resources.requests if kind == "requests" else new.resources.limits
    for name in dict.fromkeys((*before, *after)):
        one, other = before.get(name), after.get(name)
        if one != other:
            yield f"{kind}.{name} of {new.name} from {_or_none(one)} to {_or_none(other)}"


def _or_none(value: object) -> str:
    return "none" if value is None else str(value)


def _probe(label: str, name: str, old: Probe | None, new: Probe | None) -> Iterator[str]:
    if old != new:
        yield f"the {label} of {name}" + (" (new)" if old is None else " (gone)" if new is None else "")
