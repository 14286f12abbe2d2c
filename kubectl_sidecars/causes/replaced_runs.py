"""A CronJob whose runs are each replaced by the next one before they are done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from kubectl_sidecars.api import Event
from kubectl_sidecars.causes.cause import Cause, OwnerName
from kubectl_sidecars.causes.owner_index import OwnerIndex
from kubectl_sidecars.diagnose.finding import Severity
from kubectl_sidecars.diagnose.phrasing.kubectl import describe_object
from kubectl_sidecars.diagnose.phrasing.words import clock
from kubectl_sidecars.diagnose.reasons import from_server
from kubectl_sidecars.sentences import counted
from kubectl_sidecars.snapshot import first_seen, last_seen

FEWEST_REPLACED = 3
"""Runs in a row that are replaced before that is said: one may have hung."""
_AT_ONCE = timedelta(seconds=2)
"""A run is deleted and the next one made in one pass of the controller (pkg/controller/cronjob, v1.35)."""


def replaced_runs(events: Sequence[Event], index: OwnerIndex) -> Cause | None:
    """The cause, from the events of one CronJob; None where runs are done, or fewer were replaced.

    Runs that are done are deleted too, later, but the controller has said of them that it saw them completed."""
    of = events[-1].involved_object
    made = [last_seen(event) for event in events if event.reason == "SuccessfulCreate"]
    deleted = [event for event in events if event.reason == "SuccessfulDelete"]
    replaced = sorted(
        last_seen(event) for event in deleted if any(abs(last_seen(event) - time) <= _AT_ONCE for time in made)
    )
    if len(replaced) < FEWEST_REPLACED or any(event.reason == "SawCompletedJob" for event in events):
        return None
    done = index.completed.get((of.namespace, of.name))
    if done is not None and done >= replaced[0]:
        return None
    now = index.around.taken_at
    last = f" The last run that was done ended at {clock(done, now)}." if done is not None else ""
    return Cause(
        reason=from_server(deleted[-1].reason),
        severity=Severity.CRITICAL,
        title=f"No run of CronJob/{of.name} in namespace {of.namespace} is done: each is replaced by the next one.",
        explanation=f"{counted(len(replaced), 'run')} since {clock(replaced[0], now)} were deleted when the next was"
        f" due, before they were done (concurrencyPolicy Replace).{last}",
        pods=(),
        owners=(OwnerName("CronJob", of.name),),
        namespaces=(of.namespace,),
        since=min(first_seen(event) for event in deleted),
        advice="Start it less often, make a run shorter, or let a run end before the next (concurrencyPolicy Forbid).",
        commands=(describe_object("cronjob", of.name, of.namespace),),
    )
