"""Notes on data planes of service meshes, and application runtimes that are injected like them."""

from __future__ import annotations

from kubectl_sidecars.classify.notes.note import Note

NOTES = {
    "istio-proxy": Note(
        "Envoy with pilot-agent: carries the pod's traffic for the mesh, with mutual TLS, routing and telemetry.",
        (
            "https://github.com/istio/istio/blob/HEAD/manifests/charts/istio-control/istio-"
            "discovery/files/injection-template.yaml"
        ),
        quirks=(
            "As a plain container it may start after the app: holdApplicationUntilProxyStarts puts it first.",
            "As a plain container it holds Jobs open until the app posts to 127.0.0.1:15020/quitquitquit.",
            (
                "As a plain container it drains for a fixed time, unless EXIT_ON_ZERO_ACTIVE_CONNECTIONS=true "
                "waits for the last connection."
            ),
            (
                "Plain init containers run before a plain proxy and have no network, unless uid 1337 or excluded"
                " ports let them out."
            ),
            "An app that runs as uid 1337 bypasses it.",
            "A release note calls the annotation native-side; the key is sidecar.istio.io/nativeSidecar.",
            "Its name is also that of gateways, waypoints and ztunnel, where it is the workload.",
        ),
    ),
    "linkerd-proxy": Note(
        "Linkerd's small proxy: mutual TLS, load balancing and metrics for the pod.",
        "https://github.com/linkerd/linkerd2/blob/HEAD/charts/partials/templates/_proxy.tpl",
        quirks=(
            (
                "As a plain container it makes the app wait by a postStart hook (proxy-await); a native one by "
                "its startup probe on 4191/ready."
            ),
            (
                "As a plain container it holds Jobs open: run the command under `linkerd-await --shutdown --`, "
                "or post to 4191/shutdown, which is off by default."
            ),
            "proxy-wait-before-exit-seconds does nothing for a native one.",
            "It takes up to 120 s to shut down, whatever the pod's grace period is.",
            "Since November 2025 its image also holds the init and the validator: the name tells them apart.",
        ),
    ),
    "consul-dataplane": Note(
        "Envoy with Consul's own xDS and DNS: joins the pod to the mesh.",
        (
            "https://github.com/hashicorp/consul-k8s/blob/HEAD/control-plane/connect-"
            "inject/webhook/consul_dataplane_sidecar.go"
        ),
        quirks=(
            "As a plain container it holds Jobs open until something posts to 127.0.0.1:20600/graceful_shutdown.",
            "A pod with several services has one for each, with a suffix.",
        ),
    ),
    "kuma-sidecar": Note(
        "An Envoy under kuma-dp: the data plane of Kuma and Kong Mesh.",
        "https://github.com/kumahq/kuma/blob/HEAD/pkg/plugins/runtime/k8s/webhooks/injector/injector.go",
        quirks=(
            "As a plain container it may start after the app: kuma.io/wait-for-dataplane-ready=true.",
            "In a Job the control plane itself ends a plain one when the others are done.",
            "ContainerPatch objects may have changed it.",
        ),
    ),
    "appmesh-envoy": Note(
        "The Envoy of AWS App Mesh.",
        "https://github.com/aws/aws-app-mesh-controller-for-k8s/blob/HEAD/pkg/inject/envoy.go",
        quirks=(
            "AWS ends App Mesh on 2026-09-30.",
            "The controller's webhook drops restartPolicy from other native sidecars (issue 774).",
            "It may start after the app unless the controller runs with --wait-until-proxy-ready.",
        ),
    ),
    "osm-envoy": Note(
        "The Envoy of Open Service Mesh, an archived project.",
        "https://github.com/openservicemesh/osm/blob/HEAD/pkg/constants/constants.go",
        quirks=("Only the label osm-proxy-uuid tells it from any other envoy.",),
    ),
    "nginx-mesh-sidecar": Note(
        "The proxy of NGINX Service Mesh, an archived project.",
        "https://github.com/nginxinc/nginx-service-mesh/blob/HEAD/docs/content/about/tech-specs.md",
    ),
    "daprd": Note(
        "Gives the app state, messages, calls and actors by a local HTTP and gRPC interface.",
        "https://github.com/dapr/dapr/blob/HEAD/pkg/injector/patcher/sidecar_patcher.go",
        quirks=(
            (
                "As a plain container it holds Jobs open until the app posts to localhost:3500/v1.0/shutdown; "
                "the Job needs restartPolicy Never."
            ),
            "Apps wait for it by GET /v1.0/healthz/outbound.",
            "Port 9090 is its metrics, no Prometheus.",
            "dapr.io/enabled asks for it; the label dapr.io/sidecar-injected proves it.",
        ),
    ),
    "dapr-pluggable-component": Note(
        "A component server of one's own that shares a socket directory with daprd.",
        "https://github.com/dapr/dapr/blob/HEAD/pkg/injector/patcher/sidecar_components.go",
        quirks=("Its name is listed in dapr.io/pluggable-components.",),
    ),
    "knative-queue-proxy": Note(
        "Stands before user-container: bounds concurrency, queues requests, reports for scaling.",
        "https://github.com/knative/serving/blob/HEAD/pkg/reconciler/revision/resources/constants.go",
        quirks=("Its readiness is the pod's, so that a pod that is not Ready often has a failing user-container.",),
    ),
}
