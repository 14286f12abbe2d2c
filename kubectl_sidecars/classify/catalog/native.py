"""How helpers become native sidecars: the switch of the project that makes them, and since when."""

from __future__ import annotations

from typing import NamedTuple


class Switch(NamedTuple):
    """`since` is the first version that can; `how` what to set, in few words."""

    since: str
    how: str


SWITCHES: dict[str, Switch] = {
    "istio-proxy": Switch(
        "Istio 1.19 (by default 1.27)",
        'annotation sidecar.istio.io/nativeSidecar: "true" (1.24), or ENABLE_NATIVE_SIDECARS=true on istiod; '
        "`auto`, the default, waits until every node's kubelet is 1.33",
    ),
    "linkerd-proxy": Switch(
        "Linkerd 2.15 (by default 2.20)",
        'annotation config.linkerd.io/proxy-enable-native-sidecar: "true" (2.19: config.beta.linkerd.io/..., before: '
        "config.alpha.linkerd.io/...), or Helm proxy.nativeSidecar=true",
    ),
    "consul-dataplane": Switch(
        "consul-k8s 1.9.0",
        'annotation consul.hashicorp.com/enable-consul-dataplane-as-sidecar: "true", or Helm '
        "connectInject.dataplaneAsSidecarInitContainer.defaultEnabled=true",
    ),
    "kuma-sidecar": Switch(
        "Kuma 2.7.0 (by default 2.14.0)",
        "upgrade to 2.14, or Helm experimental.sidecarContainers=true before; needs an API server of 1.29",
    ),
    "daprd": Switch(
        "Dapr 1.18.0",
        'annotation dapr.io/enable-native-sidecar: "true", or Helm dapr_sidecar_injector.nativeSidecar=true',
    ),
    "cloud-sql-proxy-operator": Switch("operator 1.6.0", "upgrade the operator; the API server must be 1.29 or newer"),
    "azwi-proxy": Switch("workload identity 1.5.0", "upgrade the webhook; the API server must be 1.32 or newer"),
    "agones-sdk-sidecar": Switch("Agones 1.49 (by default 1.56)", "feature gate SidecarContainers=true"),
    "k8s-sidecar": Switch(
        "Grafana chart 10.3.0", "sidecar.<dashboards|datasources|...>.restartPolicy: Always; elsewhere by hand"
    ),
    "flagd": Switch("OpenFeature operator 0.9.1", "upgrade the operator; it injects nothing else since"),
    "kubevirt-guest-console-log": Switch("KubeVirt 1.6.0", "upgrade KubeVirt; it makes nothing else since"),
    "otc-container": Switch(
        "operator 0.111.0 (by default 0.132.0)",
        "upgrade the OpenTelemetry operator; before, gate operator.sidecarcontainers.native",
    ),
    "newrelic-health-agent": Switch(
        "k8s-agents-operator 0.20.0", "upgrade the operator; it injects nothing else since"
    ),
    "gke-gcsfuse-sidecar": Switch(
        "GKE 1.29.3-gke.1093000",
        'upgrade every node to 1.29, and do not set gke-gcsfuse/enable-native-sidecar: "false"',
    ),
    "gke-gcsfuse-metadata-prefetch": Switch("GKE 1.29.3-gke.1093000", "comes with a native gke-gcsfuse-sidecar"),
    "fluid-fuse": Switch("Fluid 1.0.8", "Helm webhook.fuseSidecar.sidecarInjectionMode=native-sidecar"),
    "jfs-mount": Switch("JuiceFS CSI driver 0.27.0", "upgrade the driver, or enableNativeSidecar: true in its config"),
    "plugin-barman-cloud": Switch("plugin 0.1.0", "nothing to do; it makes nothing else"),
    "delve-sidecar": Switch("mongodb-kubernetes of 2026", "upgrade the operator"),
    "tekton-sidecar": Switch(
        "Tekton 0.62.0", 'feature-flags enable-kubernetes-sidecar: "true", Kubernetes 1.29 or newer'
    ),
    "tekton-log-results": Switch("Tekton 0.62.0", 'feature-flags enable-kubernetes-sidecar: "true"'),
    "arc-dind": Switch(
        "chart gha-runner-scale-set 0.12.0", "render the chart with a Kubernetes version of 1.29 or newer"
    ),
    "buildkite-sidecar": Switch("agent-stack-k8s 0.35.0", "upgrade the controller"),
}
"""By the entry's id: those that an injector or chart can make native."""

REFUSED: dict[str, str] = {
    "vault-agent": "vault-k8s has no switch (none in 1.7.6; issue 620 is open)",
    "appmesh-envoy": "App Mesh has none, and its webhook strips restartPolicy from others (issue 774)",
    "osm-envoy": "the project is archived",
    "nginx-mesh-sidecar": "the project is archived",
    "knative-queue-proxy": "Knative has no switch",
    "bank-vaults-vault-agent": "the webhook has none (issue 414 was closed)",
    "jenkins-config-reload": "the chart has none; only its own initContainers list is free-form",
    "jaeger-agent": "the v1 operator has none; Jaeger v2 comes with the OpenTelemetry operator's collector",
    "otel-autoinstrumentation-go": "the operator adds it to spec.containers",
    "datadog-agent-injected": "the admission controller has none",
    "mongodb-agent": "the operator has none",
    "argo-wait": "Argo Workflows has none; initlessPod.enabled (4.1.0, beta) replaces init and wait instead",
    "gitlab-helper": "the runner has none",
    "airflow-xcom-sidecar": "Airflow has none; it ends the container itself by exec",
}
"""Those of which we know that their project cannot, and what is said there."""

BY_HAND = "move it to spec.initContainers and give it restartPolicy: Always (Kubernetes 1.29 or newer)"
