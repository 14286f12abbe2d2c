"""`wait` ends when all is ready, when it never will be, and at its timeout; with the verdict."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kubectl_sidecars.api import Pod
from kubectl_sidecars.snapshot import Snapshot
from kubectl_sidecars.waiting.hopeless import newest
from tests.support.fake_server import Fault, serve
from tests.support.terminal import run

CREATED = "2026-11-30T00:00:00Z"


def pod(
    name: str, *, ready: bool = True, image: str = "shop:1", waiting: str = "", revision: str = "a"
) -> dict[str, Any]:
    state: dict[str, Any] = (
        {"running": {"startedAt": CREATED}} if not waiting else {"waiting": {"reason": waiting, "message": "bad"}}
    )
    status = {"name": "app", "image": image, "imageID": "x", "ready": ready, "restartCount": 0, "state": state}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": name,
            "namespace": "shop",
            "uid": name,
            "creationTimestamp": CREATED,
            "labels": {"app": "checkout", "pod-template-hash": revision},
        },
        "spec": {"nodeName": "n", "containers": [{"name": "app", "image": image}]},
        "status": {
            "phase": "Pending" if waiting else "Running",
            "conditions": [{"type": "Ready", "status": str(ready)}],
            "containerStatuses": [status],
        },
    }


def waited(tmp_path: Path, *words: str, pods: list[dict[str, Any]], faults: tuple[Fault, ...] = ()) -> Any:
    with serve(pods, faults=faults) as server:
        return run("wait", *words, "--kubeconfig", str(server.kubeconfig(tmp_path, namespace="shop")))


def test_pods_that_are_ready_end_it_at_once(tmp_path: Path) -> None:
    ran = waited(tmp_path, "-l", "app=checkout", pods=[pod("a"), pod("b")])
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == "pods with app=checkout: ready\n"


def test_what_only_another_spec_ends_is_in_vain_at_once_and_says_why(tmp_path: Path) -> None:
    ran = waited(tmp_path, "a", pods=[pod("a", ready=False, image="Shop:::1", waiting="InvalidImageName")])
    assert ran.status == 1
    assert ran.lines[0] == "a: not ready, and it never will be"
    assert "CRITICAL" in ran.lines[2]


def test_what_may_end_by_itself_has_until_the_timeout(tmp_path: Path) -> None:
    ran = waited(tmp_path, "a", "--timeout", "100ms", pods=[pod("a", ready=False)])
    assert ran.status == 1
    assert ran.lines[0] == "a: timed out, 0 of 1 pod ready"
    assert ran.err == "waiting for a: 0 of 1 pod ready\n"


def test_a_workload_is_ready_when_its_status_says_so(tmp_path: Path) -> None:
    deployment = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "checkout", "namespace": "shop", "uid": "d", "generation": 2},
        "spec": {"replicas": 1, "selector": {"matchLabels": {"app": "checkout"}}},
        "status": {"observedGeneration": 1, "replicas": 1, "updatedReplicas": 1, "availableReplicas": 1},
    }
    body = json.dumps(deployment).encode()
    faults = (Fault("/deployments/checkout", body=body, times=1_000_000),)
    ran = waited(tmp_path, "deploy/checkout", "--timeout", "100ms", pods=[], faults=faults)
    assert ran.status == 1
    assert "its controller has not yet seen the newest spec" in ran.out
    deployment["status"]["observedGeneration"] = 2  # type: ignore[index]
    faults = (Fault("/deployments/checkout", body=json.dumps(deployment).encode(), times=1_000_000),)
    ran = waited(tmp_path, "deploy/checkout", pods=[], faults=faults)
    assert (ran.status, ran.out) == (0, "deploy/checkout: ready\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "wait for what?"),
        (("a", "--timeout", "soon"), "Invalid timeout value"),
        (("a", "--timeout", "0"), "is no time to wait"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(words: tuple[str, ...], said: str) -> None:
    ran = run("wait", *words)
    assert ran.status == 2
    assert said in ran.err


def test_a_cluster_that_cannot_be_reached_ends_it(tmp_path: Path) -> None:
    with serve([]) as server:
        path = server.kubeconfig(tmp_path, namespace="shop")
    ran = run("wait", "a", "--kubeconfig", str(path), "--timeout", "2s")
    assert ran.status == 3


def test_a_service_without_pods_is_not_ready(tmp_path: Path) -> None:
    """Its Deployment may not have made them yet."""
    service = {"kind": "Service", "metadata": {"name": "checkout"}, "spec": {"selector": {"app": "checkout"}}}
    faults = (Fault("/services/checkout", body=json.dumps(service).encode(), times=1_000_000),)
    ran = waited(tmp_path, "svc/checkout", "--timeout", "100ms", pods=[], faults=faults)
    assert (ran.status, ran.out) == (1, "svc/checkout: timed out, there are no pods yet\n\n")


def test_a_workload_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    damaged = {"kind": "Deployment", "metadata": {"name": "checkout"}, "status": {"replicas": "three"}}
    faults = (Fault("/deployments/checkout", body=json.dumps(damaged).encode(), times=1_000_000),)
    ran = waited(tmp_path, "deploy/checkout", "--timeout", "100ms", pods=[], faults=faults)
    assert ran.status == 1
    assert "0 of 1 pod of the new revision" in ran.out


@pytest.mark.parametrize("kind", ["ReplicaSet", "StatefulSet"])
def test_the_newest_pods_of_a_workload_are_those_of_its_newest_revision(kind: str) -> None:
    """Its owner reference says whose a pod is: the name of a StatefulSet's pod has no revision."""
    around = Snapshot(
        pods={
            name: made_by(kind, owner, name, revision, at)
            for owner, name, revision, at in (
                ("checkout-a" if kind == "ReplicaSet" else "checkout", "checkout-1", "a", CREATED),
                ("checkout-b" if kind == "ReplicaSet" else "checkout", "checkout-2", "b", "2026-11-30T00:01:00Z"),
                ("cart-a" if kind == "ReplicaSet" else "cart", "cart-1", "a", CREATED),
            )
        }
    )
    assert {each.name for each in newest(around)} == {"checkout-2", "cart-1"}


def made_by(kind: str, owner: str, name: str, revision: str, at: str) -> Pod:
    value = pod(name, revision=revision)
    reference = {"apiVersion": "apps/v1", "kind": kind, "name": owner, "uid": owner, "controller": True}
    value["metadata"] |= {"creationTimestamp": at, "ownerReferences": [reference]}
    return msgspec.convert(value, Pod, strict=False)


def test_pods_without_a_workload_are_all_of_the_newest() -> None:
    bare = [msgspec.convert(pod(name, revision=name), Pod, strict=False) for name in ("web", "web-2")]
    assert len(newest(Snapshot(pods={value.metadata.name: value for value in bare}))) == 2
