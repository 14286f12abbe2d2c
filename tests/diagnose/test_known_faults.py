"""Faults of the kubelet are told where the symptom fits and the node's version has them."""

from __future__ import annotations

import msgspec
import pytest

from kubectl_sidecars.api import HTTPGetAction, Node, NodeStatus, NodeSystemInfo, Pod, Probe
from kubectl_sidecars.diagnose.facts.known_faults import FAULTS, fault_words
from kubectl_sidecars.diagnose.reasons import Reason
from tests.support.builders import (
    Built,
    condition,
    container,
    event,
    node,
    only,
    pod,
    running,
    sidecar,
    subject,
    terminated,
    waiting,
)

PROBE = Probe(http_get=HTTPGetAction(port=15021))
APP = container("app", terminated(1, at=600))


def kubelet(version: str) -> Node:
    status = NodeStatus(conditions=(condition("Ready"),), node_info=NodeSystemInfo(kubelet_version=version))
    return msgspec.structs.replace(node(), status=status)


def fault(each: Pod, name: str, reason: Reason, version: str, *around: object) -> str:
    whole = subject(each, kubelet(version), *around)
    return fault_words(whole, next(one for one in whole.containers if one.name == name), reason)


@pytest.mark.parametrize(
    ("version", "is_said"),
    [("v1.35.0", True), ("v1.35.3+k3s1", True), ("v1.35.4", False), ("v1.34.9", False)],
)
def test_a_fault_is_said_of_the_versions_that_have_it(version: str, is_said: bool) -> None:
    forgotten = pod([APP], [sidecar("istio-proxy", startup_probe=PROBE)])
    words = only(forgotten, kubelet(version)).message
    assert ("kubernetes#137146; fixed in 1.35.4" in words) is is_said
    assert (f"node-1 runs kubelet {version}, which has a known fault" in words) is is_said


@pytest.mark.parametrize("version", ["", "next"])
def test_where_the_version_was_not_read_some_kubelets_have_it(version: str) -> None:
    forgotten = pod([APP], [sidecar("istio-proxy", startup_probe=PROBE)])
    words = only(forgotten, kubelet(version)).message
    assert "Some kubelets have a known fault that fits: after a restart of the kubelet" in words
    assert "(kubernetes#137146; fixed in 1.35.4)" in words


@pytest.mark.parametrize(
    ("main", "init"),
    [
        ([APP, container("istio-proxy", startup_probe=PROBE)], []),
        ([APP], [sidecar("istio-proxy")]),
        ([container("app", terminated(1, at=5))], [sidecar("istio-proxy", startup_probe=PROBE)]),
    ],
    ids=["not native", "no startup probe", "not late"],
)
def test_a_fault_is_not_said_where_the_symptom_does_not_fit(main: list[Built], init: list[Built]) -> None:
    assert "known fault" not in only(pod(main, init), kubelet("v1.35.2")).message


@pytest.mark.parametrize(
    ("version", "where"),
    [
        ("v1.33.5", "fixed in 1.33.6"),
        ("v1.33.6", ""),
        ("v1.34.1", "fixed in 1.34.2"),
        ("v1.32.9", "fixed in later minor versions only"),
    ],
)
def test_a_startup_probe_that_is_never_run_again(version: str, where: str) -> None:
    late = sidecar("proxy", running(7000), ready=False, started=False, restarts=1, startup_probe=PROBE)
    stuck = pod([container("app", waiting("PodInitializing"))], [late], spec={"restart_policy": "Never"})
    words = fault(stuck, "proxy", Reason.STARTUP_PROBE_PENDING, version)
    assert ("kubernetes#132826" in words) is bool(where)
    assert where in words
    failed = event("Unhealthy", "Startup probe failed: refused", path="spec.initContainers{proxy}")
    assert fault(stuck, "proxy", Reason.STARTUP_PROBE_PENDING, version, failed) == ""


@pytest.mark.parametrize(("ago", "is_said"), [(1200, True), (60, False)])
def test_an_init_container_that_is_not_tried_again(ago: float, is_said: bool) -> None:
    init = container("migrate", waiting("RunContainerError"))
    stuck = pod([container("app", waiting("PodInitializing"))], [init], phase="Pending")
    failed = event("Failed", "Error: context deadline exceeded", path="spec.initContainers{migrate}", at=ago)
    words = fault(stuck, "migrate", Reason.START_ERROR, "v1.30.4", failed)
    assert ("kubernetes#126543; fixed in 1.30.5" in words) is is_said


def test_each_range_lies_in_one_minor_version() -> None:
    for each in FAULTS:
        for first, end in each.ranges:
            assert end is None or (first[:2] == end[:2] and first < end)
            assert each.fixed_in(first) == end
