"""A file without a pod may still hold the cause: an owner that tells why it has none."""

from __future__ import annotations

import io
import json

import pytest

from kubectl_sidecars import files
from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.report import inspect

OWNER = {"kind": "ReplicaSet", "name": "web-1", "namespace": "demo", "uid": "u1"}
REPLICA_SET = {
    "apiVersion": "apps/v1",
    "kind": "ReplicaSet",
    "metadata": {"name": "web-1", "namespace": "demo", "uid": "u1"},
    "spec": {"replicas": 2},
    "status": {"replicas": 0},
}
REFUSED = {
    "apiVersion": "v1",
    "kind": "Event",
    "metadata": {"name": "web-1.1", "namespace": "demo", "uid": "e1"},
    "type": "Warning",
    "reason": "FailedCreate",
    "message": 'Error creating: pods "web-1-x" is forbidden: failed quota: q: must specify requests.cpu for: app',
    "involvedObject": OWNER,
    "firstTimestamp": "2026-11-23T06:00:00Z",
    "lastTimestamp": "2026-11-23T06:10:00Z",
    "count": 9,
}


def listed(*items: object) -> io.BytesIO:
    return io.BytesIO(json.dumps({"apiVersion": "v1", "kind": "List", "items": items}).encode())


def test_a_refused_pod_is_told_by_its_owners_event() -> None:
    (cause,) = inspect(files.load(["-"], listed(REPLICA_SET, REFUSED)).snapshot).causes
    assert cause.title == (
        "ReplicaSet/web-1 in namespace demo gets no pods since 06:00: quota q wants requests.cpu,"
        " which the pod does not have."
    )
    assert "Raise the quota" not in cause.advice


def test_owners_that_tell_nothing_are_no_answer() -> None:
    with pytest.raises(UsageError, match="no pods"):
        files.load(["-"], listed(REPLICA_SET))
