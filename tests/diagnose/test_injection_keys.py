"""Keys that are almost the request of an injector: it ignores them, and the pod lacks its mesh."""

from __future__ import annotations

from typing import Any

import pytest

from kubectl_sidecars.classify.catalog import Index, built_in
from kubectl_sidecars.classify.match.misspelt import are_alike, meant
from kubectl_sidecars.classify.rules_file import parse_rules
from kubectl_sidecars.diagnose import Finding, Severity
from kubectl_sidecars.errors import UsageError
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
        ("sidecar.istio.io/statsFlushInterwal", "sidecar.istio.io/statsFlushInterval"),
        ("traffic.sidecar.istio.io/excludeOutboundPort", "traffic.sidecar.istio.io/excludeOutboundPorts"),
        ("dapr.io/app-prot", "dapr.io/app-port"),
        ("dapr.io/actor-disseminate-timeout", "dapr.io/actors-disseminate-timeout"),
        ("vault.hashicorp.com/agent-inject-secrets-db", "vault.hashicorp.com/agent-inject-secret-db"),
        ("vault.hashicorp.com/template-lease-renewal-treshold", "vault.hashicorp.com/template-lease-renewal-threshold"),
        ("vault.hashicorp.com/client-ket", "vault.hashicorp.com/client-key"),
        ("config.linkerd.io/proxy-cpu-limt", "config.linkerd.io/proxy-cpu-limit"),
        ("config.linkerd.io/proxy-additional-envs", "config.linkerd.io/proxy-additional-env"),
        ("consul.hashicorp.com/service-prot", "consul.hashicorp.com/service-port"),
        ("consul.hashicorp.com/service-metas-zone", "consul.hashicorp.com/service-meta-zone"),
        ("traffic.kuma.io/exclude-outbound-port", "traffic.kuma.io/exclude-outbound-ports"),
        ("kuma.io/containers-patches", "kuma.io/container-patches"),
        ("admission.datadoghq.com/pyton-lib.version", "admission.datadoghq.com/python-lib.version"),
        ("instrumentation.opentelemetry.io/container-name", "instrumentation.opentelemetry.io/container-names"),
        ("gke-gcsfuse/memory-limits", "gke-gcsfuse/memory-limit"),
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
        "vault.hashicorp.com/error-on-missing-key-db",
        "vault.hashicorp.com/error-on-missing-key-a",
        "vault.hashicorp.com/secret-volume-path-a",
        "vault.hashicorp.com/agent-template-left-delim-a",
        "config.linkerd.io/proxy-disable-inbound-protocol-detect-timeout",
        "config.linkerd.io/proxy-enable-native-sidecar",
        "config.linkerd.io/proxy-gid",
        "dapr.io/volume-mounts-rw",
        "dapr.io/http-read-buffer-size",
        "sidecar.istio.io/statsHistogramBins",
        "sidecar.opentelemetry.io/injected",
        "consul.hashicorp.com/connect-service-port",
        "kuma.io/builtindns",
        "kuma.io/sidecar-injected",
        "prometheus.metrics.kuma.io/aggregate-app-port",
        "admission.datadoghq.com/a.java-lib.version",
        "gke-gcsfuse/profile-managed",
        "example.com/proxyCPULimits",
    ],
)
def test_a_setting_that_is_known_or_far_from_any_is_left_alone(key: str) -> None:
    assert meant(key) is None


NEVER_READ = (
    "config.linkerd.io/proxy-outbound-transport-mode",
    "config.linkerd.io/proxy-disable-inbound-protocol-detection-timeout",
    "dapr.io/allowed-origins",
    "dapr.io/http-port",
    "dapr.io/profile-port",
    "gke-gcsfuse/profiles",
)
"""Keys that look like settings and were in our lists, and that no release of their injector reads."""


def test_no_key_of_the_catalogue_is_a_misspelling_of_another_or_was_made_up() -> None:
    marks = [mark for container in built_in().containers for mark in (*container.settings, *container.keys)]
    keys = [mark.partition("=")[0].replace("*", own) for mark in marks for own in ("own", "a")]
    assert [key for key in keys if meant(key) is not None] == []
    assert set(NEVER_READ).isdisjoint(marks)


def test_the_keys_of_a_users_own_rule_are_spelt_too() -> None:
    text = (
        '[acme]\nrole = "ambassador"\nnames = ["acme-proxy"]\nkeys = ["acme.example/log-level", "acme.example/via-*"]'
    )
    own = Index((), parse_rules(text).containers)
    misspelt = meant("acme.example/log-levl", own)
    assert misspelt is not None
    assert (misspelt.key, misspelt.container.id) == ("acme.example/log-level", "acme")
    assert meant("acme.example/via-west", own) is None
    with pytest.raises(UsageError, match=r"roles\.toml:4: keys must be a list of DOMAIN/NAME"):
        parse_rules(text.replace("acme.example/log-level", "log-level"))
