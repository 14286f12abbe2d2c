"""Labels that a pod asks for and no node has."""

from __future__ import annotations

import pytest

from kubectl_sidecars.api import Node, NodeSelector, NodeSelectorRequirement, NodeSelectorTerm, ObjectMeta, Pod
from kubectl_sidecars.api.pod import Affinity, NodeAffinity
from tests.support.builders import condition, container, only, pod, waiting

Asked = NodeSelectorRequirement


def asking(*terms: tuple[Asked, ...], total: int = 2, labels: dict[str, str] | None = None, **more: str) -> Pod:
    says = f"0/{total} nodes are available: 1 node(s) didn't match Pod's node affinity/selector, 1 Insufficient cpu."
    scheduled = condition("PodScheduled", "False", since=900, reason="Unschedulable", message=says)
    selector = NodeSelector(node_selector_terms=tuple(NodeSelectorTerm(match_expressions=term) for term in terms))
    affinity = Affinity(node_affinity=NodeAffinity(required_during_scheduling_ignored_during_execution=selector))
    return pod(
        [container("app", waiting())],
        phase="Pending",
        conditions=(scheduled,),
        spec={"node_name": "", "node_selector": {**(labels or {}), **more}, "affinity": affinity},
        status={"container_statuses": ()},
    )


def worker(name: str, **labels: str) -> Node:
    return Node(metadata=ObjectMeta(name=name, uid=f"uid-{name}", labels=labels))


W1, W2 = worker("w1", disk="hdd", cores="8"), worker("w2", disk="nvme", cores="16")


@pytest.mark.parametrize(
    ("asking", "words"),
    [
        (asking(disk="ssd"), "no node has the label disk=ssd"),
        (asking(gpu=""), "no node has the label gpu"),
        (asking(disk="ssd", pool="web"), "no node has the labels disk=ssd and pool=web"),
        (asking((Asked(key="pool", operator="Exists"),)), "no node has the label pool"),
        (
            asking((Asked(key="disk", operator="In", values=("ssd", "sas")),)),
            "no node has the label disk=ssd or disk=sas",
        ),
        (asking((Asked(key="cores", operator="Gt", values=("32",)),)), "no node has the label cores above 32"),
        (
            asking((Asked(key="disk", operator="NotIn", values=("hdd", "nvme")),)),
            "no node has the label disk other than hdd or nvme",
        ),
    ],
)
def test_a_label_that_no_node_has_is_named_first(asking: Pod, words: str) -> None:
    found = only(asking, W1, W2)
    assert (found.summary, found.title) == (words, f"app cannot start: {words}, not enough cpu (1 of 2 nodes).")
    assert found.commands[0].startswith("kubectl get nodes -L ")


@pytest.mark.parametrize(
    "asking",
    [
        asking(disk="hdd"),
        asking((Asked(key="disk", operator="In", values=("ssd",)),), (Asked(key="pool", operator="Exists"),)),  # either
        asking(total=3, disk="ssd"),  # of three nodes two were read
    ],
)
def test_what_is_not_known_to_be_on_no_node_is_not_said_to_be(asking: Pod) -> None:
    assert "no node has" not in only(asking, W1, W2).title


def test_a_label_that_has_another_name_now_is_told() -> None:
    first = worker("w1", **{"node-role.kubernetes.io/control-plane": ""})
    found = only(asking(labels={"node-role.kubernetes.io/master": ""}), first, W2)
    assert "has another name now: node-role.kubernetes.io/control-plane." in found.message
    assert "another name" not in only(asking(labels={"node-role.kubernetes.io/master": ""}), W1, W2).message
