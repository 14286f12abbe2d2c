"""Pods without room follow from what should add nodes for them, where that is at fault."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from kubectl_sidecars.api import EventSource, Pod
from kubectl_sidecars.causes.cause import Cause
from kubectl_sidecars.diagnose.reasons import Reason
from tests.support.builders import (
    ago,
    condition,
    conditions,
    container,
    crashing,
    event,
    owned_by,
    pod,
    report,
    terminated,
    waiting,
)

CPU = "0/3 nodes are available: 3 Insufficient cpu."
IMAGES = [
    ("cluster-autoscaler", "registry.k8s.io/autoscaling/cluster-autoscaler:v1.34.1"),
    ("azure-cluster-autoscaler", "registry.example.com/mirror/autoscaler:1"),
    ("controller", "public.ecr.aws/karpenter/controller:1.8.1"),
]


def autoscaler(
    which: tuple[str, str] = IMAGES[0], *, sick: bool = True, name: str = "ca-1", since: float = 3000, **fields: Any
) -> Pod:
    """An autoscaler of nodes: it ends at each start since then, or runs."""
    name_, image = which
    said = "AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity"
    crashes = crashing(name_, terminated(255, message=said), image=image, **fields)
    return pod(
        [crashes if sick else container(name_, image=image, **fields)],
        name=name,
        conditions=conditions(condition("Ready", "False", since=since)) if sick else conditions(),
        status={"start_time": ago(since)},
        meta={**owned_by("ReplicaSet", "ca-5d8f9"), "creation_timestamp": ago(since)},
    )


def waits(message: str = CPU, *, since: float = 2000, owner: str = "StatefulSet", name: str = "web-0") -> Pod:
    """A pod that has had no node since then."""
    lack = condition("PodScheduled", "False", reason="Unschedulable", message=message, since=since)
    return pod(
        [container("app", waiting())],
        name=name,
        phase="Pending",
        conditions=(lack,),
        spec={"node_name": ""},
        status={"container_statuses": (), "start_time": None},
        meta={**owned_by(owner, "web"), "creation_timestamp": ago(since)},
    )


def told(*values: Any) -> tuple[Cause, ...]:
    return report(*values).causes


@pytest.mark.parametrize("which", IMAGES, ids=["cluster-autoscaler", "by its name", "Karpenter"])
def test_pods_without_room_follow_from_an_autoscaler_that_fails(which: tuple[str, str]) -> None:
    (cause,) = told(autoscaler(which), waits(), waits(name="web-1"))
    assert cause.container == which[0]
    assert [(each.reason, len(each.pods)) for each in cause.consequences] == [(Reason.UNSCHEDULABLE, 2)]
    assert "Because of it, 2 pods of StatefulSet/web cannot start (no node fits: not enough cpu)." in cause.message


@pytest.mark.parametrize(
    "message",
    [
        "0/3 nodes are available: 3 Insufficient memory.",
        "0/3 nodes are available: 1 Too many pods, 2 node(s) didn't match Pod's node affinity/selector.",
        "0/5 nodes are available: 2 Insufficient nvidia.com/gpu, 3 node(s) had untolerated taint(s).",
        "0/4 nodes are available: 1 Insufficient ephemeral-storage, 3 node(s) had untolerated taint {gpu: yes}.",
        "no nodes available to schedule pods",
    ],
)
def test_room_is_whatever_a_new_node_has(message: str) -> None:
    (cause,) = told(autoscaler(), waits(message))
    assert cause.container == "cluster-autoscaler"


@pytest.mark.parametrize(
    "message",
    [
        "0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector.",
        "0/3 nodes are available: 3 node(s) had volume node affinity conflict.",
        "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) had volume node affinity conflict.",
        "0/3 nodes are available: 3 node(s) didn't have free ports for the requested pod ports.",
        "0/3 nodes are available: 3 node(s) had untolerated taint {team: a}.",
    ],
)
def test_what_no_new_node_cures_does_not_follow(message: str) -> None:
    assert len(told(autoscaler(), waits(message))) == 2


def test_an_autoscaler_that_is_well_explains_nothing() -> None:
    (cause,) = told(autoscaler(sick=False), waits())
    assert cause.reason is Reason.UNSCHEDULABLE
    assert len(told(autoscaler(), autoscaler(sick=False, name="ca-2"), waits())) == 2


@pytest.mark.parametrize(("since", "causes"), [(7200, 2), (500, 1)])
def test_pods_that_waited_long_before_are_their_own_cause(since: float, causes: int) -> None:
    """The autoscaler has been without its Secret for ten minutes."""
    unmade = pod(
        [container("cluster-autoscaler", waiting())],
        name="ca-1",
        phase="Pending",
        conditions=conditions(*(condition(each, "False") for each in ("PodReadyToStartContainers", "Ready"))),
        meta=owned_by("ReplicaSet", "ca-5d8f9"),
    )
    message = 'MountVolume.SetUp failed for volume "cloud" : secret "cloud-config" not found'
    assert len(told(unmade, event("FailedMount", message, about="uid-ca-1", first=600), waits(since=since))) == causes


def test_pods_of_a_daemonset_are_made_for_nodes_that_are_there() -> None:
    assert len(told(autoscaler(), waits(owner="DaemonSet"))) == 2


@pytest.mark.parametrize(
    ("reason", "source"),
    [("NotTriggerScaleUp", ""), ("TriggeredScaleUp", ""), ("FailedScheduling", "karpenter")],
)
def test_pods_to_which_an_autoscaler_has_answered_are_their_own_cause(reason: str, source: str) -> None:
    answer = event(reason, "2 max node group size reached", about="uid-web-0", first=1900)
    answer = msgspec.structs.replace(answer, source=EventSource(component=source))
    assert len(told(autoscaler(), waits(), answer)) == 2
