"""How far a workload is, by its own status."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from kubectl_sidecars.workloads.rollout import TYPES, RolledOut, Rollout, rollout


def workload(kind: str, spec: dict[str, Any], status: dict[str, Any], generation: int = 1) -> RolledOut:
    value = {"metadata": {"generation": generation}, "spec": spec, "status": {"observedGeneration": 1, **status}}
    return msgspec.convert(value, TYPES[kind])


ALL = {"desiredNumberScheduled": 3, "updatedNumberScheduled": 3}
OLD = {"updateRevision": "b", "currentRevision": "a"}
CASES = [
    ("Deployment", {"replicas": 3}, {"replicas": 4, "updatedReplicas": 2}, "2 of 3 pods of the new revision"),
    ("Deployment", {"replicas": 3}, {"replicas": 4, "updatedReplicas": 3},
     "1 pod of the old revision still there"),
    ("Deployment", {"replicas": 3}, {"replicas": 3, "updatedReplicas": 3, "availableReplicas": 1},
     "1 of 3 pods available"),
    ("Deployment", {"replicas": 3}, {"replicas": 3, "updatedReplicas": 3, "availableReplicas": 3}, ""),
    ("Deployment", {"replicas": 0}, {}, ""),
    ("StatefulSet", {"replicas": 2}, {"readyReplicas": 1}, "1 of 2 pods ready"),
    ("StatefulSet", {"replicas": 2}, {"readyReplicas": 2, "updatedReplicas": 1} | OLD,
     "1 of 2 pods of the new revision"),
    ("StatefulSet", {"replicas": 2, "updateStrategy": {"type": "OnDelete"}},
     {"readyReplicas": 2} | OLD, ""),
    ("StatefulSet", {"replicas": 2}, {"readyReplicas": 2, "updatedReplicas": 2}, ""),
    ("DaemonSet", {}, ALL | {"numberAvailable": 2}, "2 of 3 pods available"),
    ("DaemonSet", {}, ALL | {"numberAvailable": 3}, ""),
    ("ReplicaSet", {"replicas": 2}, {"readyReplicas": 1}, "1 of 2 pods ready"),
    ("Job", {}, {}, "0 of 1 pod completed"),
    ("Job", {}, {"conditions": [{"type": "Complete", "status": "True"}]}, ""),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "spec", "status", "text"), CASES)
def test_what_is_missing(kind: str, spec: dict[str, Any], status: dict[str, Any], text: str) -> None:
    assert rollout(workload(kind, spec, status)) == Rollout(text)


def test_a_status_of_an_older_spec_says_nothing() -> None:
    done = {"replicas": 1, "updatedReplicas": 1, "availableReplicas": 1}
    assert "has not yet seen" in rollout(workload("Deployment", {"replicas": 1}, done, generation=2)).text


def test_a_job_that_failed_never_completes() -> None:
    condition = {"type": "Failed", "status": "True", "reason": "BackoffLimitExceeded", "message": "too often"}
    assert rollout(workload("Job", {}, {"conditions": [condition]})).failed == "BackoffLimitExceeded: too often"
