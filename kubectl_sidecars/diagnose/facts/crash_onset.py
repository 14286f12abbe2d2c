"""Since when a container keeps ending: what statuses and events still tell, and no more.

A status keeps the last run alone. Events tell of more, but expire, are merged and rate-limited: the first that is
left says how long it has been going on at the least, and not when the first restart was.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from kubectl_sidecars.api import Event, Terminated
from kubectl_sidecars.diagnose.absence import Absence, Missing
from kubectl_sidecars.diagnose.facts.events import (
    is_combined,
    of_container,
    unseen,
    untold,
)
from kubectl_sidecars.diagnose.facts.kubelet_kills import Why, kill
from kubectl_sidecars.diagnose.phrasing.words import clock, who
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.durations import later
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.lifecycle.restarts import LONGEST_DELAY, RESET_AFTER, run_seconds
from kubectl_sidecars.model import condition
from kubectl_sidecars.sentences import often
from kubectl_sidecars.snapshot import EPOCH, first_seen, last_seen, times_seen

_FAULTS = frozenset({Why.LIVENESS, Why.STARTUP, Why.POST_START})


def may_be_older(subject: Subject, container: Assessment, run: Terminated) -> bool:
    """True if statuses alone tell when it began to end, which keep no more than the last runs of many."""
    return (
        container.view.restart_count > 1
        and not _is_new(subject, container, run)
        and not _first_crashes(subject, container, run)
    )


def began(subject: Subject, container: Assessment, run: Terminated) -> datetime | None:
    """The earliest moment at which it is known to have been ending; it may have begun before."""
    return min((*_ends(subject, container, run), *_first_crashes(subject, container, run)), default=None)


def restarted(subject: Subject, container: Assessment, run: Terminated) -> str:
    """A sentence that says how often it was restarted, and since when as far as that is known."""
    count, since = container.view.restart_count, began(subject, container, run)
    if count == 0:
        return f"{who(container)} ended for the first time."
    sentence = f"{who(container)} was restarted {often(count)}"
    if count == 1 or since is None:
        return f"{sentence}."
    at = clock(since, subject.now)
    if _first_crashes(subject, container, run):
        return f"{sentence}, since {at} or earlier."
    kept = " (they are kept for an hour)" if subject.events_were_read else ""
    return f"{sentence}, at least since {at}: {untold(subject, 'when that began')}{kept}.{_unready(subject, since)}"


def onset_unseen(subject: Subject, container: Assessment, run: Terminated) -> tuple[Absence, ...]:
    """The event that `restarted` says is not there; empty where it says none."""
    since = began(subject, container, run)
    if container.view.restart_count < 2 or since is None or _first_crashes(subject, container, run):
        return ()
    return (unseen(subject, Missing.ONSET_EVENT, container.name, since),)


def _ends(subject: Subject, container: Assessment, run: Terminated) -> Iterator[datetime]:
    """The ends that statuses tell of; a run that began with a restart had one before it."""
    if run.finished_at is not None:
        yield run.finished_at
    if _is_new(subject, container, run):
        return
    last = container.view.status.last_state.terminated if container.view.status else None
    if last is not None and last.finished_at is not None:
        yield last.finished_at
    if container.view.restart_count > 1 and run.started_at is not None and run_seconds(run) is not None:
        yield run.started_at


def _first_crashes(subject: Subject, container: Assessment, run: Terminated) -> list[datetime]:
    """When its crashes were first seen in events, without those of before a long run: of this one, or of one that
    ended before it began, for all that is left."""
    begun = run.started_at or EPOCH
    floor = begun if _is_new(subject, container, run) else EPOCH
    least = EPOCH if run.started_at is None else later(begun, -(RESET_AFTER + LONGEST_DELAY))
    events = [event for event in of_container(subject, container.view) if _tells(event) and last_seen(event) >= least]
    return [then for event in events if (then := first_seen(event)) > floor]


def _tells(event: Event) -> bool:
    """A back-off of crashes, not of pulls, or a kill for a fault; merged ones may be another container's."""
    if is_combined(event):
        return False
    return (event.reason == "BackOff" and "restarting failed" in event.message) or kill(event) in _FAULTS


def _is_new(subject: Subject, container: Assessment, run: Terminated) -> bool:
    """True if the run was so long that what was before it is another story; not where one fault ends each run."""
    lasted = run_seconds(run)
    if lasted is None or lasted <= RESET_AFTER:
        return False
    return not any(
        _tells(event) and kill(event) in _FAULTS and times_seen(event) > 1
        for event in of_container(subject, container.view)
    )


def _unready(subject: Subject, since: datetime) -> str:
    """Since when the pod is not Ready, where that is longer."""
    ready = condition(subject.pod, "Ready")
    then = ready.last_transition_time if ready is not None and ready.status == "False" else None
    if then is None or then >= since:
        return ""
    return f" The pod is not Ready since {clock(then, subject.now)}."
