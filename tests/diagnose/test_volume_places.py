"""Where a volume can be used, by the node affinity of its PersistentVolume: said where the nodes cannot have it."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from kubectl_sidecars.api import (
    Node,
    NodeSelector,
    NodeSelectorRequirement,
    NodeSelectorTerm,
    ObjectMeta,
    PersistentVolume,
    Pod,
    Volume,
)
from kubectl_sidecars.api.around import (
    ClaimReference,
    NodeSpec,
    NodeStatus,
    PersistentVolumeSpec,
    VolumeNodeAffinity,
)
from kubectl_sidecars.api.pod import PersistentVolumeClaimVolumeSource
from tests.support.builders import condition, container, only, pod, report, waiting

HOST, ZONE = "kubernetes.io/hostname", "topology.kubernetes.io/zone"
CONFLICT = "0/2 nodes are available: 2 node(s) had volume node affinity conflict."


def asking(*claims: str, says: str = CONFLICT, name: str = "db-0") -> Pod:
    scheduled = condition("PodScheduled", "False", since=900, reason="Unschedulable", message=says)
    volumes = tuple(
        Volume(name=each, persistent_volume_claim=PersistentVolumeClaimVolumeSource(claim_name=each)) for each in claims
    )
    return pod(
        [container("db", waiting())],
        name=name,
        phase="Pending",
        conditions=(scheduled,),
        spec={"node_name": "", "volumes": volumes},
        status={"container_statuses": ()},
    )


def volume(claim: str, key: str, *values: str, operator: str = "In", field: bool = False) -> PersistentVolume:
    asked = (NodeSelectorRequirement(key=key, operator=operator, values=values),)
    term = NodeSelectorTerm(match_fields=asked) if field else NodeSelectorTerm(match_expressions=asked)
    return PersistentVolume(
        metadata=ObjectMeta(name=f"pv-{claim}", uid=f"uid-pv-{claim}"),
        spec=PersistentVolumeSpec(
            claim_ref=ClaimReference(namespace="demo", name=claim),
            node_affinity=VolumeNodeAffinity(required=NodeSelector(node_selector_terms=(term,))),
        ),
    )


def worker(name: str, zone: str = "a", *, ready: str = "True", cordoned: bool = False) -> Node:
    return Node(
        metadata=ObjectMeta(name=name, uid=f"uid-{name}", labels={HOST: name, ZONE: zone}),
        spec=NodeSpec(unschedulable=cordoned),
        status=NodeStatus(conditions=(condition("Ready", ready),)),
    )


def pressed(name: str) -> Node:
    conditions = (condition("Ready"), condition("DiskPressure"))
    return msgspec.structs.replace(worker(name), status=NodeStatus(conditions=conditions))


W1, W2 = worker("w1"), worker("w2", "b")


@pytest.mark.parametrize(
    ("around", "says"),
    [
        ((volume("data", HOST, "w3"), W1, W2), "its volume (claim data) is on node w3, which does not exist."),
        (
            (volume("data", "metadata.name", "w3", field=True), W1, W2),
            "its volume (claim data) is on node w3, which does not exist.",
        ),
        (
            (volume("data", HOST, "w1"), worker("w1", ready="Unknown"), W2),
            "its volume (claim data) is on node w1, which does not report.",
        ),
        (
            (volume("data", HOST, "w1"), worker("w1", ready="False"), W2),
            "its volume (claim data) is on node w1, which is not ready.",
        ),
        (
            (volume("data", HOST, "w1"), worker("w1", cordoned=True), W2),
            "its volume (claim data) is on node w1, which is cordoned.",
        ),
        (
            (volume("data", HOST, "w1"), pressed("w1"), W2),
            "its volume (claim data) is on node w1, which is under DiskPressure.",
        ),
        ((volume("data", ZONE, "c"), W1, W2), "its volume (claim data) is in zone c, where the cluster has no node."),
        ((volume("data", ZONE, "b"), W1, W2), "its volume (claim data) is in zone b."),
        ((volume("data", HOST, "w1"), W1, W2), "its volume (claim data) is on node w1."),
        (
            (volume("data", "example.com/rack", "r7"), W1),
            "its volume (claim data) is for nodes with example.com/rack=r7 alone.",
        ),
    ],
)
def test_where_a_volume_is_and_what_keeps_its_node_from_it(around: tuple[Any, ...], says: str) -> None:
    found = only(asking("data"), *around)
    assert found.title == f"db cannot start: no node fits: {says}"
    assert "kubectl get pv pv-data -o yaml" in found.commands


@pytest.mark.parametrize(
    "around",
    [
        (volume("data", HOST, "w3"), W1),  # of two nodes one was read
        (volume("data", HOST, "w3"),),
    ],
)
def test_a_node_is_only_said_not_to_exist_where_all_nodes_were_read(around: tuple[Any, ...]) -> None:
    assert (
        only(asking("data"), *around).title == "db cannot start: no node fits: its volume (claim data) is on node w3."
    )


def test_a_pod_whose_volume_is_on_a_node_under_pressure_follows_from_that() -> None:
    (cause,) = report(asking("data"), volume("data", HOST, "w1"), pressed("w1"), W2).causes
    assert (cause.reason, [each.reason for each in cause.consequences]) == ("DiskPressure", ["Unschedulable"])


def test_two_volumes_that_no_node_can_use_together() -> None:
    found = only(asking("data", "log"), volume("data", ZONE, "a"), volume("log", ZONE, "b"), W1, W2)
    assert found.title == (
        "db cannot start: no node fits: its volumes are apart: that of claim data is in zone a and that of claim log is"
        " in zone b."
    )


def test_of_two_volumes_the_one_that_is_out_of_reach_is_named() -> None:
    found = only(asking("data", "log"), volume("data", ZONE, "a"), volume("log", HOST, "w3"), W1, W2)
    assert "its volume (claim log) is on node w3, which does not exist." in found.title


@pytest.mark.parametrize(
    "bound",
    [
        (),
        (volume("other", HOST, "w3"),),
        (msgspec.structs.replace(volume("data", HOST, "w3"), spec=PersistentVolumeSpec()),),
        (
            msgspec.structs.replace(
                volume("data", HOST, "w3"), spec=PersistentVolumeSpec(claim_ref=ClaimReference("demo", "data"))
            ),
        ),
    ],
)
def test_without_its_volume_or_an_affinity_the_command_that_shows_it_is_named(bound: tuple[Any, ...]) -> None:
    found = only(asking("data"), *bound, W1, W2)
    assert found.title == "db cannot start: no node fits: its volume (claim data) lives elsewhere."
    assert found.commands[0] == (
        "kubectl describe pv \"$(kubectl get pvc -n demo data -o jsonpath='{.spec.volumeName}')\""
    )


def test_a_volume_that_can_be_used_is_no_news_where_the_nodes_lack_something_else() -> None:
    says = "0/2 nodes are available: 2 Insufficient cpu."
    found = only(asking("data", says=says), volume("data", HOST, "w3"), W1, W2)
    assert found.title == "db cannot start: no node fits: not enough cpu."


def test_pods_whose_volumes_are_on_one_lost_node_have_one_cause() -> None:
    pods = [asking(claim, name=claim) for claim in ("data", "log")]
    told = report(*pods, volume("data", HOST, "w3"), volume("log", HOST, "w3"), W1, W2)
    (cause,) = told.causes
    assert len(cause.pods) == 2
    assert "on node w3, which does not exist" in cause.title
    assert "claim" not in cause.title
