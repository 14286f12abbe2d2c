"""A pod waits without alarm while pods that hold what it lacks are deleted within their grace."""

from __future__ import annotations

from typing import Any

import pytest

from kubectl_sidecars.api import Pod, ResourceRequirements
from kubectl_sidecars.diagnose import Severity
from tests.support.builders import ago, condition, container, findings, owned_by, pod, waiting

NO_GPU = "0/2 nodes are available: 2 Insufficient nvidia.com/gpu."
APART = "0/1 nodes are available: 1 node(s) didn't match pod anti-affinity rules."
FULL = "0/1 nodes are available: 1 Too many pods."


def gpus(count: int) -> ResourceRequirements:
    return ResourceRequirements(requests={"nvidia.com/gpu": str(count)})


def waits(said: str = NO_GPU, since: float = 100, owner: str = "eval", **status: Any) -> Pod:
    scheduled = condition("PodScheduled", "False", since=since, reason="Unschedulable", message=said)
    return pod(
        [container("app", waiting(), resources=gpus(8))],
        phase="Pending",
        conditions=(scheduled,),
        status={"container_statuses": (), **status},
        spec={"node_name": ""},
        meta=owned_by("StatefulSet", owner),
    )


def goes(name: str = "old", left: float = 20, count: int = 8, owner: str = "train", **fields: Any) -> Pod:
    """A pod that was deleted a hundred seconds ago, and is killed `left` seconds from now."""
    meta = {"deletion_timestamp": ago(-left), "deletion_grace_period_seconds": int(left + 100)}
    main = container("app", resources=gpus(count))
    return pod([main], name=name, meta={**meta, **owned_by("StatefulSet", owner)}, **fields)


def severity(*pods: Pod) -> Severity:
    (found,) = findings(*pods)
    return found.severity


def test_what_it_lacks_becomes_free() -> None:
    (found,) = findings(waits(), goes())
    assert found.severity is Severity.NOTICE
    assert "demo/old holds what it lacks, and ends by 12:00:20." in found.explanation


@pytest.mark.parametrize(
    "others",
    [
        (),
        (goes(count=4),),
        (goes("a", count=4), goes("b", count=4, spec={"node_name": "node-2"})),
        (goes(count=0),),
        (goes(left=-20),),
        (goes(phase="Succeeded"),),
    ],
    ids=["nobody goes", "too little", "on two nodes", "other things", "late", "has ended"],
)
def test_nothing_that_helps_becomes_free(others: tuple[Pod, ...]) -> None:
    assert severity(waits(), *others) is Severity.CRITICAL


def test_two_pods_of_a_node_may_free_enough_together() -> None:
    assert severity(waits(), goes("a", count=4), goes("b", count=4)) is Severity.NOTICE


def test_one_that_waited_long_before_is_not_quiet_for_every_pod_that_goes() -> None:
    assert severity(waits(since=4000), goes()) is Severity.CRITICAL


def test_the_scheduler_names_the_node_that_it_makes_free() -> None:
    assert severity(waits(nominated_node_name="node-1"), goes(count=1)) is Severity.NOTICE
    assert severity(waits(nominated_node_name="node-2"), goes(count=1)) is Severity.CRITICAL


def test_the_last_pod_of_its_own_workload_stands_in_its_way() -> None:
    assert severity(waits(APART), goes(owner="eval")) is Severity.NOTICE
    assert severity(waits(APART), goes()) is Severity.CRITICAL


def test_any_pod_that_goes_leaves_a_place_on_a_node_that_is_full() -> None:
    assert severity(waits(FULL), goes()) is Severity.NOTICE
