"""Nodes that are short of something: their pods run, and may be evicted."""

from __future__ import annotations

from collections.abc import Sequence

from kubectl_sidecars.causes.cause import Case, Cause, PodName
from kubectl_sidecars.diagnose.calm import PRESSURES
from kubectl_sidecars.diagnose.commands import describe_node
from kubectl_sidecars.diagnose.finding import Severity
from kubectl_sidecars.diagnose.words import clock, number, quoted
from kubectl_sidecars.snapshot import Snapshot


def node_causes(cases: Sequence[Case], around: Snapshot) -> list[Cause]:
    """A warning for each pressure of a node that has pods of the report."""
    causes = []
    for name, node in around.nodes.items():
        for each in node.status.conditions:
            if each.type not in PRESSURES or each.status != "True":
                continue
            pods = tuple(PodName(case.namespace, case.name) for case in cases if case.node == name)
            if not pods:
                continue
            when = f" since {clock(each.last_transition_time, around.taken_at)}" if each.last_transition_time else ""
            title = f"Node {name} is under {each.type}{when}, with {number(len(pods), 'pod')} on it."
            said = f" It says: {quoted(each.message)}." if each.message else ""
            causes.append(
                Cause(
                    reason=each.type,
                    severity=Severity.WARNING,
                    title=title,
                    message=f"{title}{said} The kubelet evicts first what uses more than it requests.",
                    pods=pods,
                    owners=(),
                    since=each.last_transition_time,
                    commands=(describe_node(name),),
                )
            )
    return causes
