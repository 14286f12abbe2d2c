"""Init containers that copy plugins and binaries to where another container finds them."""

from __future__ import annotations

from kubectl_sidecars.classify.catalog.entry import Entry, Strength
from kubectl_sidecars.classify.judgement import Role

COPIES = (
    Entry(
        "grafana-download-dashboards",
        "Grafana dashboard downloader",
        Role.INIT,
        "plugin-copy",
        Strength.NAME,
        images=("curlimages/curl",),
        names=("download-dashboards",),
        hints=("/etc/grafana/download_dashboards.sh",),
    ),
    Entry(
        "jenkins-init",
        "Jenkins controller init",
        Role.INIT,
        "plugin-copy",
        Strength.BOTH,
        images=("jenkins",),
        names=("init",),
        hints=("sh /var/jenkins_config/apply_config.sh",),
        volumes=("jenkins-home", "plugin-dir"),
    ),
    Entry(
        "argocd-copyutil",
        "Argo CD copyutil",
        Role.INIT,
        "plugin-copy",
        Strength.NAME,
        images=("argoproj/argocd",),
        names=("copyutil",),
        hints=("/var/run/argocd/argocd-cmp-server",),
    ),
    Entry(
        "cnpg-bootstrap-controller",
        "CloudNativePG bootstrap-controller",
        Role.INIT,
        "plugin-copy",
        Strength.EITHER,
        images=("cloudnative-pg/cloudnative-pg",),
        names=("bootstrap-controller",),
        labels=("cnpg.io/cluster",),
        hints=("/manager bootstrap /controller/manager",),
    ),
    Entry(
        "pxc-init",
        "Percona operator init set",
        Role.INIT,
        "plugin-copy",
        Strength.NAME,
        images=("percona/percona-xtradb-cluster-operator", "perconalab/percona-xtradb-cluster-operator"),
        names=("pxc-init", "haproxy-init", "proxysql-init", "pitr-init", "backup-init"),
        hints=("/pxc-init-entrypoint.sh",),
    ),
    Entry(
        "mongodb-init",
        "MongoDB operator init set",
        Role.INIT,
        "plugin-copy",
        Strength.NAME,
        images=(
            "mongodb/mongodb-kubernetes-init-*",
            "mongodb/mongodb-kubernetes-operator-version-upgrade-post-start-hook",
            "mongodb/mongodb-kubernetes-readinessprobe",
        ),
        names=(
            "mongod-posthook",
            "mongodb-agent-readinessprobe",
            "mongodb-kubernetes-init-database",
            "mongodb-kubernetes-init-appdb",
            "mongodb-kubernetes-init-ops-manager",
        ),
    ),
    Entry(
        "plugin-copy-generic",
        "Copy-a-binary-or-plugin init",
        Role.INIT,
        "plugin-copy",
        Strength.CONTEXT,
        names=("install-plugin*", "velero-plugin-*", "*-plugin"),
        hints=("cp -r", "cp -a", "rsync -a"),
    ),
    Entry(
        "arc-init-dind-externals",
        "GitHub ARC init-dind-externals",
        Role.INIT,
        "plugin-copy",
        Strength.NAME,
        images=("actions/actions-runner",),
        names=("init-dind-externals",),
        hints=("cp -r /home/runner/externals/. /home/runner/tmpDir/",),
    ),
)
