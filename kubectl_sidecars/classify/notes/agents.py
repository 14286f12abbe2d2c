"""Notes on init containers that copy an instrumentation agent beside the application."""

from __future__ import annotations

from kubectl_sidecars.classify.notes.note import Note

NOTES = {
    "otel-init-java": Note(
        "Copies OpenTelemetry's Java agent to a volume that the app loads.",
        "https://github.com/open-telemetry/opentelemetry-operator/blob/HEAD/internal/instrumentation",
    ),
    "otel-init-nodejs": Note(
        "Copies OpenTelemetry's Node.js agent to a volume that the app loads.",
        "https://github.com/open-telemetry/opentelemetry-operator/blob/HEAD/internal/instrumentation",
    ),
    "otel-init-python": Note(
        "Copies OpenTelemetry's Python agent to a volume that the app loads.",
        "https://github.com/open-telemetry/opentelemetry-operator/blob/HEAD/internal/instrumentation",
    ),
    "otel-init-dotnet": Note(
        "Copies OpenTelemetry's .NET agent to a volume that the app loads.",
        "https://github.com/open-telemetry/opentelemetry-operator/blob/HEAD/internal/instrumentation",
    ),
    "otel-init-webserver": Note(
        "Clones a web server's configuration and adds OpenTelemetry's module.",
        "https://github.com/open-telemetry/opentelemetry-operator/blob/HEAD/internal/instrumentation/apachehttpd.go",
        quirks=("The clone step runs the app's own image.",),
    ),
    "datadog-apm-inject": Note(
        "Installs Datadog's preloaded injector.",
        "https://github.com/DataDog/datadog-agent/blob/HEAD/pkg/clusteragent/admission/mutate/autoinstrumentation",
        quirks=("Without a securityContext restricted Pod Security refuses it.",),
    ),
    "datadog-lib-init": Note(
        "Copies Datadog's tracing library for one language.", "https://github.com/DataDog/datadog-agent"
    ),
    "dynatrace-oneagent-init": Note(
        "Prepares Dynatrace's code modules and metadata.",
        "https://github.com/Dynatrace/dynatrace-operator/blob/HEAD/pkg/webhook/mutation/pod/mutator/config.go",
        quirks=(
            "Called install-oneagent before operator 1.4.0.",
            "Failures are silent, unless oneagent.dynatrace.com/failure-policy=fail.",
        ),
    ),
    "newrelic-init": Note(
        "Copies New Relic's agent for one language.",
        "https://github.com/newrelic/k8s-agents-operator/blob/HEAD/internal/apm",
    ),
    "appdynamics-init": Note("Copies AppDynamics' agent.", "https://docs.appdynamics.com/"),
    "instana-init": Note("Copies Instana's tracers.", "https://www.ibm.com/docs/en/instana-observability"),
    "elastic-apm-init": Note(
        "Copies Elastic's APM agent.", "https://github.com/elastic/apm-k8s-attacher/blob/HEAD/patch.go"
    ),
    "skywalking-init": Note(
        "Copies SkyWalking's Java agent.",
        "https://github.com/apache/skywalking-swck/blob/HEAD/docs/examples/java-agent-injector-usage.md",
    ),
    "crowdstrike-falcon-init": Note("Copies CrowdStrike's sensor.", "https://github.com/CrowdStrike/falcon-operator"),
}
