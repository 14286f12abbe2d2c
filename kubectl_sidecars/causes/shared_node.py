"""One cause for faults of several workloads that began together on one node, if they are well on other nodes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from kubectl_sidecars.causes.cause import Case
from kubectl_sidecars.causes.groups import Group
from kubectl_sidecars.causes.peers import Peers
from kubectl_sidecars.diagnose.finding import Effect, Finding
from kubectl_sidecars.diagnose.origin import NodeOrigin
from kubectl_sidecars.diagnose.phrasing.kubectl import describe_node
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.sentences import listed

TOGETHER = timedelta(minutes=1)
"""Faults that begin within this time began together: probes and back-offs show the same event at different times."""
SETTLED = timedelta(minutes=10)
"""A fault counts only in pods of this age: younger ones were perhaps started together, and fail for other reasons."""


def one_node(found: Sequence[Group], others: Peers) -> list[Group]:
    """The groups, with those put together that began within a minute on one node and nowhere else."""
    local: dict[str, list[Group]] = {}
    rest: list[Group] = []
    for group in found:
        node = _node(group, others)
        if node:
            local.setdefault(node, []).append(group)
        else:
            rest.append(group)
    for node, members in local.items():
        for together in _spells(members):
            rest += [_join(node, together)] if len(_places(together)) > 1 else together
    return rest


def _node(group: Group, others: Peers) -> str:
    """The only node with the fault; "" unless all its workloads have pods on other nodes, and all of those are well."""
    nodes = {case.node for case in group.cases}
    began = group.since
    if len(nodes) != 1 or not group.places or began is None or isinstance(group.finding.origin, NodeOrigin):
        return ""
    if any(not case.owner.kind or case.made is None or began - case.made < SETTLED for case in group.cases):
        return ""
    node = nodes.pop()
    return node if all(_is_well_elsewhere(node, others.mates(case)) for case in group.cases) else ""


def _is_well_elsewhere(node: str, mates: Sequence[Case]) -> bool:
    elsewhere = [mate for mate in mates if mate.node and mate.node != node]
    return bool(elsewhere) and all(mate.is_well and not mate.is_sick for mate in elsewhere)


def _spells(members: list[Group]) -> list[list[Group]]:
    """The groups in lists that began together, in the order of time."""
    spells: list[list[Group]] = []
    for began, group in sorted(
        ((group.since, group) for group in members if group.since is not None), key=lambda each: each[0]
    ):
        first = spells[-1][0].since if spells else None
        if first is not None and began - first <= TOGETHER:
            spells[-1].append(group)
        else:
            spells.append([group])
    return spells


def _places(groups: Sequence[Group]) -> set[object]:
    return {place for group in groups for place in group.places}


def _join(node: str, groups: list[Group]) -> Group:
    """One group of all their pods, each once; its detail lists the findings."""
    pods = {(case.namespace, case.name): (case, each) for group in groups for case, each in _members(group)}
    members = [pods[name] for name in sorted(pods)]
    worst = min((group.finding for group in groups), key=lambda each: each.severity.rank)
    effects = {group.finding.effect for group in groups}
    shown = listed(dict.fromkeys(group.finding.summary for group in groups))
    speaks = Finding(
        reason=Reason.TROUBLE_ON_ONE_NODE,
        severity=worst.severity,
        container="",
        predicate=f"trouble on node {node} alone",
        since=min(group.since for group in groups if group.since is not None),
        advice="Look at the node first: its kubelet, its network, its disk; then at what its containers do.",
        commands=(describe_node(node), *worst.commands),
        origin=NodeOrigin(node, Reason.TROUBLE_ON_ONE_NODE),
        detail=f"All began within a minute: {shown}. Pods of the same workloads on other nodes are well.",
        effect=effects.pop() if len(effects) == 1 else Effect.NONE,
    )
    cases = tuple(case for case, _ in members)
    containers = dict.fromkeys(name for group in groups for name in group.containers)
    return Group(cases, tuple(each for _, each in members), tuple(containers), cases[0], speaks)


def _members(group: Group) -> list[tuple[Case, Finding]]:
    return list(zip(group.cases, group.findings, strict=True))
