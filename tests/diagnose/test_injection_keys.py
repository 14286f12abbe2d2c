"""Keys that are almost the request of an injector: it ignores them, and the pod lacks its mesh."""

from __future__ import annotations

from typing import Any

import pytest

from kubectl_sidecars.classify.catalog import built_in
from kubectl_sidecars.classify.match.misspelt import SETTINGS, are_alike, meant
from kubectl_sidecars.diagnose import Finding, Severity
from tests.support.builders import Built, conditions, container, findings, pod

ISTIO = container("istio-proxy", image="docker.io/istio/proxyv2:1.27.0")


def found_in(*beside: Built, **meta: Any) -> tuple[Finding, ...]:
    every = findings(pod([container("app"), *beside], conditions=conditions(), meta=meta))
    return tuple(each for each in every if each.reason == "UnknownInjectionKey")


@pytest.mark.parametrize(
    ("key", "value", "known"),
    [
        ("sidecar.istio.io/injcet", "true", "sidecar.istio.io/inject"),
        ("sidecars.istio.io/inject", "true", "sidecar.istio.io/inject"),
        ("linkerd.io/injected", "enabled", "linkerd.io/inject"),
        ("dapr.io/enable", "true", "dapr.io/enabled"),
        ("gke-gcsfuse/volume", "true", "gke-gcsfuse/volumes"),
        ("appmesh.k8s.aws/sidecarInjectorWebHooks", "enabled", "appmesh.k8s.aws/sidecarInjectorWebhook"),
    ],
)
def test_a_misspelt_request_names_the_key_that_is_meant(key: str, value: str, known: str) -> None:
    (found,) = found_in(annotations={key: value})
    assert found.severity is Severity.WARNING
    assert found.summary == f"annotation {key} is not known, perhaps {known} is meant"


@pytest.mark.parametrize(
    "key",
    [
        "sidecar.istio.io/inject",
        "sidecar.istio.io/proxyCPU",
        "vault.hashicorp.com/agent-inject-token",
        "dapr.io/app-id",
        "gke-gcsfuse/memory-limit",
        "gke-gcsfuse/metadata-prefetch-memory-limit",
        "vault.security.banzaicloud.io/vault-role",
        "app.kubernetes.io/name",
        "inject",
    ],
)
def test_keys_that_are_known_or_like_no_request_are_left_alone(key: str) -> None:
    assert found_in(annotations={key: "true"}) == ()


def test_it_is_a_notice_where_nothing_is_missing_for_it() -> None:
    (found,) = found_in(ISTIO, labels={"sidecar.istio.io/injcet": "true"})
    assert found.severity is Severity.NOTICE
    (found,) = found_in(labels={"sidecar.istio.io/injcet": "false"})
    assert found.severity is Severity.NOTICE


def test_a_misspelling_beside_the_right_key_does_no_harm() -> None:
    assert found_in(annotations={"sidecar.istio.io/injcet": "true", "sidecar.istio.io/inject": "true"}) == ()


def test_likeness_is_two_characters_at_most() -> None:
    assert are_alike("inject", "Injects")
    assert are_alike("inject", "injcet")
    assert not are_alike("inject", "injectors")
    assert not are_alike("inject", "reject-it")
    assert meant("sidecar.istio.io/injcet") is not None


@pytest.mark.parametrize(
    ("key", "known"),
    [
        ("sidecar.istio.io/proxyCPULimits", "sidecar.istio.io/proxyCPULimit"),
        ("traffic.sidecar.istio.io/excludeOutboundPort", "traffic.sidecar.istio.io/excludeOutboundPorts"),
        ("dapr.io/app-prot", "dapr.io/app-port"),
        ("vault.hashicorp.com/agent-inject-secrets-db", "vault.hashicorp.com/agent-inject-secret-db"),
        ("config.linkerd.io/proxy-cpu-limt", "config.linkerd.io/proxy-cpu-limit"),
    ],
)
def test_a_misspelt_setting_names_the_key_that_is_meant_and_is_advice(key: str, known: str) -> None:
    (found,) = found_in(annotations={key: "1"})
    assert found.severity is Severity.NOTICE
    assert found.summary == f"annotation {key} is not known, perhaps {known} is meant"


@pytest.mark.parametrize(
    "key",
    [
        "sidecar.istio.io/somethingNewer",
        "config.linkerd.io/proxy-new-in-next-year",
        "vault.hashicorp.com/agent-inject-secret-secrets",
        "vault.hashicorp.com/agent-inject-template-file-x",
        "dapr.io/volume-mounts-rw",
        "example.com/proxyCPULimits",
        *(f"{domain}/{name.replace('*', 'own')}" for domain, (_, names) in SETTINGS.items() for name in names.split()),
    ],
)
def test_a_setting_that_is_known_or_far_from_any_is_left_alone(key: str) -> None:
    assert meant(key) is None


def test_each_setting_is_of_a_container_that_the_catalogue_injects() -> None:
    ids = {requests.container.id for requests in built_in().requests}
    assert {container for container, _ in SETTINGS.values()} <= ids
