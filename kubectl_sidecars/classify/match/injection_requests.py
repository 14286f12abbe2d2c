"""What asks injectors for a container: annotations and labels of pods and of namespaces."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kubectl_sidecars.classify.bounded_cache import Memory


class Wish(NamedTuple):
    """What asks an injector for a container: a pod's own mark, or its namespace's, which the pod may refuse."""

    entry: str
    on_pod: tuple[str, ...]
    on_namespace: tuple[str, ...] = ()
    refused_by: tuple[str, ...] = ()
    only_with: str = ""
    """The injector acts only where a variable of the environment begins like this,"""
    beside: str = ""
    """where this mark stands on the pod too,"""
    needs_claim: bool = False
    """where the pod mounts a PersistentVolumeClaim."""


WISHES: tuple[Wish, ...] = (
    Wish(
        "istio-proxy",
        ("sidecar.istio.io/inject=true", "istio.io/rev"),
        ("istio-injection=enabled", "istio.io/rev"),
        (
            "sidecar.istio.io/inject=false",
            "ambient.istio.io/redirection=enabled",
            "istio.io/dataplane-mode=ambient",
            "inject.istio.io/templates",
        ),
    ),
    Wish(
        "linkerd-proxy",
        ("linkerd.io/inject=enabled", "linkerd.io/inject=ingress"),
        ("linkerd.io/inject=enabled", "linkerd.io/inject=ingress"),
        ("linkerd.io/inject=disabled",),
    ),
    Wish(
        "kuma-sidecar",
        ("kuma.io/sidecar-injection=enabled",),
        ("kuma.io/sidecar-injection=enabled",),
        ("kuma.io/sidecar-injection=disabled",),
    ),
    Wish("consul-dataplane", ("consul.hashicorp.com/connect-inject=true",)),
    Wish("daprd", ("dapr.io/enabled=true",)),
    Wish(
        "otc-container",
        ("sidecar.opentelemetry.io/inject",),
        (),
        ("sidecar.opentelemetry.io/inject=false",),
    ),
    Wish("jaeger-agent", ("sidecar.jaegertracing.io/inject",), (), ("sidecar.jaegertracing.io/inject=false",)),
    Wish("vault-agent-init", ("vault.hashicorp.com/agent-inject=true",)),
    Wish("infisical-agent-init", ("org.infisical.com/inject=true",)),
    Wish("onepassword-copy-op-bin", ("operator.1password.io/inject",)),
    Wish("flagd", ("openfeature.dev/enabled=true",)),
    Wish("otel-init-java", ("instrumentation.opentelemetry.io/inject-java",), (), ("*/inject-java=false",)),
    Wish("otel-init-nodejs", ("instrumentation.opentelemetry.io/inject-nodejs",), (), ("*/inject-nodejs=false",)),
    Wish("otel-init-python", ("instrumentation.opentelemetry.io/inject-python",), (), ("*/inject-python=false",)),
    Wish("otel-init-dotnet", ("instrumentation.opentelemetry.io/inject-dotnet",), (), ("*/inject-dotnet=false",)),
    Wish("azwi-proxy", ("azure.workload.identity/inject-proxy-sidecar=true",)),
    Wish("gke-gcsfuse-sidecar", ("gke-gcsfuse/volumes=true",)),
    Wish("linkerd-debug", ("config.linkerd.io/enable-debug-sidecar=true",)),
    Wish(
        "appmesh-envoy",
        ("appmesh.k8s.aws/sidecarInjectorWebhook=enabled",),
        ("appmesh.k8s.aws/sidecarInjectorWebhook=enabled",),
        ("appmesh.k8s.aws/sidecarInjectorWebhook=disabled",),
    ),
    Wish(
        "osm-envoy",
        ("openservicemesh.io/sidecar-injection=enabled",),
        ("openservicemesh.io/sidecar-injection=enabled",),
        ("openservicemesh.io/sidecar-injection=disabled",),
    ),
    Wish(
        "nginx-mesh-sidecar",
        ("injector.nsm.nginx.com/auto-inject=enabled",),
        ("injector.nsm.nginx.com/auto-inject=enabled",),
        ("injector.nsm.nginx.com/auto-inject=disabled", "injector.nsm.nginx.com/auto-inject=false"),
    ),
    Wish("telegraf", ("telegraf.influxdata.com/*",)),
    Wish("tailing-sidecar", ("tailing-sidecar",)),
    Wish("fluid-fuse", ("serverless.fluid.io/inject=true",), needs_claim=True),
    Wish(
        "datadog-lib-init", ("admission.datadoghq.com/*-lib.version",), (), ("admission.datadoghq.com/enabled=false",)
    ),
    Wish("datadog-agent-injected", ("agent.datadoghq.com/sidecar",)),
    Wish(
        "otel-autoinstrumentation-go",
        ("instrumentation.opentelemetry.io/inject-go",),
        (),
        ("*/inject-go=false",),
        beside="instrumentation.opentelemetry.io/otel-go-auto-target-exe",
    ),
    Wish(
        "otel-init-webserver",
        ("instrumentation.opentelemetry.io/inject-apache-httpd", "instrumentation.opentelemetry.io/inject-nginx"),
        (),
        ("*/inject-apache-httpd=false", "*/inject-nginx=false"),
    ),
    Wish("dynatrace-oneagent-init", ("oneagent.dynatrace.com/inject=true", "dynatrace.com/inject=true")),
    Wish("elastic-apm-init", ("co.elastic.apm/attach",)),
    Wish("autocert-bootstrapper", ("autocert.step.sm/name",)),
    Wish(
        "cyberark-secrets-provider",
        ("conjur.org/inject=true", "conjur.org/inject=yes"),
        beside="conjur.org/inject-type=secrets-provider",
    ),
    Wish(
        "crowdstrike-falcon",
        ("sensor.falcon-system.crowdstrike.com/injection=enabled",),
        ("sensor.falcon-system.crowdstrike.com/injection=enabled",),
        ("sensor.falcon-system.crowdstrike.com/injection=disabled",),
    ),
    Wish(
        "bank-vaults-copy-vault-env",
        ("vault.security.banzaicloud.io/vault-addr", "secrets-webhook.security.bank-vaults.io/vault-addr"),
        (),
        ("vault.security.banzaicloud.io/mutate=skip", "secrets-webhook.security.bank-vaults.io/mutate=skip"),
        only_with="vault:",
    ),
    Wish(
        "bank-vaults-vault-agent",
        (
            "vault.security.banzaicloud.io/vault-agent-configmap",
            "secrets-webhook.security.bank-vaults.io/vault-agent-configmap",
        ),
        (),
        ("vault.security.banzaicloud.io/mutate=skip", "secrets-webhook.security.bank-vaults.io/mutate=skip"),
    ),
)
"""Only wishes that name what must then be there; settings such as proxy.istio.io/config ask for nothing."""

_KEYS = frozenset(mark.partition("=")[0] for wish in WISHES for mark in (*wish.on_pod, *wish.on_namespace))
_MARKS = frozenset(key for key in _KEYS if "*" not in key)
_PREFIXES = tuple(key.partition("*")[0] for key in _KEYS if "*" in key)


_asks: Memory[str, bool] = Memory(lambda key: key in _MARKS or key.startswith(_PREFIXES))
"""A cluster's pods have few different keys."""


def may_ask(marks: Mapping[str, str]) -> bool:
    """Whether one of these annotations or labels could ask for a container; quickly, for most ask for none."""
    return any(map(_asks.__getitem__, marks))


ALTERNATIVES = {
    "istio-proxy": ("istio-gateway-proxy",),
    "vault-agent-init": ("vault-agent",),
    "infisical-agent-init": ("infisical-agent",),
}
"""What an injector may add instead, at the user's own wish."""
