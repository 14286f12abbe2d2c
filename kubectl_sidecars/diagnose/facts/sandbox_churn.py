"""Pods whose sandbox the kubelet kills and makes again and again: what runs in them ends each time."""

from __future__ import annotations

from datetime import datetime

import msgspec

from kubectl_sidecars.api import Event
from kubectl_sidecars.diagnose.facts.events import pod_event
from kubectl_sidecars.diagnose.facts.thresholds import RESTARTS_RECUR
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.restarts import RESET_AFTER
from kubectl_sidecars.snapshot import first_seen, last_seen, times_seen

CHANGED = "SandboxChanged"


def sandbox_changed(subject: Subject) -> Event | None:
    """The event that says that the pod got a new sandbox."""
    return pod_event(subject, CHANGED)


class Churn(msgspec.Struct, frozen=True, gc=False):
    """The number of times that the sandbox was made again, since when, and the newest event that says so."""

    times: int
    since: datetime
    event: Event


def churn(subject: Subject) -> Churn | None:
    """The churn of the pod's sandbox, where it goes on and accounts for at least half of a container's restarts; None
    otherwise. `rules/pod_setup.py` reports a sandbox in which nothing has run yet."""
    events = [event for event in subject.events if event.reason == CHANGED]
    restarts = max((view.restart_count for view in subject.views), default=0)
    if not events or restarts < RESTARTS_RECUR or not subject.within(last_seen(events[-1]), RESET_AFTER):
        return None
    times = sum(map(times_seen, events))
    if times < RESTARTS_RECUR or 2 * times < restarts:
        return None
    return Churn(times, min(map(first_seen, events)), events[-1])
