"""Absences: things that a finding says are missing, as data. A test looks for each of them in the snapshot.

In JSON an absence is an array: what is missing, of which container ("" for the whole pod), and when it should be.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec


class Missing(StrEnum):
    """A thing that a sentence says is not there."""

    EVENTS = "events"
    """No events were read at all."""
    SETUP_EVENT = "setup event"
    """An event that tells why no container is made."""
    KILL_EVENT = "kill event"
    """An event that tells who ended the run that ended `at`."""
    ONSET_EVENT = "onset event"
    """An event of an end before `at`, the first that is known."""
    FAILED_STARTUP_PROBE = "failed startup probe"
    """An event of a failed try of the startup probe."""
    FAILED_READINESS_PROBE = "failed readiness probe"
    """An event of a failed try of the readiness probe."""
    PROBE_ANSWER = "probe answer"
    """The answer of the readiness probe when it failed last."""
    PULL_ANSWER = "pull answer"
    """The registry's or the runtime's answer to a pull."""
    HOOK_OUTPUT = "hook output"
    """The output of a postStart hook."""
    END_RECORD = "end record"
    """The record of the container's last end; of an init container that has passed, of its last failure."""
    WAIT_REASON = "wait reason"
    """A message that tells why the container waits."""
    SCHEDULER_DECISION = "scheduler decision"
    """A condition or an event of a scheduler."""
    NODE = "node"
    """The pod's node."""
    JOB = "job"
    """The Job that owns the pod."""


class Absence(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One thing that is not there."""

    what: Missing
    container: str = ""
    at: datetime | None = None
