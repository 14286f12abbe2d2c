"""Notes on helpers that keep configuration current: reloaders, syncers, policy and model loaders."""

from __future__ import annotations

from kubectl_sidecars.classify.notes.note import Note

NOTES = {
    "kong-ingress-controller": Note(
        "Watches the API and configures the Kong proxy beside it.",
        "https://github.com/Kong/charts/blob/HEAD/charts/kong/templates/_helpers.tpl",
        quirks=("The container `proxy` beside it is the workload.",),
    ),
    "kube-mgmt": Note(
        "Loads policies and data from the cluster into the OPA beside it.",
        "https://github.com/open-policy-agent/kube-mgmt/blob/HEAD/README.md",
    ),
    "fission-fetcher": Note(
        "Loads a function's code into a shared volume.",
        "https://github.com/fission/fission/blob/HEAD/pkg/fetcher/config/config.go",
    ),
    "seldon-v2-agent": Note(
        "Loads models into the inference server beside it.",
        "https://github.com/SeldonIO/seldon-core/blob/HEAD/operator/apis/mlops/v1alpha1/server_types.go",
    ),
    "consul-template": Note(
        "Renders files from Consul, Vault or etcd and signals the app.", "https://github.com/hashicorp/consul-template"
    ),
    "config-reloader": Note(
        "Watches configuration and tells the server beside it to reload.",
        "https://github.com/prometheus-operator/prometheus-operator/blob/HEAD/pkg/operator/config_reloader.go",
        quirks=(
            "Many charts run it under other names: trust the image.",
            "--reload-method=signal needs shareProcessNamespace.",
        ),
    ),
    "configmap-reload": Note(
        "Watches a mounted ConfigMap or Secret and calls a webhook.",
        "https://github.com/jimmidyson/configmap-reload/blob/HEAD/README.md",
    ),
    "k8s-sidecar": Note(
        "Copies labelled ConfigMaps and Secrets into a directory and tells the app.",
        "https://github.com/kiwigrid/k8s-sidecar/blob/HEAD/README.md",
        quirks=(
            "METHOD=LIST runs it once: then it is an init task.",
            "Two in one pod need different HEALTH_PORTs.",
        ),
    ),
    "jenkins-config-reload": Note(
        "Brings Jenkins' configuration as code from ConfigMaps and makes Jenkins load it.",
        (
            "https://github.com/jenkinsci/helm-charts/blob/HEAD/charts/jenkins/templates/jenkins-controller-"
            "statefulset.yaml"
        ),
    ),
    "nats-reloader": Note(
        "Watches nats.conf and signals the server.",
        "https://github.com/nats-io/k8s/blob/HEAD/helm/charts/nats/files/stateful-set/reloader-container.yaml",
        quirks=("Needs shareProcessNamespace, rightly.",),
    ),
    "git-sync": Note(
        "Keeps a Git worktree in a shared volume up to date.",
        "https://github.com/kubernetes/git-sync/blob/HEAD/README.md",
        quirks=(
            "--one-time makes it an init task.",
            "Version 3 reads GIT_SYNC_*, version 4 GITSYNC_*.",
        ),
    ),
    "bitnami-git-repo-syncer": Note(
        "Pulls a repository in a loop.",
        "https://github.com/bitnami/charts/blob/HEAD/bitnami/nginx/templates/deployment.yaml",
    ),
    "argocd-cmp": Note(
        "Renders manifests for Argo CD's repo-server over a socket.",
        "https://github.com/argoproj/argo-helm/blob/HEAD/charts/argo-cd/values.yaml",
        quirks=("The command argocd-cmp-server proves it; the image may be any.",),
    ),
    "flagd": Note(
        "Evaluates feature flags locally.",
        (
            "https://github.com/open-feature/open-feature-"
            "operator/blob/HEAD/internal/common/flagdinjector/flagdinjector.go"
        ),
    ),
    "crunchy-pgbackrest-config": Note(
        "Reloads certificates and configuration when mounted files change.",
        "https://github.com/CrunchyData/postgres-operator/blob/HEAD/internal/naming/names.go",
    ),
    "minio-sidecar": Note(
        "Watches a MinIO tenant's configuration and serves it to the server.",
        "https://github.com/minio/operator/blob/HEAD/pkg/resources/statefulsets/minio-statefulset.go",
    ),
    "redpanda-sidecar": Note(
        "Watches configuration and helps with decommissioning beside a Redpanda broker.",
        "https://github.com/redpanda-data/redpanda-operator/blob/HEAD/charts/redpanda/values.go",
    ),
    "kserve-modelcar": Note(
        "An image that is the model: shared through /proc.",
        "https://github.com/kserve/kserve/blob/HEAD/pkg/constants/constants.go",
        quirks=("It forces a shared process namespace.",),
    ),
    "kubevirt-hook-sidecar": Note(
        "Changes a virtual machine's definition by a hook.",
        "https://github.com/kubevirt/kubevirt/blob/HEAD/pkg/virt-controller/services/template.go",
    ),
}
