"""Nodes that are short of something: their pods run, and may be evicted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from kubectl_sidecars.api import PodCondition
from kubectl_sidecars.causes.cause import Case, Cause, PodName
from kubectl_sidecars.causes.groups import Group
from kubectl_sidecars.causes.verdict import Loss, Verdict
from kubectl_sidecars.classify.known_container import ServiceKind, ServiceName
from kubectl_sidecars.diagnose.facts.thresholds import PRESSURE_SPELL
from kubectl_sidecars.diagnose.faults import Fault
from kubectl_sidecars.diagnose.finding import Finding, Severity
from kubectl_sidecars.diagnose.needs import AgentNeed, Need, NodeNeed, TaintNeed
from kubectl_sidecars.diagnose.origin import NodeOrigin, VolumeOrigin
from kubectl_sidecars.diagnose.phrasing.kubectl import describe_node
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph
from kubectl_sidecars.diagnose.phrasing.quotes import quoted
from kubectl_sidecars.diagnose.phrasing.words import since, verb
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.triage import PRESSURES
from kubectl_sidecars.sentences import counted, listed
from kubectl_sidecars.snapshot import Snapshot

MOST_NAMED = 3
"""Pods that are named in a sentence about a node."""


_NO_NETWORK = "NetworkUnavailable"
TAINTS = {
    "MemoryPressure": "node.kubernetes.io/memory-pressure",
    "DiskPressure": "node.kubernetes.io/disk-pressure",
    "PIDPressure": "node.kubernetes.io/pid-pressure",
    _NO_NETWORK: "node.kubernetes.io/network-unavailable",
}
"""The taints that the node lifecycle controller sets for a condition (v1.37)."""


def node_verdicts(cases: Sequence[Case], around: Snapshot) -> list[Verdict]:
    """A warning for each pressure of a node that has pods of the report, has evicted some for it, or keeps some away by
    its taint."""
    short = [
        (name, condition)
        for name, node in around.nodes.items()
        for condition in node.status.conditions
        if condition.type in PRESSURES and condition.status == "True"
    ]
    needed = _needed(cases) if short else frozenset[Need]()
    found = [(name, condition, _pressure(name, condition, cases, around.taken_at, needed)) for name, condition in short]
    verdicts = [
        (condition, _verdict(name, condition.type, cause)) for name, condition, cause in found if cause is not None
    ]
    alike: dict[object, list[Verdict]] = {}
    for condition, verdict in verdicts:
        kind = condition.message if condition.type == _NO_NETWORK and condition.message else id(verdict)
        alike.setdefault(kind, []).append(verdict)
    return [_as_one(some) for some in alike.values()]


def _as_one(verdicts: Sequence[Verdict]) -> Verdict:
    """The verdict on several nodes whose networks are not there for one reason, by the first of them."""
    first = verdicts[0]
    if len(verdicts) == 1:
        return first
    others = f"The same goes for {counted(len(verdicts) - 1, 'other node')}."
    cause = msgspec.structs.replace(
        first.cause,
        explanation=paragraph(first.cause.explanation, others),
        pods=tuple(pod for each in verdicts for pod in each.cause.pods),
    )
    losses = tuple(loss for each in verdicts for loss in each.losses)
    needs = tuple(need for each in verdicts for need in each.needs)
    return msgspec.structs.replace(first, cause=cause, losses=losses, needs=needs)


def _verdict(node: str, type_: str, cause: Cause) -> Verdict:
    """A network is unavailable until the node's network agent says otherwise."""
    agent = AgentNeed(node, (ServiceName(ServiceKind.CNI),))
    needs: tuple[tuple[Need, ...], ...] = ((agent,),) if type_ == _NO_NETWORK else ()
    losses = (Loss(NodeNeed(node, type_)), Loss(TaintNeed(TAINTS[type_])))
    return Verdict(cause, cause.title, needs=needs, losses=losses)


def _needed(cases: Sequence[Case]) -> frozenset[Need]:
    """The needs of pods of this report for nodes and taints."""
    findings = (finding for case in cases for finding in case.findings if finding.reason != Reason.EVICTED)
    return frozenset(need for finding in findings for need in finding.needs if isinstance(need, (TaintNeed, NodeNeed)))


def _keeps_away(node: str, type_: str, needed: frozenset[Need]) -> bool:
    """True if the node keeps pods away by its taint for the condition, or by the condition itself: their volume is
    there."""
    return TaintNeed(TAINTS[type_]) in needed or NodeNeed(node, type_) in needed


def _pressure(
    node: str, short: PodCondition, cases: Sequence[Case], now: datetime, needed: frozenset[Need]
) -> Cause | None:
    on_node = [case for case in cases if case.node == node and case.findings]
    short_ones = [case for case in on_node if any(finding.reason == PRESSURES[short.type] for finding in case.findings)]
    evicted = [case for case in on_node if any(_follows(finding, short) for finding in case.findings)]
    if not (short_ones or evicted or _keeps_away(node, short.type, needed)):
        return None
    has = [f"{counted(len(short_ones), 'pod')} on it"] if short_ones else []
    has += [f"{counted(len(evicted), 'pod')} evicted"] if evicted else []
    with_pods = f", with {listed(has)}" if has else ""
    title = f"Node {node} is under {short.type}{since(short.last_transition_time, now)}{with_pods}."
    lacking = _resources(evicted, short)
    message = paragraph(
        f"It is short of {listed(lacking)}." if lacking else "",
        f"It says: {quoted(short.message)}." if short.message else "",
    )
    evicts = "" if short.type == _NO_NETWORK else "The kubelet evicts first what uses more than it requests."
    reason = PRESSURES[short.type]
    return Cause(
        reason=reason,
        severity=Severity.WARNING,
        title=title,
        explanation=paragraph(message, evicts),
        pods=tuple(PodName(case.namespace, case.name) for case in on_node if case in short_ones or case in evicted),
        owners=(),
        since=short.last_transition_time,
        commands=(describe_node(node),),
    )


def _resources(evicted: Sequence[Case], short: PodCondition) -> list[str]:
    """The resources that these pods were evicted for, as `inodes`, by the words of the kubelet."""
    origins = (finding.origin for case in evicted for finding in case.findings if _follows(finding, short))
    return sorted({origin.variant for origin in origins if isinstance(origin, NodeOrigin) and origin.variant})


def _follows(finding: Finding, short: PodCondition) -> bool:
    """True if it is an eviction of this spell; the condition may be reported some seconds after the first one."""
    began = short.last_transition_time
    if finding.reason != Reason.EVICTED:
        return False
    return began is None or finding.since is None or began - finding.since <= timedelta(seconds=PRESSURE_SPELL)


def about_node(group: Group) -> Group:
    """The group, told of the node where its pods are on one that is not ready, or that gets none of several volumes.

    Some pods of a node that is not ready may be deleted, and wait for it, and others not."""
    origin = group.finding.origin
    if isinstance(origin, VolumeOrigin):
        return _with_node(group)
    if not isinstance(origin, NodeOrigin) or origin.fault != Fault.NOT_READY or len(group.cases) == 1:
        return group
    pairs = list(zip(group.cases, group.findings, strict=True))
    waiting = [case.name for case, finding in pairs if finding.reason == Reason.NODE_LOST]
    case, finding = next((pair for pair in pairs if pair[1].reason == Reason.NODE_NOT_READY), pairs[0])
    if finding.reason == Reason.NODE_LOST:
        node = f"node {origin.node}"
        finding = msgspec.structs.replace(finding, subject=node, predicate="is not ready, or gone")
    if waiting:
        named = listed(waiting[:MOST_NAMED], more=len(waiting) - MOST_NAMED)
        held = f"{named} {verb(waiting, 'is', 'are')} being deleted, and cannot be removed before the node is back."
        advice = next((finding.advice for _, finding in pairs if finding.reason == Reason.NODE_LOST), "")
        detail = paragraph(finding.detail, held)
        finding = msgspec.structs.replace(finding, detail=detail, advice=advice, severity=group.severity)
    return Group(group.cases, group.findings, group.containers, case, finding)


def _with_node(group: Group) -> Group:
    """The group, told of the node where one error keeps several volumes from it."""
    origins = [each.origin for each in group.findings if isinstance(each.origin, VolumeOrigin)]
    if len({(origin.namespace, origin.volume) for origin in origins}) < 2:
        return group
    finding, node = group.finding, group.speaker.node
    finding = msgspec.structs.replace(
        finding,
        detail=paragraph(finding.detail, "The same error, but for names, is that of the others."),
        because=f"all on node {node}, for one reason",
        commands=(*finding.commands, describe_node(node)),
        origin=NodeOrigin(node, finding.reason),
    )
    findings = tuple(msgspec.structs.replace(each, because=finding.because) for each in group.findings)
    return Group(group.cases, findings, group.containers, group.speaker, finding)
