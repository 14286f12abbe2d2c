"""The nodes that a pod may run on, as the scheduler decides it."""

from __future__ import annotations

import msgspec
import pytest

from kubectl_sidecars.api import (
    NodeSelector,
    NodeSelectorRequirement,
    NodeSelectorTerm,
    PodSpec,
    Taint,
    Toleration,
)
from kubectl_sidecars.api.around import NodeSpec
from kubectl_sidecars.diagnose.facts.node_fit import fits, selects
from tests.support.builders import node

NODE = node()
NODE = msgspec.structs.replace(
    NODE, metadata=msgspec.structs.replace(NODE.metadata, labels={"pool": "a", "cores": "16", "below": "-4"})
)


@pytest.mark.parametrize(
    ("key", "operator", "values", "holds"),
    [
        ("pool", "In", ("a", "b"), True),
        ("pool", "In", ("b",), False),
        ("zone", "NotIn", ("1",), True),
        ("pool", "NotIn", ("a",), False),
        ("pool", "Exists", (), True),
        ("zone", "Exists", (), False),
        ("zone", "DoesNotExist", (), True),
        ("pool", "DoesNotExist", (), False),
        ("cores", "Gt", ("8",), True),
        ("cores", "Gt", ("16",), False),
        ("below", "Lt", ("-3",), True),
        ("pool", "Gt", ("8",), False),
        ("cores", "Gt", ("many",), False),
        ("cores", "Lt", ("8", "9"), True),
    ],
)
def test_a_requirement_of_labels(key: str, operator: str, values: tuple[str, ...], holds: bool) -> None:
    asked = (NodeSelectorRequirement(key=key, operator=operator, values=values),)
    assert selects(NodeSelector(node_selector_terms=(NodeSelectorTerm(match_expressions=asked),)), NODE) is holds


def test_one_term_has_to_hold_and_an_empty_one_never_does() -> None:
    here, there = (
        NodeSelectorTerm(match_fields=(NodeSelectorRequirement(key="metadata.name", operator="In", values=(name,)),))
        for name in ("node-1", "node-2")
    )
    assert selects(NodeSelector(node_selector_terms=(there, here)), NODE)
    assert not selects(NodeSelector(node_selector_terms=(there, NodeSelectorTerm())), NODE)


@pytest.mark.parametrize(
    ("toleration", "expected"),
    [
        (Toleration(key="gpu", operator="Exists"), True),
        (Toleration(operator="Exists"), True),
        (Toleration(key="gpu", value="yes"), True),
        (Toleration(key="gpu", operator="Equal", value="yes", effect="NoSchedule"), True),
        (Toleration(key="gpu", operator="Equal", value="no"), False),
        (Toleration(key="gpu", operator="Exists", effect="NoExecute"), False),
        (Toleration(key="other", operator="Exists"), False),
        (Toleration(value="yes"), False),
        (Toleration(key="gpu", operator="Sometimes", value="yes"), False),
    ],
)
def test_a_toleration_of_a_taint(toleration: Toleration, expected: bool) -> None:
    tainted = msgspec.structs.replace(NODE, spec=NodeSpec(taints=(Taint(key="gpu", value="yes", effect="NoSchedule"),)))
    assert fits(PodSpec(tolerations=(toleration,)), tainted) is expected
    assert fits(PodSpec(), tainted, passing=("gp",))
    assert not fits(PodSpec(), tainted, passing=("other",))
