"""Nodes that are short of something: their pods run, and may be evicted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from kubectl_sidecars.api import PodCondition
from kubectl_sidecars.causes.cause import Case, Cause, PodName
from kubectl_sidecars.diagnose.finding import Finding, Severity
from kubectl_sidecars.diagnose.phrasing.kubectl import describe_node
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph
from kubectl_sidecars.diagnose.phrasing.words import quoted, since
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.triage import PRESSURES
from kubectl_sidecars.sentences import counted, listed
from kubectl_sidecars.snapshot import Snapshot

SPELL = timedelta(minutes=1)
"""By how much an eviction may come before the condition that it follows from: the kubelet writes its node's status
every ten seconds (--node-status-update-frequency)."""


def node_causes(cases: Sequence[Case], around: Snapshot) -> list[Cause]:
    """A warning for each pressure of a node that has pods of the report, or has evicted some for it."""
    short = [
        (name, condition)
        for name, node in around.nodes.items()
        for condition in node.status.conditions
        if condition.type in PRESSURES and condition.status == "True"
    ]
    found = (_pressure(name, each, cases, around.taken_at) for name, each in short)
    return [cause for cause in found if cause is not None]


def _pressure(node: str, short: PodCondition, cases: Sequence[Case], now: datetime) -> Cause | None:
    on_node = [case for case in cases if case.node == node and case.findings]
    short_ones = [case for case in on_node if any(finding.reason == PRESSURES[short.type] for finding in case.findings)]
    evicted = [case for case in on_node if any(_follows(finding, short) for finding in case.findings)]
    if not short_ones and not evicted:
        return None
    has = [f"{counted(len(short_ones), 'pod')} on it"] if short_ones else []
    has += [f"{counted(len(evicted), 'pod')} evicted"] if evicted else []
    title = f"Node {node} is under {short.type}{since(short.last_transition_time, now)}, with {listed(has)}."
    message = f"It says: {quoted(short.message)}." if short.message else ""
    reason = PRESSURES[short.type]
    return Cause(
        reason=reason,
        severity=Severity.WARNING,
        title=title,
        explanation=paragraph(message, "The kubelet evicts first what uses more than it requests."),
        pods=tuple(PodName(case.namespace, case.name) for case in on_node if case in short_ones or case in evicted),
        owners=(),
        since=short.last_transition_time,
        commands=(describe_node(node),),
    )


def _follows(finding: Finding, short: PodCondition) -> bool:
    """True if it is an eviction of this spell; the condition may be reported some seconds after the first one."""
    began = short.last_transition_time
    if finding.reason != Reason.EVICTED:
        return False
    return began is None or finding.since is None or began - finding.since <= SPELL
