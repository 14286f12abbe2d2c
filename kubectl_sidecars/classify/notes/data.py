"""Notes on what brings data in or takes it out: downloads, clones, restores, backups."""

from __future__ import annotations

from kubectl_sidecars.classify.notes.note import Note

NOTES = {
    "airflow-git-sync-init": Note(
        "Clones Airflow's DAGs before a component starts.",
        "https://github.com/apache/airflow/blob/HEAD/chart/templates/scheduler/scheduler-deployment.yaml",
    ),
    "bitnami-git-clone": Note(
        "Clones content or scripts into a volume.",
        "https://github.com/bitnami/charts/blob/HEAD/bitnami/nginx/templates/deployment.yaml",
    ),
    "velero-restore-wait": Note(
        "Holds a restored pod back until its volumes are filled again.",
        "https://github.com/vmware-tanzu/velero/blob/HEAD/pkg/restorehelper/util.go",
        quirks=("It stays in the template after the restore, and hangs where that failed.",),
    ),
    "kserve-storage-initializer": Note(
        "Downloads the model before the server starts.",
        "https://github.com/kserve/kserve/blob/HEAD/pkg/constants/constants.go",
        quirks=("Under a plain Istio proxy it needs a uid that bypasses it.",),
    ),
    "seldon-model-initializer": Note(
        "Downloads the model for Seldon.",
        "https://github.com/SeldonIO/seldon-core/blob/HEAD/operator/controllers/model_initializer_injector.go",
    ),
    "s3-download": Note(
        "Downloads files from object storage.",
        "https://docs.aws.amazon.com/cli/",
        quirks=("In a loop it is a configuration helper; the other way round a backup.",),
    ),
    "plugin-barman-cloud": Note(
        "Archives PostgreSQL's WAL and backs it up to object storage.",
        "https://github.com/cloudnative-pg/plugin-barman-cloud/blob/HEAD/internal/cnpgi/operator/lifecycle.go",
    ),
    "medusa": Note(
        "Cassandra's backup service.",
        "https://github.com/k8ssandra/k8ssandra-operator/blob/HEAD/pkg/medusa/reconcile.go",
    ),
    "medusa-restore": Note(
        "Restores Cassandra's data before it starts.",
        "https://github.com/k8ssandra/k8ssandra-operator/blob/HEAD/pkg/medusa/reconcile.go",
    ),
    "etcd-backup-restore": Note(
        "Takes snapshots of etcd, and restores them at the start.",
        "https://github.com/gardener/etcd-druid/blob/HEAD/internal/common/constants.go",
    ),
    "percona-xtrabackup": Note(
        "Serves backups of Percona XtraDB Cluster.",
        "https://github.com/percona/percona-xtradb-cluster-operator/blob/HEAD/pkg/pxc/app/statefulset/node.go",
        quirks=("In backup Jobs it is the workload.",),
    ),
    "clickhouse-backup": Note(
        "Backs ClickHouse up by a REST interface.",
        (
            "https://github.com/Altinity/clickhouse-operator/blob/HEAD/docs/chi-examples/03-persistent-"
            "volume-07-security-context.yaml"
        ),
    ),
    "crunchy-pgbackrest": Note(
        "pgBackRest's server beside PostgreSQL.",
        "https://github.com/CrunchyData/postgres-operator/blob/HEAD/internal/naming/names.go",
    ),
    "kanister-sidecar": Note(
        "An idle toolbox in which backup commands are run.",
        "https://docs.kanister.io/",
        quirks=("Its tail -f /dev/null is normal.",),
    ),
    "litestream": Note(
        "Replicates SQLite to object storage.",
        "https://litestream.io/guides/kubernetes/",
        quirks=(
            "restore is its init form.",
            "Port 9090 is its metrics.",
        ),
    ),
}
