"""How bad it is that a pod has no node: less where something is on its way to help."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kubectl_sidecars.diagnose.facts.autoscaler import SCALE_UP, gave_none
from kubectl_sidecars.diagnose.facts.events import pod_event
from kubectl_sidecars.diagnose.facts.leaving import leaving
from kubectl_sidecars.diagnose.facts.returning_nodes import returning_node
from kubectl_sidecars.diagnose.facts.scheduler_message import Predicate
from kubectl_sidecars.diagnose.facts.thresholds import (
    NODE_PROVISION,
    NODE_PROVISION_LONG,
    NODE_REBOOT,
    SCHEDULING_PATIENCE,
    SCHEDULING_RETRY,
)
from kubectl_sidecars.diagnose.finding import Severity, severity_after
from kubectl_sidecars.diagnose.phrasing.quotes import quoted
from kubectl_sidecars.diagnose.phrasing.words import clock, verb
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.sentences import listed, often
from kubectl_sidecars.snapshot import first_seen, times_seen

MOST_NAMED = 2
"""Pods and nodes that are named in a sentence."""


def outlook(subject: Subject, reasons: Sequence[Predicate], since: datetime | None) -> tuple[Severity, str]:
    """The severity for a pod that has had no node since then, and a sentence on what is on its way to help."""
    lasts = subject.seconds_since(since) or 0.0
    if coming := _leaving(subject, lasts) or (_upkeep(subject, reasons) if lasts < NODE_REBOOT else ""):
        return Severity.NOTICE, coming
    target = subject.pod.status.nominated_node_name
    if target and lasts < SCHEDULING_PATIENCE:
        return Severity.NOTICE, f"Pods of lower priority are being ended on node {target} to make room for it."
    return _scale_up(subject, severity_after(lasts, SCHEDULING_RETRY, SCHEDULING_PATIENCE))


def _leaving(subject: Subject, lasts: float) -> str:
    """A sentence on the pods that make room for it; "" without any. One that follows pods of its own workload, or for
    which the scheduler makes room, waits for all of their grace; others may have to look elsewhere."""
    found = leaving(subject)
    if found is None or not (found.is_own or lasts < SCHEDULING_PATIENCE):
        return ""
    names = sorted(f"{pod.metadata.namespace}/{pod.metadata.name}" for pod in found.pods)
    named = listed(names[:MOST_NAMED], more=len(names) - MOST_NAMED)
    by = clock(found.until, subject.now, seconds=True)
    return f"{named} {verb(names, 'holds', 'hold')} what it lacks, and {verb(names, 'ends', 'end')} by {by}."


def _upkeep(subject: Subject, reasons: Sequence[Predicate]) -> str:
    """A sentence on a cordoned node that comes back and fits it; "" without one. A pod does not
    wait for a node that goes for good: where an autoscaler makes another one, its event says so."""
    found = returning_node(subject, reasons)
    return f"Node {found.node.metadata.name} is cordoned for a while: {found.words}." if found else ""


def _scale_up(subject: Subject, ordinary: Severity) -> tuple[Severity, str]:
    """The severity, and a sentence on the node that an autoscaler adds; "" without one."""
    event = pod_event(subject, *SCALE_UP)
    waits = subject.seconds_since(first_seen(event)) if event else None
    if event is None or waits is None or waits >= NODE_PROVISION_LONG or gave_none(subject) is not None:
        return ordinary, ""
    if times_seen(event) > 1 and waits >= NODE_PROVISION:
        again = f"An autoscaler has tried to make room {often(times_seen(event))}"
        return ordinary, f"{again} since {clock(first_seen(event), subject.now)}; that did not help."
    coming = f"An autoscaler makes room for it since {clock(first_seen(event), subject.now)}: {quoted(event.message)}."
    return (Severity.WARNING if waits >= NODE_PROVISION else Severity.NOTICE), coming
