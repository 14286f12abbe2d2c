"""Volume claims that are being filled before they are bound: by an importer, a populator, a copy, a restore."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from kubectl_sidecars.api import Event, Pod
from kubectl_sidecars.cached import once
from kubectl_sidecars.diagnose.facts.thresholds import (
    FILL_LONG,
    MOST_READ,
    PROVISION_LONG,
    PROVISION_SILENT,
    RESTARTS_RECUR,
    SCHEDULING_PATIENCE,
)
from kubectl_sidecars.diagnose.facts.volume_claims import claim_events, claims, provisioner_of, refusal_of
from kubectl_sidecars.diagnose.needs import PodNeed
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.restarts import RESET_AFTER
from kubectl_sidecars.model import condition
from kubectl_sidecars.patterns import on_demand
from kubectl_sidecars.snapshot import EPOCH, Snapshot, first_seen

_UID = on_demand(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_CLAIM = "PersistentVolumeClaim"
_PRIME = "prime-"
"""How the claim is called, before the uid of the one that it is for, into which a populator writes
(lib-volume-populator populator-machinery/controller.go, v1.0; CDI and VolSync do likewise)."""
_POPULATED = on_demand(
    r"^(?:VolSync)?Populat|^(?:Import|Clone|Upload|SnapshotForSmartClone)\w*(?:Scheduled|InProgress)$"
)
_BY_POPULATOR = "external populator"
"""Reasons of events of a claim that is filled (lib-volume-populator, v1.0; VolSync api/v1alpha1/events.go, v0.14; CDI
pkg/controller/datavolume, v1.61), and what the external provisioner says of one (controller.go, v5.3)."""
_FAILED = on_demand(r"Error|Fail|Missing")
_MOVED = on_demand(r"replication ?destination:? ['\"]?([a-z0-9][\w.-]{0,251}\w)", re.IGNORECASE)
_MOVER = "volsync-dst-"
"""How the Job is called that restores for a ReplicationDestination, before its name (VolSync, v0.14)."""
_SELECTS = "claim Selector is not supported"
_RESTORES = "velero.io/data-download"
"""What provisioners say of a claim that chooses its volume by a label, as Velero lets one do that it restores; the
label of the pods that restore (pkg/restore and pkg/exposer, v1.16)."""


class Filling(NamedTuple):
    """A claim that waits, the pod that fills it, None where none is known, and since when. `seconds` is how long that
    may last; `is_steady` is False for a pod that does not run, or is started again and again."""

    claim: str
    pod: Pod | None
    since: datetime
    seconds: float
    is_steady: bool = True
    is_named: bool = True
    """False where the pod restores a volume, and nothing says that it is the one of this claim."""


def may_fill(pod: Pod) -> bool:
    """True for a pod that may fill a volume claim of others."""
    meta = pod.metadata
    if any(owner.kind == _CLAIM for owner in meta.owner_references) or _RESTORES in meta.labels:
        return True
    if meta.name.startswith(_MOVER) or _UID().search(meta.name):
        return True
    return any(volume.startswith(_PRIME) for volume in _mounted(pod))


def filling(subject: Subject) -> tuple[Filling, ...]:
    """The fillings of all claims of the pod that wait for a volume; () if one of them is not being filled, and without
    any that waits."""
    found = [_of_claim(subject, claim) for claim in claims(subject) if waits(subject, claim)]
    return tuple(each for each in found if each is not None) if None not in found else ()


def filler_needs(subject: Subject) -> tuple[PodNeed, ...]:
    """The needs of the pods that fill the claims of the pod."""
    pods = (pod for claim in claims(subject) for pod in _fillers(subject, claim, claim_events(subject, claim)))
    return tuple(dict.fromkeys(PodNeed(pod.metadata.namespace, pod.metadata.name) for pod in pods))


def waits(subject: Subject, claim: str) -> bool:
    """True if the events of a claim say that it waits for a volume, or was refused one."""
    waiting = False
    for event in claim_events(subject, claim):
        if event.reason == "ProvisioningSucceeded":
            waiting = False
        elif provisioner_of(event) or _is_filled_by(event):
            waiting = True
    return waiting or refusal_of(subject, claim) is not None


def _is_filled_by(event: Event) -> bool:
    return _BY_POPULATOR in event.message or _POPULATED().search(event.reason) is not None


def _of_claim(subject: Subject, claim: str) -> Filling | None:
    events = claim_events(subject, claim)
    pods = list(_fillers(subject, claim, events))
    for pod in pods:
        if (found := _by_pod(subject, claim, pod)) is not None:
            return found
    if pods or refusal_of(subject, claim) is not None:
        return None
    fills = [event for event in events if _is_filled_by(event)]
    if any(event.type == "Warning" or _FAILED().search(event.reason) for event in fills):
        return None
    is_begun = bool(fills) or any(event.reason == "Provisioning" for event in events)
    scheduled = condition(subject.pod, "PodScheduled")
    waited = scheduled.last_transition_time if scheduled is not None else None
    began = min([first_seen(event) for event in events] + ([waited] if waited else []), default=EPOCH)
    return Filling(claim, None, began, PROVISION_LONG if is_begun else PROVISION_SILENT)


def _by_pod(subject: Subject, claim: str, pod: Pod) -> Filling | None:
    """The filling of a claim by this pod; None for one that has failed, and one that was done some time ago."""
    status, meta = pod.status, pod.metadata
    since = status.start_time or meta.creation_timestamp or EPOCH
    is_named = _RESTORES not in meta.labels
    if status.phase == "Succeeded":
        ends = [each.state.terminated.finished_at for each in status.container_statuses if each.state.terminated]
        ended = max((end for end in ends if end is not None), default=None)
        is_fresh = subject.within(ended, SCHEDULING_PATIENCE)
        return Filling(claim, pod, since, FILL_LONG, is_named=is_named) if is_fresh and is_named else None
    if status.phase == "Failed" or meta.deletion_timestamp is not None:
        return None
    return Filling(claim, pod, since, FILL_LONG, _is_steady(subject, pod, since), is_named)


def _is_steady(subject: Subject, pod: Pod, since: datetime) -> bool:
    statuses = (*pod.status.init_container_statuses, *pod.status.container_statuses)
    runs = [each.state.running for each in statuses if each.state.running is not None]
    if not runs:
        return subject.within(since, SCHEDULING_PATIENCE)
    is_up = any(run.started_at is not None and not subject.within(run.started_at, RESET_AFTER) for run in runs)
    return is_up or all(each.restart_count < RESTARTS_RECUR for each in statuses)


def _fillers(subject: Subject, claim: str, events: Sequence[Event]) -> Iterator[Pod]:
    """The pods that fill a claim: by its uid or name, by what its events name, or any that restores one."""
    known, namespace = once(subject.around, _by_claim), subject.pod.metadata.namespace
    uids = dict.fromkeys(event.involved_object.uid for event in events)
    texts = [event.message[:MOST_READ] for event in events]
    names = [*uids, f"{namespace}/{claim}"]
    names += [f"{namespace}/{_MOVER}{name}" for text in texts for name in _MOVED().findall(text)]
    names += [_RESTORES] if any(_SELECTS in text for text in texts) else []
    found = (pod for name in names if name for pod in known.get(name, ()))
    yield from {id(pod): pod for pod in found if pod is not subject.pod}.values()


def _by_claim(around: Snapshot) -> Mapping[str, tuple[Pod, ...]]:
    """The pods that may fill claims, by the uid of the claim, by its namespace and name, by those of their Job, and
    those that restore volumes by their label."""
    found: dict[str, tuple[Pod, ...]] = {}
    for pod in around.pods.values():
        for name in dict.fromkeys(_names(pod)) if may_fill(pod) else ():
            found[name] = (*found.get(name, ()), pod)
    return found


def _names(pod: Pod) -> Iterator[str]:
    meta = pod.metadata
    for owner in meta.owner_references:
        if owner.kind == _CLAIM:
            yield owner.uid
            yield f"{meta.namespace}/{owner.name}"
            yield from _UID().findall(owner.name)
        elif owner.name.startswith(_MOVER):
            yield f"{meta.namespace}/{owner.name}"
    yield from _UID().findall(meta.name)
    for name in _mounted(pod):
        if name.startswith(_PRIME):
            yield from _UID().findall(name)
    if _RESTORES in meta.labels:
        yield _RESTORES


def _mounted(pod: Pod) -> Iterator[str]:
    for volume in pod.spec.volumes:
        if volume.persistent_volume_claim is not None:
            yield volume.persistent_volume_claim.claim_name
