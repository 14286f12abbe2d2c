"""Injection that was asked for and did not happen is said, and only then."""

from __future__ import annotations

from typing import Any

import pytest

from kubectl_sidecars.api import Container, Namespace, ObjectMeta, Pod, PodSpec, PodStatus
from kubectl_sidecars.diagnose import Severity
from kubectl_sidecars.report import inspect_pod
from kubectl_sidecars.snapshot import Snapshot

APP = Container(name="app", image="app")
PROXY = Container(name="istio-proxy", image="docker.io/istio/proxyv2:1.27.0", restart_policy="Always")


def found(init: tuple[Container, ...] = (), namespace: dict[str, str] | None = None, **meta: Any) -> list[Severity]:
    pod = Pod(
        metadata=ObjectMeta(name="cart", namespace="shop", **meta),
        spec=PodSpec(init_containers=init, containers=(APP,), node_name="n"),
        status=PodStatus(phase="Running"),
    )
    shop = Namespace(metadata=ObjectMeta(name="shop", labels=namespace or {}))
    report, _ = inspect_pod(pod, Snapshot(namespaces={"shop": shop}))
    return [finding.severity for finding in report.findings if finding.reason == "InjectionMissing"]


@pytest.mark.parametrize("where", ["annotations", "labels"])
def test_a_pods_own_wish_that_was_not_met_is_a_warning(where: str) -> None:
    wish: dict[str, Any] = {where: {"sidecar.istio.io/inject": "true"}}
    assert found(**wish) == [Severity.WARNING]


def test_a_namespaces_wish_is_a_notice_as_the_pod_may_be_older() -> None:
    assert found(namespace={"istio-injection": "enabled"}) == [Severity.NOTICE]


def test_what_was_injected_is_not_missing() -> None:
    assert found((PROXY,), annotations={"sidecar.istio.io/inject": "true"}) == []
    assert found((PROXY,), {"istio-injection": "enabled"}) == []


def test_a_pod_may_refuse_what_its_namespace_asks_for() -> None:
    assert found(namespace={"istio-injection": "enabled"}, labels={"sidecar.istio.io/inject": "false"}) == []


def test_nobody_asked() -> None:
    assert found() == []


def test_a_namespaces_annotation_is_heard() -> None:
    pod = Pod(
        metadata=ObjectMeta(name="cart", namespace="shop"),
        spec=PodSpec(containers=(APP,), node_name="n"),
        status=PodStatus(phase="Running"),
    )
    shop = Namespace(metadata=ObjectMeta(name="shop", annotations={"linkerd.io/inject": "enabled"}))
    report, _ = inspect_pod(pod, Snapshot(namespaces={"shop": shop}))
    assert [each.severity for each in report.findings if each.reason == "InjectionMissing"] == [Severity.NOTICE]
