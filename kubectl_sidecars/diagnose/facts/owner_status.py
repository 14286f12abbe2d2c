"""The status of a failed pod's owner, which weighs more than what the pod shows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

import msgspec

from kubectl_sidecars.api import Job, Pod, PodCondition, ReplicaSet
from kubectl_sidecars.cached import once
from kubectl_sidecars.diagnose.absence import Absence, Missing
from kubectl_sidecars.diagnose.facts.thresholds import HISTORY, JOB_RETRY
from kubectl_sidecars.diagnose.finding import Severity
from kubectl_sidecars.diagnose.phrasing.quotes import quoted
from kubectl_sidecars.diagnose.phrasing.words import clock
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.model import controller
from kubectl_sidecars.pod_work import work
from kubectl_sidecars.snapshot import Snapshot

_DONE = ("Complete", "SuccessCriteriaMet")
_FAILED = ("Failed", "FailureTarget")
INDEX = "batch.kubernetes.io/job-completion-index"
_NO_LIMIT = 2**31 - 1
"""The backoffLimit of an Indexed Job that counts the tries of each index (batch/v1 defaults.go)."""


class SetStatus(msgspec.Struct, frozen=True, gc=False):
    """The values of a ReplicaSet that reports of pods read: those of its own pods all, those of its siblings `serves`.

    `above` is the uid of the Deployment, "" without one. `is_whole` is True if all pods that it wants are ready,
    `serves` if one is.
    """

    above: str
    is_whole: bool
    serves: bool


def set_status(replica_set: ReplicaSet) -> SetStatus:
    """The status of a ReplicaSet as far as reports of pods read it."""
    above, ready = controller(replica_set.metadata), replica_set.status.ready_replicas
    return SetStatus(above.uid if above else "", ready >= replica_set.spec.replicas, ready > 0)


def is_whole(subject: Subject) -> bool:
    """True if the pod's ReplicaSet has all the ready pods that it wants, so that this one is not missed."""
    reference = controller(subject.pod.metadata)
    replica_set = subject.around.replica_sets.get(reference.uid) if reference else None
    return replica_set is not None and set_status(replica_set).is_whole


def aftermath(subject: Subject) -> str:
    """A sentence on what has become of a pod that is over; "" where its owner was not read, or is not whole again."""
    reference = controller(subject.pod.metadata)
    if reference is None:
        return "It has no owner, so nothing makes another one."
    return f"{reference.kind}/{reference.name} has all its pods again." if is_whole(subject) else ""


def failure(job: Job) -> PodCondition | None:
    """The condition that says that the Job has failed for good."""
    return _condition(job, _FAILED)


def is_done(job: Job) -> bool:
    """True if the Job has done its work."""
    return _condition(job, _DONE) is not None


def _condition(job: Job, kinds: tuple[str, ...]) -> PodCondition | None:
    for kind in kinds:
        for condition in job.status.conditions:
            if condition.type == kind and condition.status == "True":
                return condition
    return None


def newer_success(job: Job, around: Snapshot) -> Job | None:
    """The newest later run of the same CronJob that has done its work."""
    above = controller(job.metadata)
    made = job.metadata.creation_timestamp
    if above is None or made is None:
        return None
    newest = once(around, _newest_runs).get(above.uid)
    return newest.job if newest is not None and newest.made > made else None


class _Run(NamedTuple):
    """A run of a CronJob, in the order of time."""

    made: datetime
    name: str
    job: Job


def _newest_runs(around: Snapshot) -> Mapping[str, _Run]:
    """The newest run of each CronJob that has done its work, by the CronJob's uid."""
    found: dict[str, _Run] = {}
    for job in around.jobs.values():
        above, made = controller(job.metadata), job.metadata.creation_timestamp
        if above is not None and made is not None and is_done(job):
            before = found.get(above.uid)
            if before is None or (made, job.metadata.name) > before[:2]:
                found[above.uid] = _Run(made, job.metadata.name, job)
    return found


def done_later(subject: Subject) -> Pod | None:
    """The later pod that has done the same work, as an operator's next try does; None without one."""
    of = work(subject.pod)
    later = subject.around.done.get(of) if of is not None else None
    made, then = subject.pod.metadata.creation_timestamp, later.metadata.creation_timestamp if later else None
    return later if made is not None and then is not None and then > made else None


def standing(subject: Subject, ended: datetime | None) -> tuple[Severity, str]:
    """The severity of a failed pod of a Job, and a sentence that says why; `ended` is when the pod did."""
    job, now = subject.job, subject.now
    if job is None:
        old = ended is not None and now - ended > HISTORY
        return (Severity.NOTICE if old else Severity.WARNING), "Whether its Job has failed too is not known."
    name = f"Job/{job.metadata.name}"
    if is_done(job):
        return Severity.NOTICE, f"{name} has done its work all the same."
    later = newer_success(job, subject.around)
    if later is not None:
        return Severity.NOTICE, f"A newer run has done its work: Job/{later.metadata.name}."
    failed = failure(job)
    if failed is None and _is_index_lost(subject, job):
        rest = "is not tried again (backoffLimitPerIndex): the Job fails when the other indexes are through"
        return Severity.CRITICAL, f"Index {_index(subject)} of {name} {rest}."
    if failed is None:
        severity = Severity.NOTICE if _has_second_try(job, ended, now) else Severity.WARNING
        return severity, f"{name} has not failed: {_tries(job)}."
    when = failed.last_transition_time
    if when is not None and now - when > HISTORY:
        return Severity.NOTICE, f"{name} failed at {clock(when, now)}, which is history."
    message = f" It says: {quoted(failed.message)}." if failed.message else ""
    return Severity.CRITICAL, f"{name} has failed for good ({failed.reason}).{message}" if failed.reason else ""


def _has_second_try(job: Job, ended: datetime | None, now: datetime) -> bool:
    """True if one pod has failed and the next one is there, or is due in a moment: that is what backoffLimit is for."""
    is_due = ended is not None and now - ended <= JOB_RETRY
    is_first = job.status.failed <= 1 and job.spec.backoff_limit != 0 and not job.spec.suspend
    return is_first and (job.status.active > 0 or is_due)


def job_unread(subject: Subject) -> tuple[Absence, ...]:
    """The Job of which `standing` says that it is not known; empty for a pod without a Job, or where it was read."""
    return (Absence(Missing.JOB),) if subject.of_job and subject.job is None else ()


def _index(subject: Subject) -> str:
    """The pod's index in an Indexed Job; "" for another Job."""
    meta = subject.pod.metadata
    return meta.annotations.get(INDEX) or meta.labels.get(INDEX, "")


def _is_index_lost(subject: Subject, job: Job) -> bool:
    """True if the Job counts the pod's index among those that failed for good: `0,2-4`."""
    index = _index(subject)
    if not index.isdecimal():
        return False
    spans = (span.partition("-") for span in job.status.failed_indexes.split(",") if span)
    return any(
        first.isdecimal() and int(first) <= int(index) <= int(last if last.isdecimal() else first)
        for first, _, last in spans
    )


def _tries(job: Job) -> str:
    limit, failed = job.spec.backoff_limit, job.status.failed
    if job.spec.suspend:
        return "it is suspended"
    each = job.spec.backoff_limit_per_index
    if each is not None:
        return f"it tries each index {each + 1} {'time' if each == 0 else 'times'} (backoffLimitPerIndex {each})"
    if limit is None or limit >= _NO_LIMIT:
        return "it tries again"
    return f"it tries again ({failed} failed, backoffLimit {limit})" if failed <= limit else "it is about to"


JOB_WORDS = {
    "BackoffLimitExceeded": "its pods failed more often than backoffLimit allows",
    "DeadlineExceeded": "it was active longer than activeDeadlineSeconds",
    "PodFailurePolicy": "its podFailurePolicy says that this failure is final",
    "MaxFailedIndexesExceeded": "more of its indexes failed than maxFailedIndexes allows",
    "FailedIndexes": "some of its indexes failed",
}
"""Reasons of a Job's Failed condition (batch/v1 types.go, v1.35)."""
