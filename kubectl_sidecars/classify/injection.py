"""Injection that was asked for, and whether it happened.

An injector's own annotations and labels prove that it was here; a user's request proves a wish. The
webhook may have been down, the namespace excluded, the pod on the host's network.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kubectl_sidecars.api import Namespace, Pod
from kubectl_sidecars.classify.catalog import BY_ID, Entry
from kubectl_sidecars.classify.image import fits, globbed, parse
from kubectl_sidecars.classify.markers import SET_BY_USERS, found
from kubectl_sidecars.model import ContainerView


class Wish(NamedTuple):
    """What asks an injector for a container: a pod's own mark, or its namespace's, which the pod may refuse."""

    entry: str
    on_pod: tuple[str, ...]
    on_namespace: tuple[str, ...] = ()
    refused_by: tuple[str, ...] = ()


WISHES: tuple[Wish, ...] = (
    Wish(
        "istio-proxy",
        ("sidecar.istio.io/inject=true",),
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
)
"""Only wishes that name what must then be there; settings such as proxy.istio.io/config ask for nothing."""

MARKS = frozenset(mark.partition("=")[0] for wish in WISHES for mark in (*wish.on_pod, *wish.on_namespace))
"""The keys of annotations and labels that ask."""

ALTERNATIVES = {
    "istio-proxy": ("istio-gateway-proxy",),
    "vault-agent-init": ("vault-agent",),
    "infisical-agent-init": ("infisical-agent",),
}
"""What an injector may add instead, at the user's own wish."""


class MissingInjection(NamedTuple):
    """A container that was asked for and is not there: `asked` is the mark, `where` pod or namespace."""

    entry: Entry
    asked: str
    where: str
    on_host_network: bool


def missing_injections(
    pod: Pod, views: Sequence[ContainerView], namespace: Namespace | None = None
) -> Iterator[MissingInjection]:
    """What was asked for by the pod or its namespace, and of which no container and no injector's mark is there."""
    for wish in WISHES:
        asked = _asked(wish, pod, namespace)
        if asked and not any(
            _is_there(BY_ID[id_], pod, views) for id_ in (wish.entry, *ALTERNATIVES.get(wish.entry, ()))
        ):
            mark, where = asked
            yield MissingInjection(BY_ID[wish.entry], mark, where, pod.spec.host_network)


def _asked(wish: Wish, pod: Pod, namespace: Namespace | None) -> tuple[str, str] | None:
    """The mark that asks, and where it stands; a pod may refuse what its namespace asks for."""
    meta = pod.metadata
    for marks in (meta.annotations, meta.labels):
        if found(wish.refused_by, marks):
            return None
    for marks in (meta.annotations, meta.labels):
        mark = found(wish.on_pod, marks)
        if mark:
            return f"{mark[0]}={mark[1]}", "pod"
    if namespace is None or pod.spec.host_network:
        return None
    if found(wish.refused_by, namespace.metadata.labels):
        return None
    for marks in (namespace.metadata.labels, namespace.metadata.annotations):
        mark = found(wish.on_namespace, marks)
        if mark:
            return f"{mark[0]}={mark[1]}", "namespace"
    return None


def _is_there(entry: Entry, pod: Pod, views: Sequence[ContainerView]) -> bool:
    """Whether the injector left its mark, or a container has the entry's name or image."""
    own = [mark for mark in (*entry.annotations, *entry.labels) if mark.partition("=")[0] not in SET_BY_USERS]
    if found(own, pod.metadata.annotations) or found(own, pod.metadata.labels):
        return True
    for view in views:
        image = parse(view.spec.image)
        if any(globbed(name, view.name) for name in entry.names) or any(fits(each, image) for each in entry.images):
            return True
    return False
