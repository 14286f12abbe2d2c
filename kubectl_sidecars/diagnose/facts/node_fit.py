"""The nodes that a pod may run on: by its node selector, its required node affinity and its tolerations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kubectl_sidecars.api import (
    Node,
    NodeSelector,
    NodeSelectorRequirement,
    NodeSelectorTerm,
    PodSpec,
    Taint,
    Toleration,
)

_EXCLUDING = frozenset({"NoSchedule", "NoExecute"})


def fits(spec: PodSpec, node: Node | None, passing: Sequence[str] = ()) -> bool:
    """True if the pod may run on the node. Taints whose keys begin with one of `passing` go by themselves.

    Of a node that was not read nothing is known: only a pod that takes any node may run there."""
    required = spec.affinity.node_affinity.required_during_scheduling_ignored_during_execution
    if node is None:
        return not spec.node_selector and not required.node_selector_terms
    return (
        spec.node_selector.items() <= node.metadata.labels.items()
        and (not required.node_selector_terms or selects(required, node))
        and not any(_excludes(taint, spec.tolerations, passing) for taint in node.spec.taints)
    )


def selects(selector: NodeSelector, node: Node) -> bool:
    """True if one of the terms holds for the node (component-helpers scheduling/corev1/nodeaffinity, v1.35)."""
    return any(_matches(term, node) for term in selector.node_selector_terms)


def _matches(term: NodeSelectorTerm, node: Node) -> bool:
    """True if the node has all that the term asks for; an empty term matches none."""
    labels, fields = node.metadata.labels, {"metadata.name": node.metadata.name}
    asked = [(each, labels) for each in term.match_expressions] + [(each, fields) for each in term.match_fields]
    return bool(asked) and all(holds(each, marks) for each, marks in asked)


def holds(requirement: NodeSelectorRequirement, marks: Mapping[str, str]) -> bool:
    """True if the marks are as asked. Gt and Lt want one number, and a number to compare it with."""
    key, values = requirement.key, requirement.values
    match requirement.operator:
        case "In":
            return marks.get(key) in values
        case "NotIn":
            return marks.get(key) not in values
        case "DoesNotExist":
            return key not in marks
        case "Gt" | "Lt" as operator:
            has, asked = _number(marks.get(key, "")), _number("".join(values))
            return has is not None and asked is not None and (has > asked if operator == "Gt" else has < asked)
        case _:
            return key in marks


def _number(text: str) -> int | None:
    digits = text.removeprefix("-")
    return int(text) if digits.isdecimal() and digits.isascii() and len(digits) < 20 else None


def _excludes(taint: Taint, tolerations: Sequence[Toleration], passing: Sequence[str]) -> bool:
    if taint.effect not in _EXCLUDING or taint.key.startswith(tuple(passing)):
        return False
    return not any(_tolerates(each, taint) for each in tolerations)


def _tolerates(toleration: Toleration, taint: Taint) -> bool:
    """True if the toleration is for this taint (core/v1 toleration.go ToleratesTaint, v1.37)."""
    if toleration.effect not in ("", taint.effect) or toleration.key not in ("", taint.key):
        return False
    return toleration.operator == "Exists" or (
        toleration.operator in ("", "Equal") and toleration.value == taint.value and bool(toleration.key)
    )
