"""Notes on what meshes run first: redirecting a pod's traffic to the proxy, and checking that it is redirected."""

from __future__ import annotations

from kubectl_sidecars.classify.notes.note import Note

NOTES = {
    "istio-init": Note(
        "Sets iptables so that traffic passes the proxy: 15001 outwards, 15006 inwards.",
        (
            "https://github.com/istio/istio/blob/HEAD/manifests/charts/istio-control/istio-"
            "discovery/files/injection-template.yaml"
        ),
        quirks=(
            (
                "Needs root, NET_ADMIN and NET_RAW, which restricted Pod Security forbids; with istio-cni, "
                "istio-validation stands in its place."
            ),
        ),
    ),
    "istio-validation": Note(
        "Checks that istio-cni has redirected the pod's traffic, and fails the pod where it has not.",
        (
            "https://github.com/istio/istio/blob/HEAD/manifests/charts/istio-control/istio-"
            "discovery/files/injection-template.yaml"
        ),
        quirks=(
            "A crash loop here means that the node's CNI plugin was not ready, not that the app is at fault.",
            "An old webhook (gcs-fuse-csi-driver issue 296) made it a native sidecar by mistake.",
        ),
    ),
    "linkerd-init": Note(
        "Writes the iptables rules that lead traffic through linkerd-proxy.",
        "https://github.com/linkerd/linkerd2/blob/HEAD/charts/partials/templates/_proxy-init.tpl",
        quirks=("Needs NET_ADMIN and NET_RAW; with linkerd-cni it is absent.",),
    ),
    "linkerd-network-validator": Note(
        "Proves before the app starts that linkerd-cni redirects its traffic.",
        "https://github.com/linkerd/linkerd2/blob/HEAD/charts/partials/templates/_network-validator.tpl",
    ),
    "consul-connect-inject-init": Note(
        "Waits until the service is registered, stores the proxy's id, sets the redirection.",
        "https://github.com/hashicorp/consul-k8s/blob/HEAD/control-plane/connect-inject/webhook/container_init.go",
        quirks=(
            "Hangs while the Consul server or its ACL login cannot be reached.",
            "Needs NET_ADMIN only for a transparent proxy without the CNI plugin.",
        ),
    ),
    "kuma-init": Note(
        "Sets the rules of the transparent proxy.",
        "https://github.com/kumahq/kuma/blob/HEAD/pkg/plugins/runtime/k8s/util/names.go",
    ),
    "kuma-validation": Note(
        "Checks that kuma-cni has redirected the traffic.",
        "https://github.com/kumahq/kuma/blob/HEAD/pkg/plugins/runtime/k8s/util/names.go",
    ),
    "appmesh-proxyinit": Note(
        "Redirects traffic to App Mesh's Envoy by iptables.",
        "https://github.com/aws/aws-app-mesh-controller-for-k8s/blob/HEAD/pkg/inject/init_proxy.go",
    ),
    "osm-init": Note(
        "Redirects traffic to Open Service Mesh's Envoy.",
        "https://github.com/openservicemesh/osm/blob/HEAD/pkg/constants/constants.go",
    ),
    "nginx-mesh-init": Note(
        "Redirects traffic to NGINX Service Mesh's proxy.",
        "https://github.com/nginxinc/nginx-service-mesh/blob/HEAD/docs/content/about/tech-specs.md",
    ),
}
