"""Notes on collectors of metrics and traces, and bridges to where they are kept."""

from __future__ import annotations

from kubectl_sidecars.classify.notes.note import Note

NOTES = {
    "kserve-agent": Note(
        "Pulls models, logs and batches inference requests.",
        "https://github.com/kserve/kserve/blob/HEAD/pkg/constants/constants.go",
    ),
    "thanos-sidecar": Note(
        "Serves Prometheus' data to Thanos and ships its blocks to object storage.",
        "https://github.com/prometheus-operator/prometheus-operator/blob/HEAD/pkg/prometheus/server/statefulset.go",
    ),
    "otc-container": Note(
        "The OpenTelemetry collector as its operator injects it: receives from the app on localhost.",
        "https://github.com/open-telemetry/opentelemetry-operator/blob/HEAD/pkg/sidecar/pod.go",
        quirks=(
            (
                "In the operator's other modes the same name is the workload; the label "
                "sidecar.opentelemetry.io/injected proves the sidecar."
            ),
        ),
    ),
    "otel-collector-generic": Note(
        "An OpenTelemetry collector beside the app.", "https://github.com/open-telemetry/opentelemetry-helm-charts"
    ),
    "otel-autoinstrumentation-go": Note(
        "Traces a Go process from outside, by eBPF.",
        "https://github.com/open-telemetry/opentelemetry-operator/blob/HEAD/internal/instrumentation/golang.go",
        quirks=("It forces a shared process namespace and a privileged root container, and holds Jobs open.",),
    ),
    "jaeger-agent": Note(
        "Receives spans by UDP and forwards them; Jaeger 2 has it no more.",
        "https://github.com/jaegertracing/jaeger-operator/blob/HEAD/pkg/inject/sidecar.go",
    ),
    "xray-daemon": Note(
        "Relays trace segments to AWS X-Ray.",
        "https://github.com/aws/aws-app-mesh-controller-for-k8s/blob/HEAD/pkg/inject/xray.go",
        quirks=("App Mesh injects it where tracing is on.",),
    ),
    "datadog-agent-injected": Note(
        "A Datadog agent for one pod, where there is no node for it (EKS Fargate).",
        "https://github.com/DataDog/helm-charts/blob/HEAD/charts/datadog/values.yaml",
        quirks=("It holds Jobs open.",),
    ),
    "datadog-node-agent": Note(
        "Containers of Datadog's DaemonSet: agent is the workload, the others serve it.",
        "https://github.com/DataDog/helm-charts/blob/HEAD/charts/datadog/templates",
    ),
    "newrelic-health-agent": Note(
        "Reports the health of New Relic's agents.",
        "https://github.com/newrelic/k8s-agents-operator/blob/HEAD/internal/apm/health.go",
    ),
    "stackgres-exporter": Note(
        "Exports the statistics of a StackGres cluster's Postgres.",
        (
            "https://github.com/ongres/stackgres/blob/HEAD/stackgres-k8s/src/common/src/main/java/io/stackgres/common/StackGresContainer.java"
        ),
        quirks=("patroni is the workload.",),
    ),
}
