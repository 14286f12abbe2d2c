"""Notes on init containers that copy plugins and binaries to where another container finds them."""

from __future__ import annotations

from kubectl_sidecars.classify.notes.note import Note

NOTES = {
    "grafana-download-dashboards": Note(
        "Downloads dashboards for Grafana.",
        "https://github.com/grafana-community/helm-charts/blob/HEAD/charts/grafana/templates/_pod.tpl",
    ),
    "jenkins-init": Note(
        "Installs plugins and the base configuration into Jenkins' home.",
        (
            "https://github.com/jenkinsci/helm-charts/blob/HEAD/charts/jenkins/templates/jenkins-controller-"
            "statefulset.yaml"
        ),
    ),
    "argocd-copyutil": Note(
        "Copies the argocd binary to where plugins find it.",
        "https://github.com/argoproj/argo-helm/blob/HEAD/charts/argo-cd/templates/argocd-repo-server/deployment.yaml",
        quirks=("Old versions failed when restarted (File exists).",),
    ),
    "cnpg-bootstrap-controller": Note(
        "Copies CloudNativePG's instance manager into the pod.",
        "https://github.com/cloudnative-pg/cloudnative-pg/blob/HEAD/pkg/specs/containers.go",
    ),
    "pxc-init": Note(
        "Copies the Percona operator's entry points.",
        "https://github.com/percona/percona-xtradb-cluster-operator/blob/HEAD/pkg/pxc/app/statefulset/init.go",
    ),
    "mongodb-init": Note(
        "Copies MongoDB's hooks, probes and agent launcher.",
        (
            "https://github.com/mongodb/mongodb-kubernetes/blob/HEAD/mongodb-community-"
            "operator/controllers/construct/mongodbstatefulset.go"
        ),
    ),
    "plugin-copy-generic": Note(
        "Copies what its image holds to a volume that the app mounts.",
        "https://github.com/vmware-tanzu/velero",
        quirks=("Velero's plugins work so: each is an init container.",),
    ),
    "arc-init-dind-externals": Note(
        "Copies the runner's externals for its Docker daemon.",
        (
            "https://github.com/actions/actions-runner-controller/blob/HEAD/charts/gha-runner-scale-"
            "set/templates/_helpers.tpl"
        ),
    ),
}
