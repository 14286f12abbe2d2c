"""The time at which an object was last observed: the newest time stamp in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from kubectl_sidecars.api import ApiObject, ContainerStatus, Event, Job, Object, ObjectMeta, Pod, Time
from kubectl_sidecars.decode import UNREADABLE, decoder
from kubectl_sidecars.snapshot import EPOCH, last_seen

LONGEST_GRACE = 10 * 365 * 86_400


class _Managed(ApiObject, frozen=True):
    time: Time | None = None


class _Meta(ApiObject, frozen=True):
    managed_fields: tuple[_Managed, ...] = ()


class _Condition(ApiObject, frozen=True):
    last_heartbeat_time: Time | None = None
    last_probe_time: Time | None = None
    last_transition_time: Time | None = None


class _Status(ApiObject, frozen=True):
    conditions: tuple[_Condition, ...] = ()


class _Written(ApiObject, frozen=True):
    """Time stamps that only this module reads, so that a list of a cluster need not decode them."""

    metadata: _Meta = _Meta()
    status: _Status = _Status()


def observed(value: Object, raw: bytes) -> datetime:
    """The newest time at which something about the object was observed; EPOCH for a manifest.

    The deletionTimestamp is not one: it is the end of the grace period. The request for deletion, one grace period
    earlier, is.
    """
    return max((time for time in _moments(value, raw) if time is not None), default=EPOCH)


def _moments(value: Object, raw: bytes) -> Iterator[datetime | None]:
    yield value.metadata.creation_timestamp
    yield _deletion_requested(value.metadata)
    yield from _written(raw)
    if isinstance(value, Pod):
        status = value.status
        yield status.start_time
        for container in (
            *status.init_container_statuses,
            *status.container_statuses,
            *status.ephemeral_container_statuses,
        ):
            yield from _of_container(container)
    elif isinstance(value, Event):
        yield last_seen(value)
    elif isinstance(value, Job):
        yield value.status.start_time
        yield value.status.completion_time


def _deletion_requested(meta: ObjectMeta) -> datetime | None:
    grace = meta.deletion_grace_period_seconds
    if meta.deletion_timestamp is None or grace is None or not 0 <= grace <= LONGEST_GRACE:
        return None
    try:
        return meta.deletion_timestamp - timedelta(seconds=grace)
    except OverflowError:
        return None


def _of_container(status: ContainerStatus) -> Iterator[datetime | None]:
    for state in (status.state, status.last_state):
        if state.running:
            yield state.running.started_at
        if state.terminated:
            yield state.terminated.started_at
            yield state.terminated.finished_at


def _written(raw: bytes) -> Iterator[datetime | None]:
    try:
        written: _Written = decoder(_Written).decode(raw)
    except UNREADABLE:
        return  # damaged: the other time stamps are used
    for managed in written.metadata.managed_fields:
        yield managed.time
    for condition in written.status.conditions:
        yield condition.last_heartbeat_time
        yield condition.last_probe_time
        yield condition.last_transition_time
