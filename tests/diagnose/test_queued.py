"""Pods of schedulers of batches wait in a queue or for their group: quiet for some minutes, then a warning."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from kubectl_sidecars.api import EventSource, Pod
from kubectl_sidecars.diagnose import Severity
from kubectl_sidecars.diagnose.facts.thresholds import GANG_PATIENCE
from kubectl_sidecars.diagnose.reasons import Reason
from tests.support.builders import (
    ago,
    condition,
    container,
    crashing,
    event,
    findings,
    owned_by,
    pod,
    report,
    terminated,
    waiting,
)

YUNIKORN = "default/spark-0 is queued and waiting for allocation"
OF_GANG = "3/4 tasks in gang unschedulable: pod group is not ready, 4 Pending, 4 minAvailable; Pending: 4 Undetermined"
SIBLINGS = "pre-filter pod a cannot find enough sibling pods, current pods number: 1, minMember of group: 3"
LIMITED = "Resources were not found for pod group a/pg-1 due to: queue a reached its limit of 4 GPUs"
SAID = [
    ("yunikorn", YUNIKORN),
    ("volcano", OF_GANG),
    ("volcano", "pod group is not ready, 1 minAvailable, 7 Running, 89 Pending; Pending: 89 Unschedulable"),
    ("scheduler-plugins-scheduler", SIBLINGS),
    ("default-scheduler", "rejected due to timeout after waiting 10m0s at plugin Coscheduling"),
    ("default-scheduler", "waiting for minCount pods from a gang to appear in scheduling queue"),
    ("kai-scheduler", LIMITED),
    ("koord-scheduler", 'gang "ml/train" rejected, minMember is 4'),
]


def waits(scheduler: str = "yunikorn", said: str | None = YUNIKORN, *, since: float = 60, **meta: Any) -> Pod:
    """A pod that has had no node since then; without a condition where its scheduler writes none."""
    lack = condition("PodScheduled", "False", since=since, reason="Unschedulable", message=said or "")
    return pod(
        [container("spark", waiting())],
        phase="Pending",
        conditions=(lack,) if said is not None else (),
        spec={"node_name": "", "scheduler_name": scheduler},
        status={"container_statuses": (), "start_time": None},
        meta={"creation_timestamp": ago(since), **owned_by("RayCluster", "ray"), **meta},
    )


@pytest.mark.parametrize(("scheduler", "said"), SAID)
def test_a_group_that_is_being_placed_is_quiet_for_some_minutes(scheduler: str, said: str) -> None:
    (found,) = findings(waits(scheduler, said, since=GANG_PATIENCE - 20))
    assert (found.reason, found.severity) == (Reason.QUEUED, Severity.NOTICE)
    assert "spark waits: " in found.title
    (found,) = findings(waits(scheduler, said, since=GANG_PATIENCE + 20))
    assert (found.reason, found.severity) == (Reason.QUEUED, Severity.WARNING)
    assert "spark cannot start: " in found.title


@pytest.mark.parametrize(
    ("scheduler", "meta", "holder"),
    [
        ("yunikorn", {"labels": {"queue": "root.test"}}, "queue root.test of YuniKorn"),
        ("yunikorn", {"annotations": {"yunikorn.apache.org/queue": "root.a"}}, "queue root.a of YuniKorn"),
        ("volcano", {"annotations": {"scheduling.volcano.sh/queue-name": "gpu"}}, "queue gpu of Volcano"),
        ("kai-scheduler", {"labels": {"kai.scheduler/queue": "team-a"}}, "queue team-a of KAI"),
        ("volcano", {"labels": {"queue": "of the app itself"}}, "Volcano"),
        ("acme-scheduler", {}, "scheduler acme-scheduler"),
    ],
)
def test_the_queue_is_named_where_it_is_told(scheduler: str, meta: dict[str, Any], holder: str) -> None:
    (found,) = findings(waits(scheduler, **meta))
    assert found.title == f"spark waits: {holder} has given it no node yet."


def test_a_queue_that_the_message_names_is_named() -> None:
    said = "Request 'task-1' does not fit in queue 'root.ml' (requested map[vcore:8], available map[vcore:0])"
    (found,) = findings(waits(said=said))
    assert "queue root.ml of YuniKorn" in found.title


def test_that_a_group_is_placed_together_is_said_of_one_in_a_group() -> None:
    together = "places the pods of a group together"
    (alone,) = findings(waits())
    assert together not in alone.message
    (member,) = findings(waits(annotations={"yunikorn.apache.org/task-group-name": "worker"}))
    assert together in member.message


@pytest.mark.parametrize("reason", ["Undetermined", "Schedulable"])
def test_other_reasons_of_a_condition_are_no_other_state(reason: str) -> None:
    found = waits("volcano", "pod group is not ready, 3 Pending, 4 minAvailable", since=900)
    lack = msgspec.structs.replace(found.status.conditions[0], reason=reason)
    found = msgspec.structs.replace(found, status=msgspec.structs.replace(found.status, conditions=(lack,)))
    assert [each.reason for each in findings(found)] == [Reason.QUEUED]


def test_without_a_condition_the_event_of_its_scheduler_tells() -> None:
    said = msgspec.structs.replace(event("Scheduling", YUNIKORN), source=EventSource(component="yunikorn"))
    (found,) = findings(waits(said=None, since=200), said)
    assert (found.reason, found.severity) == (Reason.QUEUED, Severity.NOTICE)
    (found,) = findings(waits(said=None, since=200))
    assert found.reason is Reason.NOT_SCHEDULED


@pytest.mark.parametrize(
    "said",
    [
        "0/3 nodes are available: 3 Insufficient cpu.",
        "3/4 tasks in gang unschedulable: pod group is not ready; 0/3 nodes are available: 3 Insufficient cpu.",
        "0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims.",
        "",
    ],
)
def test_where_nodes_were_tried_their_reasons_are_told(said: str) -> None:
    assert [each.reason for each in findings(waits("volcano", said, since=900))] == [Reason.UNSCHEDULABLE]


def test_pods_of_one_queue_are_one_cause_and_follow_from_their_scheduler() -> None:
    queue: dict[str, Any] = {"labels": {"queue": "root.test"}}
    first = waits(since=900, name="a", uid="uid-a", **queue)
    second = waits(since=900, name="b", uid="uid-b", **queue)
    (cause,) = report(first, second).causes
    assert len(cause.pods) == 2
    scheduler = pod(
        [crashing("yunikorn-scheduler-k8s", terminated(1))], name="yunikorn", meta=owned_by("ReplicaSet", "y")
    )
    (cause,) = report(first, second, scheduler).causes
    assert cause.container == "yunikorn-scheduler-k8s"
