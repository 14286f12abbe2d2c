"""The pods that are touched by a change of objects around them, or of events about these.

Each function returns None if the change touches no pod; else a function that is True for the pods that it touches, of
those that read such a thing at all."""

from __future__ import annotations

from collections.abc import Iterable

from kubectl_sidecars.api import Job, Node, Pod, ReplicaSet
from kubectl_sidecars.cached import once
from kubectl_sidecars.diagnose.facts.coming_work import is_migration
from kubectl_sidecars.diagnose.facts.node_upkeep import UPGRADES, signs
from kubectl_sidecars.diagnose.facts.owner_status import SetStatus, set_status
from kubectl_sidecars.diagnose.facts.requests import held_devices
from kubectl_sidecars.model import controller
from kubectl_sidecars.object_keys import by_name
from kubectl_sidecars.report.differences import Change, both, changed
from kubectl_sidecars.report.other_pods import places_of_agents
from kubectl_sidecars.report.which_pods import OfPod

_NODE, _CLAIM = "Node/", "PersistentVolumeClaim/"
"""How the keys of events about nodes and claims begin."""


def what_is_read(change: Change) -> OfPod | None:
    """All pods, if the first events or nodes have come, or the last ones are gone."""
    old, new = change.old, change.new
    is_same = bool(old.nodes) == bool(new.nodes) and bool(old.events) == bool(new.events)
    return None if is_same else lambda _: True


def namespace(change: Change) -> OfPod | None:
    """The pods of a namespace that changed."""
    return _in(changed(change.old.namespaces, change.new.namespaces))


def services(change: Change) -> OfPod | None:
    """The pods of a namespace of which a Service changed."""
    return _in(each.metadata.namespace for each in both(change.old.services, change.new.services))


def migrations(change: Change) -> OfPod | None:
    """The pods of a namespace in which the Job of a migration changed."""
    jobs = both(change.old.jobs, change.new.jobs)
    return _in(job.metadata.namespace for job in jobs if is_migration(job))


def _in(names: Iterable[str]) -> OfPod | None:
    namespaces = frozenset(names)
    return (lambda pod: pod.metadata.namespace in namespaces) if namespaces else None


def own_node(change: Change) -> OfPod | None:
    """The pods of the nodes that changed."""
    names = once(change, _nodes)
    return (lambda pod: pod.spec.node_name in names) if names else None


def nodes_to_go_to(change: Change) -> OfPod | None:
    """All pods, if a node changed, or what a pod holds of the devices of its node; or if an agent changed of a node
    that is cordoned: what fits there once it is back fits beside its agents."""
    is_other = once(change, _nodes) or any(held_devices(before) != held_devices(after) for before, after in change.pods)
    return (lambda _: True) if is_other or _is_cordoned(once(change, places_of_agents), change) else None


def _is_cordoned(names: Iterable[str], change: Change) -> bool:
    nodes = change.new.nodes
    return any((node := nodes.get(name)) is not None and node.spec.unschedulable for name in names)


def _nodes(change: Change) -> frozenset[str]:
    """The names of the nodes that changed, about which there are other events, or for which a Job is that changed."""
    old, new = change.old.nodes, change.new.nodes
    names = {name for name in changed(old, new) if not _is_same(old.get(name), new.get(name))}
    names.update(each.rpartition("/")[2] for each in change.events if each.startswith(_NODE))
    labels = (job.metadata.labels for job in both(change.old.jobs, change.new.jobs))
    names.update(each[UPGRADES] for each in labels if UPGRADES in each)
    return frozenset(names)


def _is_same(old: Node | None, new: Node | None) -> bool:
    """True if a report reads the same of both: most annotations of a node are not read."""
    if old is None or new is None or old.status != new.status or old.spec != new.spec:
        return False
    if old.metadata.labels != new.metadata.labels:
        return False
    return old.metadata.annotations == new.metadata.annotations or signs(old) == signs(new)


def claims(change: Change) -> OfPod | None:
    """The pods with a claim about which there are other events, or whose volume changed."""
    bound = (each.spec.claim_ref for each in both(change.old.persistent_volumes, change.new.persistent_volumes))
    names = {by_name("PersistentVolumeClaim", claim.namespace, claim.name) for claim in bound if claim.name}
    names.update(each for each in change.events if each.startswith(_CLAIM))
    return (lambda pod: not names.isdisjoint(_claims(pod))) if names else None


def _claims(pod: Pod) -> Iterable[str]:
    """The keys of the events about the claims of a pod."""
    named = (volume.persistent_volume_claim for volume in pod.spec.volumes)
    return (by_name("PersistentVolumeClaim", pod.metadata.namespace, each.claim_name) for each in named if each)


def owner(change: Change) -> OfPod | None:
    """The pods of the Jobs and ReplicaSets that changed, and of those whose owner has another one that changed."""
    uids = _jobs(change) | _replica_sets(change)
    return (lambda pod: any(each.uid in uids for each in pod.metadata.owner_references)) if uids else None


def _jobs(change: Change) -> set[str]:
    """The uids of the Jobs that changed, and of all runs of their CronJobs: a later run that has done the work is
    named by those before it."""
    jobs = list(both(change.old.jobs, change.new.jobs))
    above = {owner.uid for job in jobs if (owner := controller(job.metadata)) is not None}
    found = {job.metadata.uid for job in jobs}
    return found | _owned_by(above, change.new.jobs.values())


def _replica_sets(change: Change) -> set[str]:
    """The uids of the ReplicaSets whose status changed, and of those of a Deployment of which another one serves now,
    or does so no more: whether pods of an older revision serve is said of those of a newer one."""
    old, new = change.old.replica_sets, change.new.replica_sets
    found, deployments = set[str](), set[str]()
    for key in changed(old, new):
        before, after = _status(old.get(key)), _status(new.get(key))
        if before != after:
            found.add(key)
        if _serving(before) != _serving(after):
            deployments |= _serving(before) | _serving(after)
    return found | _owned_by(deployments, new.values())


def _status(replica_set: ReplicaSet | None) -> SetStatus | None:
    return None if replica_set is None else set_status(replica_set)


def _serving(status: SetStatus | None) -> set[str]:
    """The Deployment that it serves for."""
    return {status.above} if status is not None and status.serves and status.above else set()


def _owned_by(uids: set[str], objects: Iterable[Job | ReplicaSet]) -> set[str]:
    """The uids of the objects that one of these controls."""
    if not uids:
        return set()
    found = ((each.metadata.uid, controller(each.metadata)) for each in objects)
    return {uid for uid, above in found if above is not None and above.uid in uids}
