"""Notes on init containers that prepare volumes, rights and kernel settings."""

from __future__ import annotations

from kubectl_sidecars.classify.notes.note import Note

NOTES = {
    "istio-enable-core-dump": Note(
        "Sets the kernel's core pattern so that the proxy can dump core.",
        "https://github.com/istio/istio/blob/HEAD/pkg/kube/inject/inject.go",
    ),
    "tailscale-sysctler": Note(
        "Switches IP forwarding on for the pod.",
        "https://github.com/tailscale/tailscale/blob/HEAD/cmd/k8s-operator/deploy/manifests/proxy.yaml",
        quirks=("Privileged: baseline Pod Security refuses it.",),
    ),
    "grafana-init-chown": Note(
        "Gives Grafana's volume to Grafana.",
        "https://github.com/grafana-community/helm-charts/blob/HEAD/charts/grafana/templates/_pod.tpl",
        quirks=("Runs as root: fails under restricted Pod Security and on NFS with root squash.",),
    ),
    "bitnami-volume-permissions": Note(
        "Gives a Bitnami chart's data volume the right owner and mode, as root.",
        "https://github.com/bitnami/charts",
        quirks=("Its image moved to bitnamilegacy/os-shell in 2025: old charts cannot pull it.",),
    ),
    "bitnami-sysctl": Note(
        "Raises kernel limits on the node.",
        "https://github.com/bitnami/charts/blob/HEAD/bitnami/elasticsearch/templates/master/statefulset.yaml",
        quirks=("Privileged.",),
    ),
    "bitnami-copy": Note(
        "Keeps what the image holds where an emptyDir is mounted over it.",
        "https://github.com/bitnami/charts",
        quirks=("It runs the app's own image.",),
    ),
    "sonarqube-init": Note(
        "Prepares SonarQube: kernel limits, owners, configuration, plugins.",
        "https://github.com/SonarSource/helm-chart-sonarqube/blob/HEAD/charts/sonarqube/templates/_pod.tpl",
    ),
    "rook-init": Note(
        "Prepares Ceph's daemons: owners, file systems, devices, encryption.",
        "https://github.com/rook/rook/blob/HEAD/pkg/operator/ceph/cluster/osd/spec.go",
    ),
    "redpanda-init": Note(
        "Tunes the node and writes each Redpanda broker's configuration.",
        "https://github.com/redpanda-data/redpanda-operator/blob/HEAD/charts/redpanda/values.go",
        quirks=("tuning is privileged and changes the node's sysctls.",),
    ),
    "etcd-druid-init": Note(
        "Gives etcd's directories the right owner.",
        "https://github.com/gardener/etcd-druid/blob/HEAD/internal/common/constants.go",
    ),
    "mysql-operator-init": Note(
        "Prepares MySQL's data directory and configuration.",
        "https://github.com/mysql/mysql-operator/blob/HEAD/mysqloperator/controller/innodbcluster/cluster_objects.py",
    ),
    "elastic-internal-init": Note(
        "Prepares the directories and keystore of Elastic's stack.",
        "https://github.com/elastic/cloud-on-k8s/blob/HEAD/pkg/controller/elasticsearch/initcontainer/initcontainer.go",
        quirks=("elastic-internal-suspend waits on purpose while eck.k8s.elastic.co/suspend lists the pod.",),
    ),
    "crunchy-init": Note(
        "Prepares PostgreSQL's data directory.",
        "https://github.com/CrunchyData/postgres-operator/blob/HEAD/internal/naming/names.go",
    ),
    "gitlab-init-permissions": Note(
        "Prepares a GitLab job's directories.",
        "https://github.com/gitlabhq/gitlab-runner/blob/HEAD/executors/kubernetes/kubernetes.go",
    ),
}
