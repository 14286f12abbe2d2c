"""Injection that was asked for and did not happen."""

from __future__ import annotations

from typing import Any

import pytest

from kubectl_sidecars.api import Namespace, ObjectMeta
from kubectl_sidecars.classify.catalog import BY_ID
from kubectl_sidecars.classify.injection import WISHES, missing_injections
from kubectl_sidecars.model import containers
from tests.roles import pod

APP = {"name": "shop", "image": "registry.example.com/shop:4"}


def missing(namespace: Namespace | None = None, **described: Any) -> list[tuple[str, str, str]]:
    value = pod({"run": [APP], **described})
    found = missing_injections(value, containers(value), namespace)
    return [(each.entry.id, each.asked, each.where) for each in found]


def labelled(**labels: str) -> Namespace:
    return Namespace(
        metadata=ObjectMeta(name="shop", labels={key.replace("_", "-"): text for key, text in labels.items()})
    )


def test_nothing_asked_nothing_missing() -> None:
    assert missing() == []


def test_a_request_without_a_container_is_missing() -> None:
    asked = {"vault.hashicorp.com/agent-inject": "true"}
    assert missing(annotations=asked) == [("vault-agent-init", "vault.hashicorp.com/agent-inject=true", "pod")]


def test_the_injectors_mark_is_proof_enough() -> None:
    asked = {"linkerd.io/inject": "enabled", "linkerd.io/proxy-version": "edge-25.8.1"}
    assert missing(annotations=asked) == []


def test_the_container_itself_is_proof_enough() -> None:
    run = [APP, {"name": "daprd", "image": "mirror.example.com/daprd:1"}]
    assert missing(annotations={"dapr.io/enabled": "true"}, run=run) == []


def test_a_setting_asks_for_nothing() -> None:
    assert missing(annotations={"proxy.istio.io/config": "{}", "vault.hashicorp.com/role": "x"}) == []


def test_a_label_that_users_set_too_is_no_proof() -> None:
    asked = {"sidecar.istio.io/inject": "true", "security.istio.io/tlsMode": "istio"}
    assert missing(labels=asked) == [("istio-proxy", "sidecar.istio.io/inject=true", "pod")]


def test_a_namespace_asks_for_all_its_pods() -> None:
    assert missing(labelled(istio_injection="enabled")) == [("istio-proxy", "istio-injection=enabled", "namespace")]


@pytest.mark.parametrize(
    "marks",
    [
        {"labels": {"sidecar.istio.io/inject": "false"}},
        {"annotations": {"sidecar.istio.io/inject": "false"}},
        {"annotations": {"ambient.istio.io/redirection": "enabled"}},
    ],
)
def test_a_pod_may_refuse_what_its_namespace_asks_for(marks: dict[str, Any]) -> None:
    assert missing(labelled(istio_injection="enabled"), **marks) == []


def test_a_namespace_that_asks_for_nothing_is_silent() -> None:
    assert missing(labelled(team="shop")) == []


def test_every_wish_is_for_an_entry_of_the_catalogue() -> None:
    assert {wish.entry for wish in WISHES} <= set(BY_ID)
