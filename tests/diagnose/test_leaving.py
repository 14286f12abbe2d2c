"""A pod waits without alarm while pods that hold what it lacks are deleted within their grace: each of them for one."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from kubectl_sidecars.api import (
    Affinity,
    Node,
    NodeAffinity,
    NodeSelector,
    NodeSelectorRequirement,
    NodeSelectorTerm,
    Pod,
    ResourceRequirements,
    Taint,
    Toleration,
)
from kubectl_sidecars.api.around import NodeSpec
from kubectl_sidecars.diagnose import Severity
from tests.support.builders import ago, condition, container, findings, node, owned_by, pod, report, waiting

GPU = "nvidia.com/gpu"
NO_GPU = f"0/2 nodes are available: 2 Insufficient {GPU}."
APART = "0/1 nodes are available: 1 node(s) didn't match pod anti-affinity rules."
FULL = "0/1 nodes are available: 1 Too many pods."


def waits(
    said: str = NO_GPU,
    since: float = 30,
    owner: str = "eval",
    name: str = "shop",
    asks: str = "8",
    resource: str = GPU,
    spec: dict[str, Any] | None = None,
    **status: Any,
) -> Pod:
    """A pod that no node fits since 30 seconds, for lack of 8 GPUs."""
    scheduled = condition("PodScheduled", "False", since=since, reason="Unschedulable", message=said)
    return pod(
        [container("app", waiting(), resources=ResourceRequirements(requests={resource: asks}))],
        name=name,
        phase="Pending",
        conditions=(scheduled,),
        status={"container_statuses": (), **status},
        spec={"node_name": "", **(spec or {})},
        meta=owned_by("StatefulSet", owner),
    )


def goes(
    name: str = "old",
    left: float = 20,
    holds: str = "8",
    owner: str = "train",
    resource: str = GPU,
    on: str = "node-1",
    asked: float = 100,
    **fields: Any,
) -> Pod:
    """A pod that was deleted `asked` seconds ago, and is killed `left` seconds from now."""
    meta = {"deletion_timestamp": ago(-left), "deletion_grace_period_seconds": int(left + asked)}
    main = container("app", resources=ResourceRequirements(requests={resource: holds}))
    return pod([main], name=name, meta={**meta, **owned_by("StatefulSet", owner)}, spec={"node_name": on}, **fields)


def is_quiet(*objects: Pod | Node) -> bool:
    """True if the first one waits without alarm."""
    first, *others = objects
    assert isinstance(first, Pod)
    (found,) = findings(first, *others)
    return found.severity is Severity.NOTICE


def quiet(*objects: Pod | Node) -> list[str]:
    """The pods without a node that wait without alarm."""
    pods = [each for each in report(*objects).pods if not each.node]
    return [each.name for each in pods if all(found.severity is Severity.NOTICE for found in each.findings)]


def test_what_it_lacks_becomes_free() -> None:
    (found,) = findings(waits(), goes())
    assert found.severity is Severity.NOTICE
    assert "demo/old holds what it lacks, and ends by 12:00:20." in found.explanation


@pytest.mark.parametrize(
    "others",
    [
        (),
        (goes(holds="4"),),
        (goes("a", holds="4"), goes("b", holds="4", on="node-2")),
        (goes(holds="0"),),
        (goes(left=-20),),
        (goes(phase="Succeeded"),),
    ],
    ids=["nobody goes", "too little", "on two nodes", "other things", "late", "has ended"],
)
def test_nothing_that_helps_becomes_free(others: tuple[Pod, ...]) -> None:
    assert not is_quiet(waits(), *others)


def test_two_pods_of_a_node_may_free_enough_together() -> None:
    assert is_quiet(waits(), goes("a", holds="4"), goes("b", holds="4"))


def test_one_of_thousands_may_be_what_helps() -> None:
    small = [goes(f"small-{number:03}", holds="1", on=f"other-{number}") for number in range(150)]
    assert is_quiet(waits(), *small, goes("the-one", on="node-1"))


@pytest.mark.parametrize(
    ("owner", "since", "expected"),
    [("train", 50, True), ("train", 70, False), ("eval", 70, True), ("eval", 2990, True)],
)
def test_a_successor_waits_for_all_of_the_grace_and_others_for_a_minute(
    owner: str, since: float, expected: bool
) -> None:
    assert is_quiet(waits(since=since), goes(left=9000, asked=3000, owner=owner)) is expected


def test_one_that_waited_long_before_is_no_successor() -> None:
    assert not is_quiet(waits(since=4000), goes(owner="eval"))


def test_the_scheduler_names_the_node_that_it_makes_free() -> None:
    assert is_quiet(waits(since=100, nominated_node_name="node-1"), goes(holds="1", left=9000))
    assert not is_quiet(waits(since=100, nominated_node_name="node-2"), goes(holds="1", left=9000))


def test_the_last_pod_of_its_own_workload_stands_in_its_way() -> None:
    assert is_quiet(waits(APART, since=100), goes(owner="eval"))
    assert not is_quiet(waits(APART), goes())


def test_any_pod_that_goes_leaves_a_place_on_a_node_that_is_full() -> None:
    assert is_quiet(waits(FULL), goes())


def test_requests_of_the_whole_pod_count_where_it_has_them() -> None:
    whole = {"resources": ResourceRequirements(requests={"cpu": "8"})}
    eight = waits("0/1 nodes are available: 1 Insufficient cpu.", resource="cpu", asks="1", spec=whole)
    assert not is_quiet(eight, goes(holds="4", resource="cpu"))
    assert is_quiet(eight, goes(holds="8", resource="cpu"))


def test_room_is_given_once() -> None:
    five = [waits(name=f"eval-{number}", asks="4") for number in range(5)]
    assert quiet(*five, goes("a"), goes("b", holds="4", on="node-2")) == ["eval-0", "eval-1", "eval-2"]


def test_fractions_add_up() -> None:
    said = "0/1 nodes are available: 1 Insufficient cpu."
    three = [waits(said, name=f"web-{number}", asks="100m", resource="cpu") for number in range(3)]
    assert len(quiet(*three, goes(holds="300m", resource="cpu"))) == 3


@pytest.mark.parametrize(
    ("said", "others"),
    [(FULL, (goes(),)), (APART, (goes(owner="eval"),))],
    ids=["a place on a full node", "a place apart"],
)
def test_one_place_is_for_one_pod(said: str, others: tuple[Pod, ...]) -> None:
    assert quiet(waits(said, name="eval-0"), waits(said, name="eval-1"), *others) == ["eval-0"]


@pytest.mark.parametrize(
    "first",
    [
        waits(name="first", nominated_node_name="node-1"),
        waits(name="first", owner="train"),
        waits(name="first", spec={"priority": 10}),
        waits(name="first", since=40),
    ],
    ids=["nominated", "successor", "of higher priority", "waited longer"],
)
def test_room_is_for_whom_the_scheduler_takes_first(first: Pod) -> None:
    assert quiet(waits(name="a"), first, waits(name="z"), goes()) == ["first"]


def test_successors_leave_what_becomes_free_elsewhere_to_others() -> None:
    other, own = goes("soon", left=5, owner="web", on="node-2"), goes("late", left=50)
    assert quiet(waits(name="eval-0"), waits(name="train-1", owner="train", since=90), other, own) == [
        "eval-0",
        "train-1",
    ]


def of(labels: dict[str, str] | None = None, taint: str = "", effect: str = "NoSchedule", **spec: Any) -> Node:
    found = node()
    taints = (Taint(key=taint, value="yes", effect=effect),) if taint else ()
    meta = msgspec.structs.replace(found.metadata, labels=labels or {})
    return msgspec.structs.replace(found, metadata=meta, spec=NodeSpec(taints=taints, **spec))


def required(operator: str, *values: str) -> dict[str, Any]:
    term = NodeSelectorTerm(match_expressions=(NodeSelectorRequirement(key="pool", operator=operator, values=values),))
    affinity = NodeAffinity(
        required_during_scheduling_ignored_during_execution=NodeSelector(node_selector_terms=(term,))
    )
    return {"affinity": Affinity(node_affinity=affinity)}


SELECTS = {"node_selector": {"pool": "a"}}
TOLERATES = {"tolerations": (Toleration(key="gpu", operator="Exists"),)}


@pytest.mark.parametrize(
    ("spec", "on", "expected"),
    [
        ({}, of(), True),
        (SELECTS, of({"pool": "a", "zone": "1"}), True),
        (SELECTS, of({"pool": "b"}), False),
        (required("In", "a", "b"), of({"pool": "b"}), True),
        (required("NotIn", "a", "b"), of({"pool": "b"}), False),
        (required("Exists"), of(), False),
        ({}, of(taint="gpu"), False),
        (TOLERATES, of(taint="gpu"), True),
        ({}, of(taint="gpu", effect="PreferNoSchedule"), True),
        (TOLERATES, of(taint="gpu", unschedulable=True), False),
        ({"tolerations": (Toleration(operator="Exists"),)}, of(taint="karpenter.sh/disrupted"), False),
        (SELECTS, msgspec.structs.replace(of(), metadata=msgspec.structs.replace(of().metadata, name="n2")), False),
    ],
    ids=[
        "any node", "selected", "not selected", "one of two", "neither", "no such label", "not tolerated", "tolerated",
        "only unwanted", "cordoned", "a node that goes", "the node is gone",
    ],
)  # fmt: skip
def test_what_becomes_free_helps_where_the_pod_may_run(spec: dict[str, Any], on: Node, expected: bool) -> None:
    assert is_quiet(waits(spec=spec), goes(), on) is expected


def test_of_a_node_that_was_not_read_it_is_not_known_who_may_run_there() -> None:
    assert not is_quiet(waits(spec=SELECTS), goes())
