"""The verdicts that make it useless to wait."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from kubectl_sidecars.api import Pod
from kubectl_sidecars.causes.cause import Cause, PodName
from kubectl_sidecars.diagnose import Severity
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.model import Owner, revision, workload
from kubectl_sidecars.snapshot import EPOCH, Snapshot

AT_ONCE = frozenset({
    Reason.INVALID_IMAGE_NAME, Reason.IMAGE_NEVER_PULLED, Reason.IMAGE_WRONG_PLATFORM, Reason.NO_COMMAND,
    Reason.COMMAND_NOT_FOUND, Reason.COMMAND_NOT_EXECUTABLE, Reason.RUN_AS_NON_ROOT, Reason.BAD_SUB_PATH,
    Reason.INIT_NEEDS_LATER_CONTAINER, Reason.JOB_HELD_OPEN, Reason.POD_SECURITY, Reason.INVALID_POD,
    Reason.LIMIT_RANGE,
    Reason.QUOTA_NEEDS_REQUESTS, Reason.BACKOFF_LIMIT_EXCEEDED, Reason.DEADLINE_EXCEEDED, Reason.POD_FAILURE_POLICY,
    Reason.MAX_FAILED_INDEXES_EXCEEDED, Reason.FAILED_INDEXES, Reason.JOB_FAILED,
})  # fmt: skip
"""Verdicts that only another spec ends. Of all others the pods may recover: a Secret may still be made."""


def hopeless(
    causes: Iterable[Cause], newest: Collection[PodName], now: datetime, patience: timedelta
) -> tuple[Cause, ...]:
    """The critical causes of the newest pods, or of workloads whose pods are not made, that last too long.

    A cause of AT_ONCE counts when it is seen, any other after `patience`.
    """
    return tuple(
        cause
        for cause in causes
        if cause.severity is Severity.CRITICAL
        and (not cause.pods or any(pod in newest for pod in cause.pods))
        and (cause.reason in AT_ONCE or (cause.since is not None and now - cause.since >= patience))
    )


def newest(snapshot: Snapshot) -> frozenset[PodName]:
    """The pods of the revision that was made last, of each workload; all pods without a revision.

    Those of an older one are replaced, and what they suffer from goes with them.
    """
    last: dict[tuple[str, Owner], Pod] = {}
    for pod in snapshot.pods.values():
        place = _place(pod, snapshot)
        if place not in last or _made(pod) > _made(last[place]):
            last[place] = pod
    return frozenset(
        PodName(pod.metadata.namespace, pod.metadata.name)
        for pod in snapshot.pods.values()
        if pod.metadata.deletion_timestamp is None and revision(pod) == revision(last[_place(pod, snapshot)])
    )


def _place(pod: Pod, snapshot: Snapshot) -> tuple[str, Owner]:
    """The namespace and the workload of the pod; of one without a workload, the pod itself."""
    meta = pod.metadata
    owner = workload(pod, snapshot)
    return meta.namespace, owner if owner.kind else Owner("Pod", meta.name)


def _made(pod: Pod) -> datetime:
    return pod.metadata.creation_timestamp or EPOCH
