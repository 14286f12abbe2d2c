"""Readiness that comes and goes: the kubelet reported fewer failures than tries, so some of them passed."""

from __future__ import annotations

from datetime import datetime

import msgspec

from kubectl_sidecars.api import Probe, Running
from kubectl_sidecars.diagnose.facts.events import are_limited, is_combined, of_container
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.model import condition
from kubectl_sidecars.snapshot import first_seen, last_seen, times_seen

SHARE = 0.85
"""Of the tries, those that fail at most: where nearly all fail there is one outage, not several.

Seen on v1.35, of a readiness that is lost half of the time: 8 failures where 6 tries are due after one outage, 16 of
20 after two, 25 of 33 after three. The kubelet tries once more when a container's status changes."""
OUTAGES = 2
"""The readiness goes at least this often: as many failures as that takes, and as much time."""


class Flaps(msgspec.Struct, frozen=True, gc=False):
    """Failures of a readiness probe and about how many tries there were, between the first failure and the last."""

    failures: int
    tries: int
    since: datetime
    until: datetime


def flaps(subject: Subject, container: Assessment) -> Flaps | None:
    """The failures of a probe that passes between them; None for one outage, and where events may be missing."""
    probe, state = container.view.spec.readiness_probe, container.view.state
    if probe is None or not isinstance(state, Running):
        return None
    failed = [
        event
        for event in of_container(subject, container.view)
        if event.reason == "Unhealthy" and event.message.startswith("Readiness probe")
    ]
    if not failed or any(map(is_combined, failed)):
        return None
    if len(failed) > 1 and are_limited(subject, "Warning"):
        return None  # one event counts what the kubelet did not send, up to its last time
    since, until = min(map(first_seen, failed)), max(map(last_seen, failed))
    failures = sum(map(times_seen, failed))
    tries = int((until - since).total_seconds() // _interval(probe)) + 1
    if state.started_at is None or since < state.started_at or failures < OUTAGES * probe.failure_threshold:
        return None
    enough = tries >= 2 * OUTAGES * probe.failure_threshold and failures <= SHARE * tries
    enough = enough or _failed_before(subject, probe, since)
    return Flaps(failures, tries, since, until) if enough else None


def _failed_before(subject: Subject, probe: Probe, since: datetime) -> bool:
    """True for a pod that is not ready now, but was until some time after its first failures: these were another outage
    than this one."""
    ready = condition(subject.pod, "ContainersReady")
    if ready is None or ready.status == "True" or ready.last_transition_time is None:
        return False
    outage = (probe.failure_threshold + 1) * _interval(probe) + probe.timeout_seconds
    return (ready.last_transition_time - since).total_seconds() > outage


def _interval(probe: Probe) -> int:
    """Seconds between two tries: a try that times out delays the next one."""
    return max(probe.period_seconds, probe.timeout_seconds, 1)
