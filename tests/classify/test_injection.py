"""Injection that was asked for and did not happen."""

from __future__ import annotations

from typing import Any

import pytest

from kubectl_sidecars.api import Namespace, ObjectMeta
from kubectl_sidecars.classify import Role, classify
from kubectl_sidecars.classify.catalog import BY_ID
from kubectl_sidecars.classify.match.injection import missing_injections
from kubectl_sidecars.classify.match.injection_requests import WISHES, may_ask
from kubectl_sidecars.model import containers
from tests.support.labelled_roles import pod

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


def test_a_pods_own_revision_asks_for_the_proxy_of_that_revision() -> None:
    assert missing(labels={"istio.io/rev": "canary"}) == [("istio-proxy", "istio.io/rev=canary", "pod")]
    assert missing(labels={"istio.io/rev": "canary", "sidecar.istio.io/inject": "false"}) == []


@pytest.mark.parametrize("mark", ["linkerd.io/inject", "openservicemesh.io/sidecar-injection"])
def test_a_namespaces_annotation_asks_as_its_label_does(mark: str) -> None:
    annotated = Namespace(metadata=ObjectMeta(name="shop", annotations={mark: "enabled"}))
    assert [where for _, _, where in missing(annotated)] == ["namespace"]


def test_an_app_that_is_vault_itself_does_not_hide_a_missing_vault_agent() -> None:
    run = [{"name": "vault", "image": "hashicorp/vault:1.18"}]
    asked = {"vault.hashicorp.com/agent-inject": "true"}
    assert [entry for entry, _, _ in missing(annotations=asked, run=run)] == ["vault-agent-init"]


def test_a_key_of_which_a_part_is_free_asks_too() -> None:
    asked = {"admission.datadoghq.com/java-lib.version": "v1"}
    assert may_ask(asked)
    assert [entry for entry, _, _ in missing(annotations=asked)] == ["datadog-lib-init"]


def test_bank_vaults_acts_only_where_a_variable_refers_to_vault() -> None:
    asked = {"vault.security.banzaicloud.io/vault-addr": "https://vault:8200"}
    assert missing(annotations=asked) == []
    run = [{**APP, "env": {"PASSWORD": "vault:secret/data/shop#password"}}]
    assert [entry for entry, _, _ in missing(annotations=asked, run=run)] == ["bank-vaults-copy-vault-env"]


GO = "instrumentation.opentelemetry.io/inject-go"


def test_what_an_injector_leaves_alone_for_want_of_something_else_is_not_missing() -> None:
    """The Go agent wants its target, the Conjur injector its type, Fluid a claim (so they document)."""
    assert missing(annotations={GO: "true"}) == []
    target = {"instrumentation.opentelemetry.io/otel-go-auto-target-exe": "/app/server"}
    assert [entry for entry, _, _ in missing(annotations={GO: "true", **target})] == ["otel-autoinstrumentation-go"]
    assert missing(annotations={"conjur.org/inject": "true", "conjur.org/inject-type": "secretless"}) == []
    provider = {"conjur.org/inject": "true", "conjur.org/inject-type": "secrets-provider"}
    assert [entry for entry, _, _ in missing(annotations=provider)] == ["cyberark-secrets-provider"]
    fluid = {"serverless.fluid.io/inject": "true"}
    assert missing(labels=fluid) == []
    assert [entry for entry, _, _ in missing(labels=fluid, volumes={"data": "pvc"})] == ["fluid-fuse"]


def test_what_a_container_reads_itself_asks_no_injector() -> None:
    assert missing(annotations={"conjur.org/secrets-destination": "file", "conjur.org/conjur-secrets.app": "-"}) == []


def test_an_injector_that_says_that_it_skipped_the_pod_proves_no_injection() -> None:
    marks = {"oneagent.dynatrace.com/inject": "true", "oneagent.dynatrace.com/injected": "false"}
    assert [entry for entry, _, _ in missing(annotations=marks)] == ["dynatrace-oneagent-init"]
    assert missing(annotations={**marks, "oneagent.dynatrace.com/injected": "true"}) == []


def test_what_a_sidecar_set_injected_is_no_main_whatever_it_is() -> None:
    """OpenKruise's annotation names the SidecarSets, the environment of a container that it came from one."""
    added = {"name": "zebra", "image": "registry.example.com/zebra:1", "env": {"IS_INJECTED": "true"}}
    value = pod({"run": [added, APP], "annotations": {"kruise.io/sidecarset-injected-list": "zebras"}})
    views = containers(value)
    zebra, shop = classify(value, views)
    assert (zebra.role, zebra.evidence[0]) == (Role.UNKNOWN, "injected by SidecarSet zebras")
    assert shop.role is Role.MAIN
    alone = pod({"run": [added, APP]})
    assert classify(alone, containers(alone))[0].role is Role.MAIN


@pytest.mark.parametrize("wish", WISHES, ids=lambda wish: wish.entry)
def test_every_mark_that_asks_is_looked_for(wish: Any) -> None:
    for mark in (*wish.on_pod, *wish.on_namespace):
        key = mark.partition("=")[0].replace("*", "x")
        assert may_ask({key: ""})
