"""Keys of annotations and labels that look like a request or a setting of an injector, and are not."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import NamedTuple

from kubectl_sidecars.classify.bounded_cache import Memory
from kubectl_sidecars.classify.catalog import Index, built_in
from kubectl_sidecars.classify.known_container import KnownContainer

FEWEST = 5
"""Characters of a name below which two names that differ by two are not alike."""
MOST_WRONG = 2
"""Characters that a spelling mistake may add, leave out or change."""


SETTINGS = {
    "sidecar.istio.io": (
        "istio-proxy",
        (
            "agentLogLevel bootstrapOverride componentLogLevel controlPlaneAuthPolicy discoveryAddress enableCoreDump "
            "extraStatTags inject interceptionMode logLevel nativeSidecar proxyCPU proxyCPULimit proxyImage "
            "proxyImageType proxyMemory proxyMemoryLimit rewriteAppHTTPProbers statsCompression statsEvictionInterval "
            "statsHistogramBuckets statsInclusionPrefixes statsInclusionRegexps statsInclusionSuffixes status "
            "userVolume userVolumeMount"
        ),
    ),
    "traffic.sidecar.istio.io": (
        "istio-proxy",
        (
            "excludeInboundPorts excludeInterfaces excludeOutboundIPRanges excludeOutboundPorts includeInboundPorts "
            "includeOutboundIPRanges includeOutboundPorts kubevirtInterfaces"
        ),
    ),
    "readiness.status.sidecar.istio.io": (
        "istio-proxy",
        "applicationPorts failureThreshold initialDelaySeconds periodSeconds",
    ),
    "proxy.istio.io": ("istio-proxy", "config overrides"),
    "inject.istio.io": ("istio-proxy", "templates"),
    "prometheus.istio.io": ("istio-proxy", "merge-metrics"),
    "config.linkerd.io": (
        "linkerd-proxy",
        (
            "access-log admin-port close-wait-timeout control-port debug-image debug-image-pull-policy "
            "debug-image-version default-inbound-policy disable-identity disable-tap enable-debug-sidecar "
            "enable-external-profiles enable-gateway image-pull-policy inbound-port init-image init-image-version "
            "opaque-ports outbound-port pod-inbound-ports proxy-admin-shutdown proxy-await proxy-cpu-limit "
            "proxy-cpu-ratio-limit proxy-cpu-request proxy-disable-inbound-protocol-detection-timeout "
            "proxy-disable-outbound-protocol-detection-timeout proxy-ephemeral-storage-limit "
            "proxy-ephemeral-storage-request proxy-gid proxy-image proxy-inbound-connect-timeout "
            "proxy-inbound-discovery-cache-unused-timeout proxy-log-format proxy-log-http-headers proxy-log-level "
            "proxy-memory-limit proxy-memory-request proxy-metrics-hostname-labels proxy-outbound-connect-timeout "
            "proxy-outbound-discovery-cache-unused-timeout proxy-outbound-transport-mode "
            "proxy-require-identity-inbound-ports proxy-uid proxy-version shutdown-grace-period skip-inbound-ports "
            "skip-outbound-ports skip-subnets trace-collector"
        ),
    ),
    "config.alpha.linkerd.io": (
        "linkerd-proxy",
        "proxy-enable-native-sidecar proxy-wait-before-exit-seconds trace-collector-service-account",
    ),
    "config.beta.linkerd.io": ("linkerd-proxy", "proxy-enable-native-sidecar"),
    "dapr.io": (
        "daprd",
        (
            "allowed-origins api-token-secret app-channel-address app-health-check-path app-health-probe-interval "
            "app-health-probe-timeout app-health-threshold app-id app-max-concurrency app-port app-protocol app-ssl "
            "app-token-secret block-shutdown-duration component-container config debug-port "
            "disable-builtin-k8s-secret-store enable-api-logging enable-app-health-check enable-debug enable-metrics "
            "enable-native-sidecar enable-profiling enabled env env-from-secret graceful-shutdown-seconds grpc-port "
            "http-max-request-size http-port http-read-buffer-size inject-pluggable-components internal-grpc-port "
            "log-as-json log-level max-body-size metrics-port placement-host-address pluggable-components "
            "pluggable-components-sockets-folder profile-port read-buffer-size scheduler-host-address "
            "sentry-request-jwt-audiences sidecar-cpu-limit sidecar-cpu-request sidecar-image sidecar-injected "
            "sidecar-listen-addresses sidecar-liveness-probe-delay-seconds sidecar-liveness-probe-period-seconds "
            "sidecar-liveness-probe-threshold sidecar-liveness-probe-timeout-seconds sidecar-memory-limit "
            "sidecar-memory-request sidecar-readiness-probe-delay-seconds sidecar-readiness-probe-period-seconds "
            "sidecar-readiness-probe-threshold sidecar-readiness-probe-timeout-seconds sidecar-seccomp-profile-type "
            "unix-domain-socket-path volume-mounts volume-mounts-rw"
        ),
    ),
    "vault.hashicorp.com": (
        "vault-agent-init",
        (
            "agent-auto-auth-exit-on-err agent-cache-enable agent-cache-exit-on-err agent-cache-listener-port "
            "agent-cache-use-auto-auth-token agent-configmap agent-copy-volume-mounts agent-disable-idle-connections "
            "agent-disable-keep-alives agent-enable-quit agent-extra-secret agent-image agent-init-first "
            "agent-init-json-patch agent-inject agent-inject-command agent-inject-command-* agent-inject-containers "
            "agent-inject-default-template agent-inject-file-* agent-inject-perms-* agent-inject-secret-* "
            "agent-inject-status agent-inject-template agent-inject-template-* agent-inject-template-file-* "
            "agent-inject-token agent-json-patch agent-limits-cpu agent-limits-ephemeral agent-limits-mem "
            "agent-pre-populate agent-pre-populate-only agent-requests-cpu agent-requests-ephemeral "
            "agent-requests-mem agent-revoke-grace agent-revoke-on-shutdown agent-run-as-group agent-run-as-same-user "
            "agent-run-as-user agent-service-account-token-volume-name agent-set-security-context "
            "agent-share-process-namespace agent-telemetry-* auth-config-* auth-max-backoff auth-min-backoff "
            "auth-path auth-type ca-cert ca-key client-cert client-key client-max-retries client-timeout "
            "error-on-missing-key go-max-procs log-format log-level namespace preserve-secret-case proxy-address role "
            "secret-volume-path secret-volume-path-* service template-config-exit-on-retry-failure "
            "template-max-connections-per-host template-static-secret-render-interval tls-secret tls-server-name "
            "tls-skip-verify"
        ),
    ),
}
"""The settings of injectors, as their documentation lists them (Istio 1.28, Linkerd 2.18, Dapr 1.16, Vault 1.21).

By the domain of the key: the container that it sets up, and the names after the domain; `*` is the user's own part.
A key that is newer than this list is like none of it, so nothing is said of it."""


class Meant(NamedTuple):
    """The request or setting that a key is most alike, and its container.

    `request` is KEY or KEY=VALUE of the catalogue, "" for a setting."""

    key: str
    request: str
    container: KnownContainer


def meant(key: str, index: Index | None = None) -> Meant | None:
    """The request of which the key is a misspelling; None for a key that is known, or like no request."""
    return _meant_by(index or built_in())[key]


def any_meant(marks: Mapping[str, str], index: Index | None = None) -> bool:
    """True if one of these annotations or labels is a misspelt request. Fast, because most are not."""
    return any(map(_meant_by(index or built_in()).__getitem__, marks))


@functools.lru_cache(8)
def _meant_by(index: Index) -> Memory[str, Meant | None]:
    """The request that each key is a misspelling of."""
    return Memory(functools.partial(_meant, index))


def _meant(index: Index, key: str) -> Meant | None:
    if "/" not in key or index.names_key(key):
        return None
    domain, _, name = key.partition("/")
    container, settings = _settings(domain)
    if any(name == setting or _begins(name, setting) for setting in settings):
        return None
    for requests in index.requests:
        for request in requests.on_pod:
            known = request.partition("=")[0]
            its_domain, slash, its_name = known.partition("/")
            if not slash or "*" in known:
                continue
            wrong_name = domain == its_domain and len(its_name) >= FEWEST and are_alike(name, its_name)
            if wrong_name or (name == its_name and are_alike(domain, its_domain)):
                return Meant(known, request, requests.container)
    setting = next((like for setting in settings if (like := _alike_setting(name, setting))), "")
    owner = index.by_id.get(container)
    return Meant(f"{domain}/{setting}", "", owner) if setting and owner else None


def _settings(domain: str) -> tuple[str, list[str]]:
    """The container that keys of this domain set up, and their names; ("", []) for a domain of no injector."""
    container, names = SETTINGS.get(domain, ("", ""))
    return container, names.split()


def _begins(name: str, setting: str) -> bool:
    """True if the name is that of a setting with a part of the user's own."""
    return setting.endswith("*") and name.startswith(setting[:-1])


_OFF = 1
"""Characters by which a misspelt beginning of a setting may be longer or shorter."""


def _alike_setting(name: str, setting: str) -> str:
    """The setting that the name is a misspelling of, with the user's own part of it; "" if it is not alike."""
    if not setting.endswith("*"):
        return setting if len(setting) >= FEWEST and are_alike(name, setting) else ""
    start = setting[:-1]
    for end in range(len(start) - _OFF, len(start) + _OFF + 1):
        if name[:end].endswith("-") and are_alike(name[:end], start):
            return f"{start}{name[end:]}"
    return ""


def are_alike(one: str, other: str) -> bool:
    """True for two texts that differ by at most MOST_WRONG characters, upper and lower case alike."""
    if abs(len(one) - len(other)) > MOST_WRONG:
        return False
    row = list(range(len(other) + 1))
    for line, letter in enumerate(one.lower(), 1):
        before, row[0] = row[0], line
        for column, its_letter in enumerate(other.lower(), 1):
            best = min(row[column] + 1, row[column - 1] + 1, before + (letter != its_letter))
            before, row[column] = row[column], best
    return row[-1] <= MOST_WRONG
