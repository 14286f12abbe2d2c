"""A pod that lacks a device is told of the node that has it and does not offer it."""

from __future__ import annotations

from typing import Any

import pytest

from kubectl_sidecars.api import Node, NodeStatus, ObjectMeta, Pod, ResourceRequirements
from kubectl_sidecars.api.around import NodeSpec
from kubectl_sidecars.diagnose.facts.thresholds import NODE_PROVISION_LONG
from kubectl_sidecars.diagnose.faults import Fault
from kubectl_sidecars.diagnose.origin import NodeOrigin, SchedulingOrigin
from kubectl_sidecars.diagnose.reasons import Reason
from tests.support.builders import (
    ago,
    condition,
    conditions,
    container,
    crashing,
    event,
    findings,
    only,
    owned_by,
    pod,
    report,
    terminated,
    waiting,
)

GPU = "nvidia.com/gpu"
MAKE = {"node.kubernetes.io/instance-type": "p5.48xlarge"}


def machine(
    name: str, has: Any = 8, offers: Any = 8, *, resource: str = GPU, made: float = 90_000, **fields: Any
) -> Node:
    """A node with devices; None for a status without them."""
    kept = {key: fields.pop(key) for key in ("also",) if key in fields}.get("also", {})
    meta = ObjectMeta(name=name, uid=f"uid-{name}", labels=fields.pop("labels", {}), creation_timestamp=ago(made))
    ready = fields.pop("ready", "True")
    status = NodeStatus(
        conditions=(condition("Ready", ready),),
        capacity={"cpu": "64"} | ({} if has is None else {resource: str(has)}) | kept,
        allocatable={"cpu": "64"} | ({} if offers is None else {resource: str(offers)}) | kept,
    )
    return Node(metadata=meta, status=status, spec=NodeSpec(**fields))


def trains(wants: int = 4, *, resource: str = GPU, node: str = "", name: str = "shop", **spec: Any) -> Pod:
    """A pod that wants devices: it waits for a node, or holds them on one."""
    asked: dict[str, Any] = {resource: str(wants)} if wants else {}
    main = container("train", None if node else waiting(), resources=ResourceRequirements(requests=asked))
    message = f"0/3 nodes are available: 1 Insufficient cpu, 2 Insufficient memory, 2 Insufficient {resource}."
    lack = condition("PodScheduled", "False", since=900, reason="Unschedulable", message=message)
    return pod(
        [main],
        name=name,
        phase="Running" if node else "Pending",
        conditions=conditions() if node else (lack,),
        spec={"node_name": node, **spec},
        status={} if node else {"container_statuses": (), "start_time": None},
        meta=owned_by("Job", "train"),
    )


def test_a_plugin_that_is_not_registered_is_told() -> None:
    """The kubelet was restarted, and the plugin did not come back."""
    started = event("Starting", "Starting kubelet.", kind="Node", name="gpu-1", about="gpu-1", at=1200)
    found = only(trains(), machine("gpu-1", offers=0), started)
    assert found.title == "train cannot start: no node fits: node gpu-1 offers 0 of its 8 nvidia.com/gpu."
    assert found.origin == NodeOrigin("gpu-1", Fault.DEVICES, GPU)
    assert "The kubelet of node gpu-1 was started at 11:40." in found.message
    assert "Also: not enough memory (2 of 3 nodes) and not enough cpu (1 of 3 nodes)." in found.message
    assert found.advice.startswith("Look at the device plugin's pod on node gpu-1, and restart it")


@pytest.mark.parametrize("resource", ["rdma/hca_a", "smarter-devices/kvm", "devices.kubevirt.io/kvm", "amd.com/gpu"])
def test_any_device_may_be_lost(resource: str) -> None:
    found = only(trains(1, resource=resource), machine("n1", 1000, 0, resource=resource))
    assert f"node n1 offers 0 of its 1000 {resource}" in found.title


def test_huge_pages_have_no_plugin() -> None:
    found = only(trains(1, resource="hugepages-2Mi"), machine("n1", 1024, 0, resource="hugepages-2Mi"))
    assert "node n1 offers 0 of its 1024 hugepages-2Mi" in found.title
    assert "plugin" not in found.advice


def test_devices_that_are_unhealthy_are_told_where_they_are_what_lacks() -> None:
    found = only(trains(8), machine("gpu-1", offers=6))
    assert "node gpu-1 offers 6 of its 8 nvidia.com/gpu" in found.title
    assert "it calls those unhealthy" in found.advice


def test_a_node_that_tells_none_is_measured_by_one_of_the_same_make() -> None:
    """The kubelet says 0 of both once the plugin has been gone for five minutes, and nothing after a new start."""
    busy = trains(8, node="gpu-2", name="busy")
    for has in (0, None):
        found = only(trains(), machine("gpu-1", has, has, labels=MAKE), machine("gpu-2", labels=MAKE), busy)
        assert "node gpu-1 offers 0 nvidia.com/gpu (node gpu-2 of the same make 8)" in found.title
    found = only(trains(), machine("gpu-1", 0, 0))
    assert found.title == "train cannot start: no node fits: node gpu-1 offers 0 nvidia.com/gpu."


def test_several_nodes_are_one_cause() -> None:
    nodes = [machine(f"gpu-{each}", offers=0) for each in (1, 2, 3)]
    found = only(trains(), *nodes)
    assert "nodes gpu-1, gpu-2 and 1 more do not offer their nvidia.com/gpu" in found.title
    assert found.origin == NodeOrigin("", Fault.DEVICES, GPU)


@pytest.mark.parametrize(
    "nodes",
    [
        (machine("gpu-1"),),
        (machine("gpu-1", None, None),),
        (machine("gpu-1", offers=0, unschedulable=True),),
        (machine("gpu-1", offers=0, ready="False"),),
        (machine("gpu-1", 2, 0),),
        (machine("gpu-1", offers=7),),
        (machine("gpu-1", offers=0, made=NODE_PROVISION_LONG - 60),),
        (machine("gpu-1", 0, 0, also={"nvidia.com/mig-1g.10gb": "7"}),),
        (machine("cpu-1", None, None, labels={"node.kubernetes.io/instance-type": "k3s"}), machine("g", labels=MAKE)),
        (
            machine("cpu-1", None, None, labels={**MAKE, "cloud.google.com/gke-nodepool": "b"}),
            machine("g", labels=MAKE),
        ),
        (machine("batch", 9, 0, resource="kubernetes.io/batch-cpu"),),
    ],
    ids=[
        "offers all",
        "never had any",
        "cordoned",
        "not ready",
        "has too few",
        "enough are healthy",
        "new",
        "divided",
        "k3s",
        "another pool",
        "no device",
    ],
)
def test_what_is_not_for_want_of_lost_devices_is_told_as_before(nodes: tuple[Node, ...]) -> None:
    found = only(trains(), *nodes)
    assert isinstance(found.origin, SchedulingOrigin)
    assert "offers" not in found.message


def test_a_node_that_the_pod_does_not_ask_for_is_not_in_its_way() -> None:
    wanted: dict[str, Any] = {"node_selector": {"team": "a"}}
    assert isinstance(only(trains(**wanted), machine("gpu-1", offers=0)).origin, SchedulingOrigin)
    assert "gpu-1" in only(trains(**wanted), machine("gpu-1", offers=0, labels={"team": "a"})).title


def test_a_node_whose_devices_are_taken_is_not_in_its_way() -> None:
    holds = trains(6, node="gpu-1", name="holds")
    assert isinstance(only(trains(), machine("gpu-1", offers=7), holds).origin, SchedulingOrigin)
    assert "gpu-1 offers 5 of its 8" in only(trains(2), machine("gpu-1", offers=5), holds).title


def plugin(name: str, container_: str, image: str, node: str) -> Pod:
    return pod(
        [crashing(container_, terminated(1), image=image)],
        name=name,
        spec={"node_name": node},
        meta=owned_by("DaemonSet", "plugin"),
    )


@pytest.mark.parametrize(
    ("resource", "image"),
    [
        (GPU, "nvcr.io/nvidia/k8s-device-plugin:v0.17.1"),
        ("rdma/hca_a", "ghcr.io/mellanox/k8s-rdma-shared-dev-plugin:v1.5"),
        ("smarter-devices/kvm", "ghcr.io/smarter-project/smarter-device-manager:v1.20"),
    ],
)
def test_pods_follow_from_the_plugin_of_that_node(resource: str, image: str) -> None:
    node, waits = machine("gpu-1", offers=0, resource=resource), trains(1, resource=resource)
    (cause,) = report(node, waits, plugin("plugin-1", "device-plugin", image, "gpu-1")).causes
    assert cause.container == "device-plugin"
    assert [each.reason for each in cause.consequences] == [Reason.UNSCHEDULABLE]
    assert len(report(node, waits, plugin("plugin-2", "device-plugin", image, "gpu-2")).causes) == 2


def test_pods_that_want_no_device_say_nothing_of_it() -> None:
    assert all("offers" not in each.message for each in findings(trains(0), machine("gpu-1", offers=0)))
