"""The outlook of a pod without a node: better where something is on its way to help."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from kubectl_sidecars.diagnose.facts.autoscaler import SCALE_UP, gave_none
from kubectl_sidecars.diagnose.facts.events import pod_event
from kubectl_sidecars.diagnose.facts.leaving import Leaving, leaving
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
from kubectl_sidecars.diagnose.phrasing.words import since as since_words
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.sentences import listed, often
from kubectl_sidecars.snapshot import first_seen, times_seen

if TYPE_CHECKING:
    from kubectl_sidecars.diagnose.facts.filling import Filling

MOST_NAMED = 2
"""Pods and nodes that are named in a sentence."""


class Help(StrEnum):
    """Kind of help that is on its way to a pod without a node."""

    ROOM = "room"
    """Pods of a node end."""
    NODE_BACK = "node back"
    """A cordoned node comes back."""
    NEW_NODE = "new node"
    """An autoscaler makes one."""
    VOLUME = "volume"
    """Its claim is being filled, or provisioned."""


class Outlook(NamedTuple):
    """The severity for a pod that has no node, what is on its way to `help`, and a sentence on that.

    Without help the sentence may say what was tried and did not help; it is "" where nothing was."""

    severity: Severity
    help: Help | None = None
    words: str = ""


def outlook(
    subject: Subject, reasons: Sequence[Predicate], since: datetime | None, *, waits_for_claim: bool
) -> Outlook:
    """The outlook of a pod that has had no node since then."""
    filled = filled_claim(subject) if waits_for_claim else None
    if filled is not None:
        return filled
    lasts = subject.seconds_since(since) or 0.0
    ends = _ending(subject, lasts)
    if ends is not None:
        return Outlook(Severity.NOTICE, Help.ROOM, _ending_words(subject, ends))
    back = returning_node(subject, reasons) if lasts < NODE_REBOOT else None
    if back is not None:
        words = f"Node {back.node.metadata.name} is cordoned for a while: {back.words}."
        return Outlook(Severity.NOTICE, Help.NODE_BACK, words)
    target = subject.pod.status.nominated_node_name
    if target and lasts < SCHEDULING_PATIENCE:
        words = f"Pods of lower priority are being ended on node {target} to make room for it."
        return Outlook(Severity.NOTICE, Help.ROOM, words)
    return _scale_up(subject, severity_after(lasts, SCHEDULING_RETRY, SCHEDULING_PATIENCE))


def _ending(subject: Subject, lasts: float) -> Leaving | None:
    """The pods that make room for it, None without any. One that follows pods of its own workload, or for which the
    scheduler makes room, waits for all of their grace; others may have to look elsewhere."""
    found = leaving(subject)
    return found if found is not None and (found.is_own or lasts < SCHEDULING_PATIENCE) else None


def _ending_words(subject: Subject, found: Leaving) -> str:
    names = sorted(f"{pod.metadata.namespace}/{pod.metadata.name}" for pod in found.pods)
    named = listed(names[:MOST_NAMED], more=len(names) - MOST_NAMED)
    by = clock(found.until, subject.now, seconds=True)
    return f"{named} {verb(names, 'holds', 'hold')} what it lacks, and {verb(names, 'ends', 'end')} by {by}."


def _scale_up(subject: Subject, ordinary: Severity) -> Outlook:
    """The outlook by the node that an autoscaler adds. A node that it has asked for again and again does not help."""
    event = pod_event(subject, *SCALE_UP)
    waits = subject.seconds_since(first_seen(event)) if event else None
    if event is None or waits is None or waits >= NODE_PROVISION_LONG or gave_none(subject) is not None:
        return Outlook(ordinary)
    began = clock(first_seen(event), subject.now)
    if times_seen(event) > 1 and waits >= NODE_PROVISION:
        tried = f"An autoscaler has tried to make room {often(times_seen(event))} since {began}; that did not help."
        return Outlook(ordinary, words=tried)
    severity = Severity.WARNING if waits >= NODE_PROVISION else Severity.NOTICE
    coming = f"An autoscaler makes room for it since {began}: {quoted(event.message)}."
    return Outlook(severity, Help.NEW_NODE, coming)


def filled_claim(subject: Subject) -> Outlook | None:
    """The outlook of a pod whose claims are all being filled, or provisioned for not too long; None for another one."""
    from kubectl_sidecars.diagnose.facts.filling import filling  # noqa: PLC0415 - few pods need it

    found = filling(subject)
    late = [each for each in found if not each.is_steady or (subject.now - each.since).total_seconds() >= each.seconds]
    if not found or any(not each.is_steady or each.pod is None for each in late):
        return None
    return Outlook(
        Severity.WARNING if late else Severity.NOTICE, Help.VOLUME, _filling_words(subject, (late or found)[0])
    )


def _filling_words(subject: Subject, found: Filling) -> str:
    began = since_words(found.since, subject.now)
    if found.pod is None:
        return f"Claim {found.claim} waits for its volume{began}: to make and fill one may take some minutes."
    meta = found.pod.metadata
    where = "" if meta.namespace == subject.pod.metadata.namespace else f" in namespace {meta.namespace}"
    if found.is_named:
        return f"Pod {meta.name}{where} fills claim {found.claim}{began}; the claim is bound when that is done."
    return f"Claim {found.claim} asks for a volume by a label, and pod {meta.name}{where} restores one{began}."
