"""The pods whose reports are touched by what differs between a snapshot and the one before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kubectl_sidecars.api import Job, Node, Pod, ReplicaSet, Service
from kubectl_sidecars.cached import once
from kubectl_sidecars.diagnose.facts.coming_work import is_migration
from kubectl_sidecars.diagnose.facts.node_upkeep import UPGRADES, signs
from kubectl_sidecars.diagnose.facts.owner_status import SetStatus, set_status
from kubectl_sidecars.diagnose.facts.requests import held_devices
from kubectl_sidecars.diagnose.facts.served import may_serve_node
from kubectl_sidecars.diagnose.facts.standby_signs import tells_role
from kubectl_sidecars.diagnose.facts.start_times import seconds_to_ready
from kubectl_sidecars.model import controller, is_true
from kubectl_sidecars.object_keys import NAMED, by_name
from kubectl_sidecars.pod_work import done_by, work
from kubectl_sidecars.report.differences import changed, differing, gone
from kubectl_sidecars.snapshot import Snapshot


def touched(old: Snapshot, new: Snapshot) -> Iterator[str]:
    """The keys of the pods whose report may read something else now, some of them more than once: pods that changed,
    whose events did, or of whose surroundings something changed that a report reads.

    A report also names the pod for which its own was preempted (diagnose/rules/disruption). That pod is there before
    the event that names it, and its name is not taken back when it goes.
    """
    if bool(old.nodes) != bool(new.nodes) or bool(old.events) != bool(new.events):
        yield from new.pods  # a report says whether nodes and events were read at all
        return
    pods = differing(old.pods, new.pods)
    pairs = [(old.pods.get(key), new.pods.get(key)) for key in (*pods, *gone(old.pods, new.pods))]
    yield from pods
    done = {of for pair in pairs for pod in pair if pod is not None and (of := done_by(pod)) is not None}
    if done:  # a later pod that has done the work, or goes on with it, is named by those before it
        yield from (key for key, pod in new.pods.items() if pod.status.phase == "Failed" and work(pod) in done)
    yield from _standbys(pairs, new)
    yield from _starts(pairs, new)
    if _are_others_asked(old, new):
        yield from (key for key, pod in new.pods.items() if not is_true(pod, "Ready") or _has_restarted(pod))
    agents = _agents(pairs)
    if agents:
        yield from (key for key, pod in new.pods.items() if pod.spec.node_name in agents and not _is_up(pod))
    about = changed(old.events, new.events)
    yield from (key for key in about if key in new.pods)
    owners, namespaces = _owners(old, new), _namespaces(old, new)
    nodes = {name for name in changed(old.nodes, new.nodes) if not _is_same(old.nodes.get(name), new.nodes.get(name))}
    volumes = changed(old.persistent_volumes, new.persistent_volumes)
    named = {key for key in about if key.startswith(_NAMED)} | _claims(old, new, volumes)
    nodes |= _upgraded(old, new)
    about_nodes = nodes or any(key.startswith("Node/") for key in named)
    held = any(held_devices(before) != held_devices(after) for before, after in pairs)
    places = about_nodes or held or volumes or _is_cordoned(agents, new)
    yield from _shares(pairs, old, new)
    if not (owners or namespaces or named or places):
        return
    for key, pod in new.pods.items():
        if places and not pod.spec.node_name:  # nodes and volumes that come, and devices, are named in it
            yield key
        meta, node = pod.metadata, pod.spec.node_name
        is_owned = any(reference.uid in owners for reference in meta.owner_references)
        if is_owned or meta.namespace in namespaces or node in nodes or (named and not named.isdisjoint(_named(pod))):
            yield key


def _are_others_asked(old: Snapshot, new: Snapshot) -> bool:
    """True if a Service came, went or has another address or node port: what fails in any namespace may name it."""
    keys = changed(old.services, new.services)
    return any(_address(old.services.get(key)) != _address(new.services.get(key)) for key in keys)


def _address(service: Service | None) -> tuple[str | int, ...]:
    spec = None if service is None else service.spec
    return () if spec is None else (spec.cluster_ip, *(port.node_port for port in spec.ports))


def _is_up(pod: Pod) -> bool:
    return pod.status.phase != "Pending" and is_true(pod, "Ready") and not _has_restarted(pod)


def _has_restarted(pod: Pod) -> bool:
    return any(each.restart_count for each in (*pod.status.container_statuses, *pod.status.init_container_statuses))


_NAMED = tuple(f"{kind}/" for kind in NAMED)
"""How keys of events begin that are indexed by the name of their object."""


def _named(pod: Pod) -> Iterator[str]:
    """The keys of the events about the node and the volume claims of a pod."""
    yield by_name("Node", "", pod.spec.node_name)
    for volume in pod.spec.volumes:
        if volume.persistent_volume_claim is not None:
            yield by_name("PersistentVolumeClaim", pod.metadata.namespace, volume.persistent_volume_claim.claim_name)


def _claims(old: Snapshot, new: Snapshot, volumes: Sequence[str]) -> set[str]:
    """The keys of the events about the claims that these volumes are or were bound to: who mounts them reads both."""
    found = [each.persistent_volumes.get(name) for name in volumes for each in (old, new)]
    bound = [volume.spec.claim_ref for volume in found if volume is not None]
    return {by_name("PersistentVolumeClaim", claim.namespace, claim.name) for claim in bound if claim.name}


_Pairs = Sequence[tuple[Pod | None, Pod | None]]
"""Pods before and after they changed; None for one that was not there, or is not any more."""


def _shares(pairs: _Pairs, old: Snapshot, new: Snapshot) -> Iterator[str]:
    """The keys of the pods without a node for which others make room now, or do so no more. That may change where one
    is to go, or has gone, where another one waits for room or has found it, and with the owner of one of these."""
    are_owners_same = old.replica_sets is new.replica_sets and old.jobs is new.jobs
    moved = (pod for pair in pairs for pod in pair if pod is not None)
    if are_owners_same and not any(pod.is_leaving or not pod.spec.node_name for pod in moved):
        return
    from kubectl_sidecars.diagnose.facts.leaving import shares  # noqa: PLC0415 - most updates do not need it

    before, after = once(old, shares), once(new, shares)
    yield from (key for key in before.keys() | after.keys() if key in new.pods and before.get(key) != after.get(key))


def _upgraded(old: Snapshot, new: Snapshot) -> set[str]:
    """The nodes that a Job is there for which changed."""
    jobs = [job for key in changed(old.jobs, new.jobs) for job in (old.jobs.get(key), new.jobs.get(key)) if job]
    return {job.metadata.labels[UPGRADES] for job in jobs if UPGRADES in job.metadata.labels}


def _is_cordoned(names: set[str], new: Snapshot) -> bool:
    """True if one of these nodes is cordoned: who waits for it fits beside the agents that stay on it."""
    return any((node := new.nodes.get(name)) is not None and node.spec.unschedulable for name in names)


def _agents(pairs: _Pairs) -> set[str]:
    """The nodes of which a pod changed that others of the node may depend on."""
    return {pod.spec.place for pair in pairs for pod in pair if pod is not None and may_serve_node(pod)}


def _standbys(pairs: _Pairs, new: Snapshot) -> Iterator[str]:
    """The keys of the pods that may be standbys, where another pod of their namespace that tells a role has become
    ready, or is so no more, or has another role."""
    other = [pair for pair in pairs if _stands(pair[0]) != _stands(pair[1])]
    spaces = {pod.metadata.namespace for pair in other for pod in pair if pod is not None and tells_role(pod)}
    for key, pod in new.pods.items() if spaces else ():
        if pod.metadata.namespace in spaces and not is_true(pod, "Ready") and tells_role(pod):
            yield key


def _stands(pod: Pod | None) -> tuple[object, ...]:
    """The values of a pod that decide if another one is a standby."""
    if pod is None:
        return ()
    meta = pod.metadata
    return is_true(pod, "Ready"), pod.is_over, meta.deletion_timestamp is None, meta.labels, pod.spec


def _starts(pairs: _Pairs, new: Snapshot) -> Iterator[str]:
    """The keys of the pods that are given as much time to become ready as a pod took that changed."""
    other = [pair for pair in pairs if _took(pair[0]) != _took(pair[1])]
    owners = {above.uid for pair in other for pod in pair if pod and (above := controller(pod.metadata)) is not None}
    for key, pod in new.pods.items() if owners else ():
        if not is_true(pod, "Ready") and (above := controller(pod.metadata)) is not None and above.uid in owners:
            yield key


def _took(pod: Pod | None) -> float | None:
    return seconds_to_ready(pod) if pod is not None else None


def _is_same(old: Node | None, new: Node | None) -> bool:
    """True if a report reads the same of both: most annotations of a node are not read."""
    if old is None or new is None or old.status != new.status or old.spec != new.spec:
        return False
    if old.metadata.labels != new.metadata.labels:
        return False
    return old.metadata.annotations == new.metadata.annotations or signs(old) == signs(new)


def _owners(old: Snapshot, new: Snapshot) -> set[str]:
    """The uids of Jobs and ReplicaSets whose pods are touched."""
    jobs = [job for key in changed(old.jobs, new.jobs) for job in (old.jobs.get(key), new.jobs.get(key)) if job]
    above = {owner.uid for job in jobs if (owner := controller(job.metadata)) is not None}
    owners = {job.metadata.uid for job in jobs}
    if above:  # a later run that has done the work is named by those before it
        owners.update(uid for uid, job in new.jobs.items() if _is_owned_by(above, job))
    deployments = set[str]()
    for key in changed(old.replica_sets, new.replica_sets):
        before, after = _status(old.replica_sets.get(key)), _status(new.replica_sets.get(key))
        if before != after:
            owners.add(key)
        if _serving(before) != _serving(after):
            deployments |= _serving(before) | _serving(after)
    if deployments:  # whether pods of an older revision serve is said of those of a newer one
        owners.update(uid for uid, each in new.replica_sets.items() if _is_owned_by(deployments, each))
    return owners


def _status(replica_set: ReplicaSet | None) -> SetStatus | None:
    return None if replica_set is None else set_status(replica_set)


def _serving(status: SetStatus | None) -> set[str]:
    """The Deployment that it serves for."""
    return {status.above} if status is not None and status.serves and status.above else set()


def _is_owned_by(uids: set[str], owned: Job | ReplicaSet) -> bool:
    owner = controller(owned.metadata)
    return owner is not None and owner.uid in uids


def _namespaces(old: Snapshot, new: Snapshot) -> set[str]:
    """The namespaces that changed, whose services did, or in which a Job that others wait for did."""
    services = [
        services_of.get(key)
        for key in changed(old.services, new.services)
        for services_of in (old.services, new.services)
    ]
    found = set(changed(old.namespaces, new.namespaces))
    found.update(service.metadata.namespace for service in services if service is not None)
    jobs = [jobs_of.get(key) for key in changed(old.jobs, new.jobs) for jobs_of in (old.jobs, new.jobs)]
    found.update(job.metadata.namespace for job in jobs if job is not None and is_migration(job))
    return found
