"""Notes on proxies that decide who may come in or go out: login, RBAC, mutual TLS, signatures."""

from __future__ import annotations

from kubectl_sidecars.classify.notes.note import Note

NOTES = {
    "oauth2-proxy": Note(
        "Lets only those in who logged in by OAuth or OpenID Connect.",
        "https://github.com/oauth2-proxy/manifests/blob/HEAD/helm/oauth2-proxy/values.yaml",
    ),
    "openshift-oauth-proxy": Note(
        "Asks for an OpenShift login or token before a web page or a metrics port.",
        "https://github.com/openshift/oauth-proxy/blob/HEAD/contrib/sidecar.yaml",
    ),
    "kube-rbac-proxy": Note(
        "Asks the API server whether a caller may read what is behind it, metrics most often.",
        "https://github.com/brancz/kube-rbac-proxy/blob/HEAD/README.md",
        quirks=("gcr.io/kubebuilder/kube-rbac-proxy was withdrawn in 2025: old operators cannot pull it.",),
    ),
    "prom-label-proxy": Note(
        "Forces a label, such as the tenant's, into every PromQL query.",
        "https://github.com/openshift/cluster-monitoring-operator/blob/HEAD/assets/alertmanager/alertmanager.yaml",
    ),
    "opa-envoy": Note(
        "Decides for the Envoy beside it which requests pass.",
        "https://github.com/open-policy-agent/opa-envoy-plugin/blob/HEAD/README.md",
    ),
    "ghostunnel": Note("Wraps plain TCP in mutual TLS.", "https://github.com/ghostunnel/ghostunnel"),
    "azwi-proxy": Note(
        "Answers like Azure's metadata service, for SDKs that know only managed identities.",
        "https://github.com/Azure/azure-workload-identity/blob/HEAD/pkg/webhook/webhook.go",
        quirks=(
            "Pods on the host network are refused.",
            "azure.workload.identity/use alone injects no container.",
        ),
    ),
    "aws-sigv4-proxy": Note("Signs HTTP requests for AWS.", "https://github.com/awslabs/aws-sigv4-proxy"),
}
