"""Injection that was asked for and did not happen."""

from __future__ import annotations

from typing import Any

import pytest

from kubectl_sidecars.api import Namespace, ObjectMeta
from kubectl_sidecars.classify import Role, classify
from kubectl_sidecars.classify.catalog import Index, Requests, built_in
from kubectl_sidecars.classify.context import PodContext
from kubectl_sidecars.classify.facts import pod_facts
from kubectl_sidecars.classify.match.catalog_match import Match, recognise
from kubectl_sidecars.classify.match.injection import may_ask, missing_injections
from kubectl_sidecars.classify.rules_file import parse_rules
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


def concrete(mark: str) -> tuple[str, str]:
    """A key and a value that the mark matches."""
    key, _, value = mark.replace("*", "x").partition("=")
    return key, value or "x"


REQUESTS = pytest.mark.parametrize("requests", built_in().requests, ids=lambda requests: requests.container.id)


@REQUESTS
def test_every_mark_that_asks_is_looked_for(requests: Requests) -> None:
    for mark in (*requests.on_pod, *requests.on_namespace):
        key, value = concrete(mark)
        assert may_ask({key: value})
        assert built_in().marks[key, value]


def recognised(requests: Requests, marks: dict[str, str]) -> Match | None:
    """The match of the container that was asked for, in a pod with these labels."""
    known = requests.container
    container = {"name": concrete(known.names[0])[0], "image": concrete(known.images[0])[0] if known.images else "x"}
    place = {"init": [container], "run": [APP]} if known.role is Role.INIT else {"run": [container, APP]}
    value = pod({"labels": marks, **place})
    context = PodContext(pod_facts(value, containers(value), built_in()))
    return recognise(next(each for each in context.containers if each.name == container["name"]), built_in())


@REQUESTS
def test_what_asks_for_a_container_agrees_with_the_container_that_is_there(requests: Requests) -> None:
    """One source for both: what makes its absence a finding is evidence when it is present.

    Not what users also set for other reasons: a gateway's label istio.io/rev.
    """
    for mark in requests.on_pod:
        if mark in requests.container.set_by_users:
            continue
        match = recognised(requests, dict([concrete(mark)]))
        assert match, mark
        assert (match.entry.id, match.asked) == (requests.container.id, True), mark


def test_a_mark_that_asks_only_with_one_value_is_no_evidence_with_another() -> None:
    (requests,) = (each for each in built_in().requests if each.container.id == "dynatrace-oneagent-init")
    refused = recognised(requests, {"dynatrace.com/inject": "false"})
    assert refused
    assert not refused.asked
    assert missing(annotations={"dynatrace.com/inject": "false"}) == []


OWN = """\
[acme-agent]
role = "adapter"
names = ["acme-agent"]
requests = ["acme.example.com/agent=on", "namespace:acme.example.com/agents=all"]
refusals = ["acme.example.com/agent=off"]
request_needs_claim = true

[acme-agent-small]
role = "adapter"
names = ["acme-small"]
instead_of = "acme-agent"
"""


def test_a_users_own_injector_is_missed_as_ours_are() -> None:
    own = Index(built_in().containers, parse_rules(OWN).containers)
    asked = {"annotations": {"acme.example.com/agent": "on"}, "volumes": {"data": "pvc"}}

    def ids(run: list[dict[str, str]], described: dict[str, Any], namespace: Namespace | None = None) -> list[str]:
        value = pod({"run": run, **described})
        return [each.entry.id for each in missing_injections(value, containers(value), namespace, own)]

    assert may_ask(asked["annotations"], own)
    assert not may_ask(asked["annotations"])
    assert ids([APP], asked) == ["acme-agent"]
    assert ids([APP], {**asked, "volumes": {}}) == []
    assert ids([APP, {"name": "acme-small", "image": "x"}], asked) == []
    namespace = Namespace(metadata=ObjectMeta(name="shop", labels={"acme.example.com/agents": "all"}))
    assert ids([APP], {"volumes": {"data": "pvc"}}, namespace) == ["acme-agent"]
    assert ids([APP], {"volumes": {"data": "pvc"}, "labels": {"acme.example.com/agent": "off"}}, namespace) == []
