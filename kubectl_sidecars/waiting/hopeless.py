"""The verdicts that make it useless to wait."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from kubectl_sidecars.api import Pod
from kubectl_sidecars.causes.cause import Cause, PodName
from kubectl_sidecars.diagnose import Severity
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.model import revision as revision_of

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


def newest(pods: Collection[Pod]) -> frozenset[PodName]:
    """The pods of the revision that was made last, of each workload; all pods without a revision.

    Those of an older one are replaced, and what they suffer from goes with them.
    """
    last: dict[tuple[str, str], tuple[datetime, str]] = {}
    for pod in pods:
        group, revision, made = _revision(pod)
        if made is not None and (group not in last or made > last[group][0]):
            last[group] = (made, revision)
    return frozenset(
        PodName(pod.metadata.namespace, pod.metadata.name)
        for pod in pods
        for group, revision, _ in [_revision(pod)]
        if pod.metadata.deletion_timestamp is None and (group not in last or last[group][1] == revision)
    )


def _revision(pod: Pod) -> tuple[tuple[str, str], str, datetime | None]:
    """The namespace and name of the pod's workload, the revision of the pod, and the time of its creation."""
    meta = pod.metadata
    revision = revision_of(pod)
    base = meta.name.partition(f"-{revision}-")[0] if revision else meta.name
    return (meta.namespace, base), revision, meta.creation_timestamp
