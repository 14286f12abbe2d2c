"""Labels that a pod asks of its node, and that no node has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kubectl_sidecars.api import Node, NodeSelectorRequirement
from kubectl_sidecars.diagnose.facts.node_fit import holds
from kubectl_sidecars.diagnose.facts.scheduler_message import Predicate
from kubectl_sidecars.diagnose.faults import Obstacle
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.sentences import listed

_RENAMED = {
    "node-role.kubernetes.io/master": "node-role.kubernetes.io/control-plane",
    "beta.kubernetes.io/arch": "kubernetes.io/arch",
    "beta.kubernetes.io/os": "kubernetes.io/os",
    "beta.kubernetes.io/instance-type": "node.kubernetes.io/instance-type",
    "failure-domain.beta.kubernetes.io/region": "topology.kubernetes.io/region",
    "failure-domain.beta.kubernetes.io/zone": "topology.kubernetes.io/zone",
}
"""Labels of nodes that are set no more, or will not be, and their names since (well-known labels, v1.35; kubeadm sets
no label for masters since 1.24)."""
_MOST = 3


def unmet(subject: Subject, reasons: Sequence[Predicate]) -> tuple[NodeSelectorRequirement, ...]:
    """The labels that the pod asks for and no node has; () unless the scheduler says that some node lacks one, and all
    nodes that it counts were read."""
    asked = next((each for each in reasons if each.obstacle is Obstacle.NODE_AFFINITY), None)
    nodes = subject.around.nodes
    if asked is None or not asked.total or len(nodes) < asked.total:
        return ()
    labels = [node.metadata.labels for node in nodes.values()]
    return tuple(each for each in _asked(subject) if not any(holds(each, marks) for marks in labels))


def _asked(subject: Subject) -> Iterator[NodeSelectorRequirement]:
    """The labels that each node of the pod has to have: terms are alternatives, so those of one term alone count."""
    spec = subject.pod.spec
    for key, value in spec.node_selector.items():
        yield NodeSelectorRequirement(key=key, operator="In", values=(value,))
    terms = spec.affinity.node_affinity.required_during_scheduling_ignored_during_execution.node_selector_terms
    if len(terms) == 1:
        yield from terms[0].match_expressions


def in_words(unmet: Sequence[NodeSelectorRequirement]) -> str:
    """`no node has the label disktype=ssd`, `no node has the labels gpu and zone=a or zone=b`."""
    labels = [_label(each) for each in unmet]
    of = "label" if len(labels) == 1 else "labels"
    return f"no node has the {of} {listed(labels[:_MOST], more=max(0, len(labels) - _MOST))}"


def _label(asked: NodeSelectorRequirement) -> str:
    key, values = asked.key, asked.values
    match asked.operator:
        case "In":
            return " or ".join(f"{key}={value}" if value else key for value in values[:_MOST])
        case "NotIn":
            return f"{key} other than {' or '.join(values[:_MOST])}"
        case "Gt" | "Lt" as operator:
            return f"{key} {'above' if operator == 'Gt' else 'below'} {''.join(values)}"
        case _:
            return key


def new_names(unmet: Iterable[NodeSelectorRequirement], nodes: Mapping[str, Node]) -> str:
    """`Label A is called B now.`, for labels that have a new name which a node has; else ""."""
    known = {key for node in nodes.values() for key in node.metadata.labels}
    found = [(each.key, _RENAMED[each.key]) for each in unmet if _RENAMED.get(each.key) in known]
    return " ".join(f"The label {old} has another name now: {new}." for old, new in dict.fromkeys(found))
