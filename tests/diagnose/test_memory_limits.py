"""Volumes that lie in memory are bounded by memory limits, and a limit of next to nothing is named."""

from __future__ import annotations

from typing import Any

import pytest

from kubectl_sidecars.api.container import ResourceRequirements
from kubectl_sidecars.diagnose.faults import Fault
from kubectl_sidecars.diagnose.origin import NodeOrigin, OwnerOrigin
from tests.support.builders import Built, container, event, only, pod, waiting

FOLDER = "/var/lib/kubelet/pods/u-1/volumes/kubernetes.io~"
FULL = 'MountVolume.SetUp failed for volume "x" : write ' + FOLDER + "{}/x/..1/token: no space left on device"


def limited(*limits: str) -> list[Built]:
    return [
        container(f"app{index}", waiting(), resources=ResourceRequirements(limits={"memory": limit} if limit else {}))
        for index, limit in enumerate(limits)
    ]


def said(message: str, *limits: str, **fields: Any) -> Any:
    return only(
        pod(limited(*limits), phase="Pending", **fields), event("FailedMount", message, first=900, at=5, count=9)
    )


@pytest.mark.parametrize("plugin", ["projected", "secret", "downward-api"])
def test_a_volume_in_memory_is_not_the_disk(plugin: str) -> None:
    found = said(FULL.format(plugin), "128m")
    assert "disk" not in found.message
    assert "memory limit of app0 is 128m" in found.title
    assert "128Mi is probably meant" in found.title
    assert found.advice == "Write 128Mi, and replace the pod."
    assert found.origin == OwnerOrigin("demo", "shop", Fault.VOLUME_IN_MEMORY)
    assert "this pod starts" not in found.message


@pytest.mark.parametrize(
    "message",
    [
        FULL.format("configmap"),
        f'MountVolume.SetUp failed for volume "x" : mkdir {FOLDER}projected/x: no space left on device',
    ],
)
def test_a_config_maps_volume_and_the_folder_of_any_lie_on_the_disk(message: str) -> None:
    found = said(message, "128m")
    assert "the disk is full" in found.title
    assert isinstance(found.origin, NodeOrigin)


def test_the_limits_of_all_containers_together_bound_the_volume() -> None:
    found = said(FULL.format("projected"), "32Mi", "64Mi")
    assert "the pod's memory limits leave it no room (app0 32Mi and app1 64Mi)" in found.title


def test_the_limit_of_the_pod_counts_where_it_has_one() -> None:
    found = said(FULL.format("projected"), "", spec={"resources": ResourceRequirements(limits={"memory": "32Mi"})})
    assert "the pod's memory limit of 32Mi leaves it no room" in found.title


@pytest.mark.parametrize("limits", [("",), ("64Mi", "")])
def test_a_container_without_a_limit_leaves_the_volume_without_one(limits: tuple[str, ...]) -> None:
    found = said(FULL.format("projected"), *limits)
    assert "it lies in memory, which has no room for it" in found.title
    assert "limit" not in found.message


@pytest.mark.parametrize(("limit", "is_named"), [("128m", True), ("128", True), ("16Mi", False)])
def test_a_sandbox_that_the_limit_does_not_let_start(limit: str, is_named: bool) -> None:
    message = "runc create failed: container init was OOM-killed (memory limit too low?)"
    failed = event("FailedCreatePodSandBox", message, first=900, at=5, count=9)
    found = only(pod(limited(limit), phase="Pending"), failed)
    assert (f"the memory limit of app0 is {limit}" in found.title) is is_named


def test_a_container_that_the_limit_does_not_let_start() -> None:
    message = "failed to create containerd task: OCI runtime create failed: container init was OOM-killed"
    spec = ResourceRequirements(limits={"memory": "128m"})
    found = only(pod([container("app", waiting("CreateContainerError", message), resources=spec)]))
    assert "The memory limit of app is 128m" in found.message
    assert found.advice == "Write 128Mi, and replace the pod."
