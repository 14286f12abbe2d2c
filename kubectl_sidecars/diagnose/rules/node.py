"""Rules for trouble that a node brings to its pods."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from kubectl_sidecars.api import PodCondition, Running
from kubectl_sidecars.diagnose.facts.dependencies import network_needs
from kubectl_sidecars.diagnose.facts.events import evidence
from kubectl_sidecars.diagnose.facts.machine_messages import explained
from kubectl_sidecars.diagnose.facts.sandbox_churn import Churn, churn, sandbox_changed
from kubectl_sidecars.diagnose.facts.thresholds import KUBELET_HICCUP, NODE_PROVISION, NODE_REBOOT
from kubectl_sidecars.diagnose.faults import Fault
from kubectl_sidecars.diagnose.finding import Effect, Finding, Severity, Transition
from kubectl_sidecars.diagnose.origin import NodeOrigin
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.field_paths import condition_evidence
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph
from kubectl_sidecars.diagnose.phrasing.quotes import quoted
from kubectl_sidecars.diagnose.phrasing.words import clock
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.diagnose.triage import PRESSURES
from kubectl_sidecars.lifecycle.restarts import RESET_AFTER
from kubectl_sidecars.sentences import often, span
from kubectl_sidecars.snapshot import last_seen

if TYPE_CHECKING:
    from kubectl_sidecars.diagnose.facts.node_upkeep import Upkeep


def node_not_ready(subject: Subject) -> Iterator[Finding]:
    """The node does not report, so that the pod's statuses are old; or it reports that it is not ready."""
    found = subject.node_unready
    if not (subject.node_lost or found):
        return
    node = subject.pod.spec.node_name
    since = found.last_transition_time if found else None
    silent = found is None or found.status == "Unknown"
    predicate = "does not report" if silent else "is not ready"
    when = f" since {clock(since, subject.now)}" if since else ""
    so = "so what its pods show is old" if silent else "so no Service sends its pods traffic"
    why = f"The node says: {quoted(found.message)}." if found and found.message else ""
    cause = explained(found.message, node) if found and not silent else None
    because = f": {cause.words}" if cause else ""
    passing = _passing(subject, silent=silent)
    runs = any(isinstance(container.view.state, Running) for container in subject.mains)
    may = "Its containers may run on, unseen; no Service sends them traffic." if runs and silent else ""
    yield Finding(
        reason=Reason.NODE_NOT_READY,
        severity=Severity.NOTICE if passing is not None else _severity(subject, found, silent=silent),
        container="",
        subject=f"node {node}",
        predicate=predicate,
        because=cause.words if cause else "",
        title=f"Node {node} {predicate}{when}{because}, {so}.",
        explanation=paragraph(_passing_words(subject, passing), why, may),
        since=since,
        evidence=(condition_evidence(found),) if found else ("status.reason=NodeLost",),
        advice=cause.advice if cause else "",
        commands=(kubectl.describe_node(node),),
        origin=NodeOrigin(node, Fault.NOT_READY),
        needs=network_needs(node, found.message) if found else (),
        detail="What these pods show is old, and their containers may run on, unseen." if silent else why,
        effect=Effect.NONE if silent else Effect.UNREADY,
        transition=Transition.UNDER_WAY if passing is not None else Transition.NONE,
    )


def _passing(subject: Subject, *, silent: bool) -> Upkeep | datetime | None:
    """The work on the node, or the time at which it has just joined: either passes by itself. None where nothing says
    so."""
    from kubectl_sidecars.diagnose.facts.node_upkeep import upkeep  # noqa: PLC0415 - few pods need it

    works = upkeep(subject.node, subject.around)
    if works is not None or silent or subject.node is None:
        return works
    made = subject.node.metadata.creation_timestamp
    return made if made is not None and subject.within(made, NODE_PROVISION) else None


def _passing_words(subject: Subject, passing: Upkeep | datetime | None) -> str:
    if passing is None:
        return ""
    if isinstance(passing, datetime):
        return f"It joined at {clock(passing, subject.now)}, and may still be made ready."
    return f"That is on purpose: {passing.words}. It is a fault if it lasts longer than {span(NODE_REBOOT)}."


def _severity(subject: Subject, found: PodCondition | None, *, silent: bool) -> Severity:
    since = found.last_transition_time if found else None
    return Severity.WARNING if not silent and subject.within(since, KUBELET_HICCUP) else Severity.CRITICAL


def node_pressure(subject: Subject) -> Iterator[Finding]:
    """The node is short of memory, disk or process ids: it will evict pods, the greediest first."""
    if subject.node is None:
        return
    for short in subject.node.status.conditions:
        if short.type in PRESSURES and short.status == "True":
            node = subject.pod.spec.node_name
            yield Finding(
                reason=PRESSURES[short.type],
                severity=Severity.NOTICE,
                container="",
                subject=f"node {node}",
                predicate=f"is under {short.type}",
                title=f"Node {node} is under {short.type}.",
                explanation=paragraph(
                    f"It says: {quoted(short.message)}." if short.message else "",
                    "The kubelet evicts first what uses more than it requests.",
                ),
                since=short.last_transition_time,
                evidence=(condition_evidence(short),),
                commands=(kubectl.describe_node(node),),
                origin=NodeOrigin(node, PRESSURES[short.type]),
            )


def rebooted(subject: Subject) -> Iterator[Finding]:
    """The pod got a new sandbox minutes ago (a reboot, a restart of the runtime): all its containers started again."""
    event = subject.once(sandbox_changed)
    if event is None or not subject.within(last_seen(event), RESET_AFTER):
        return
    at = clock(last_seen(event), subject.now)
    yield Finding(
        reason=Reason.SANDBOX_CHANGED,
        severity=Severity.NOTICE,
        container="",
        predicate="restarted with a new sandbox",
        title=f"The pod got a new sandbox at {at}, so all its containers started again.",
        explanation="That follows a reboot of the node, a restart of its runtime, or the death of the sandbox;"
        " init containers run again from the first.",
        since=last_seen(event),
        evidence=(evidence(event),),
        commands=(kubectl.describe_node(subject.pod.spec.node_name),),
        origin=NodeOrigin(subject.pod.spec.node_name, Fault.SANDBOX),
    )


def sandbox_churning(subject: Subject) -> Iterator[Finding]:
    """The pod's sandbox is killed and made again and again, and what runs in it ends each time: its node's doing."""
    if found := churn(subject):
        yield _churning(subject, found)


def _churning(subject: Subject, found: Churn) -> Finding:
    node = subject.pod.spec.node_name
    predicate = "its sandbox is killed and made again and again"
    return Finding(
        reason=Reason.SANDBOX_CHANGED,
        severity=Severity.CRITICAL,
        container="",
        predicate=predicate,
        title=f"The pod is restarted again and again: its sandbox was changed {often(found.times)}.",
        explanation=paragraph(
            f"The kubelet says, since {clock(found.since, subject.now)}: {quoted(found.event.message)}.", _DRIVERS
        ),
        since=found.since,
        evidence=(evidence(found.event),),
        advice="Where they differ, make both use one cgroup driver (containerd: SystemdCgroup = true).",
        commands=(kubectl.describe_node(node), kubectl.describe(subject)),
        origin=NodeOrigin(node, Fault.SANDBOX_CHURN),
        detail=_DRIVERS,
        effect=Effect.NONE,
    )


_DRIVERS = (
    "What runs in the pod ends each time, with whatever exit code. That is its node's doing: most often the kubelet's"
    " cgroup driver is systemd, and the runtime's is not."
)
