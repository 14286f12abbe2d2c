"""Workloads that do less than they should because of a group of sick pods."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from kubectl_sidecars.api import Event
from kubectl_sidecars.causes.groups import Group
from kubectl_sidecars.diagnose.phrasing.words import clock
from kubectl_sidecars.model import Owner, controller
from kubectl_sidecars.sentences import counted
from kubectl_sidecars.snapshot import Snapshot, first_seen, last_seen, times_seen


def owner_effects(group: Group, around: Snapshot) -> Iterator[str]:
    """A sentence for each CronJob that starts no run because a run of the group has not ended."""
    for namespace, owner in group.places:
        event = _skipped(group, namespace, owner, around) if owner.kind == "CronJob" else None
        if event is not None:
            skipped = skipped_words(event, around.taken_at)
            where = f" in namespace {namespace}" if len(group.namespaces) > 1 else ""
            yield f"{owner}{where} starts no run while this one lasts (concurrencyPolicy Forbid): {skipped}."


def skipped_words(event: Event, now: datetime) -> str:
    """`3 runs skipped since 12:03`."""
    return f"{counted(times_seen(event), 'run')} skipped since {clock(first_seen(event), now)}"


def skipped_run(events: Sequence[Event], made: datetime) -> Event | None:
    """The event of the CronJob controller about runs that it did not start while another one lasts
    (cronjob_controllerv2.go, v1.35); None without one that is newer than that run, made at `made`."""
    for event in reversed(events):
        if event.reason == "JobAlreadyActive" and last_seen(event) >= made:
            return event
    return None


def _skipped(group: Group, namespace: str, owner: Owner, around: Snapshot) -> Event | None:
    """The event of the CronJob about runs that it did not start for one of the group; None without one."""
    made = [case.made for case in group.cases if (case.namespace, case.owner) == (namespace, owner) and case.made]
    for uid in _uids(namespace, owner, around) if made else ():
        event = skipped_run(around.events.get(uid, ()), min(made))
        if event is not None:
            return event
    return None


def _uids(namespace: str, owner: Owner, around: Snapshot) -> set[str]:
    """The uid of the CronJob, as its Jobs have it."""
    above = [controller(job.metadata) for job in around.jobs.values() if job.metadata.namespace == namespace]
    return {each.uid for each in above if each is not None and (each.kind, each.name) == (owner.kind, owner.name)}
