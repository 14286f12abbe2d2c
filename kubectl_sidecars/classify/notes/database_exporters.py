"""Notes on exporters of a database's statistics as Prometheus metrics."""

from __future__ import annotations

from kubectl_sidecars.classify.notes.note import Note

NOTES = {
    "pmm-client": Note(
        "Reports a database's statistics to Percona Monitoring.",
        "https://github.com/percona/percona-xtradb-cluster-operator/blob/HEAD/pkg/pxc/app/pmm.go",
    ),
    "postgres-exporter": Note(
        "PostgreSQL's statistics as Prometheus metrics.",
        "https://github.com/prometheus-community/helm-charts/blob/HEAD/charts/prometheus-postgres-exporter/values.yaml",
        quirks=("Alone in a Deployment it is the workload.",),
    ),
    "mysqld-exporter": Note(
        "MySQL's statistics as Prometheus metrics.",
        "https://github.com/prometheus-community/helm-charts/blob/HEAD/charts/prometheus-mysql-exporter/values.yaml",
        quirks=("Alone in a Deployment it is the workload.",),
    ),
    "redis-exporter": Note(
        "Redis' statistics as Prometheus metrics.",
        "https://github.com/prometheus-community/helm-charts/blob/HEAD/charts/prometheus-redis-exporter/values.yaml",
        quirks=("Alone in a Deployment it is the workload.",),
    ),
    "mongodb-exporter": Note(
        "MongoDB's statistics as Prometheus metrics.",
        "https://github.com/prometheus-community/helm-charts/blob/HEAD/charts/prometheus-mongodb-exporter/values.yaml",
        quirks=("Alone in a Deployment it is the workload.",),
    ),
    "elasticsearch-exporter": Note(
        "Elasticsearch's statistics as Prometheus metrics.",
        (
            "https://github.com/prometheus-community/helm-charts/blob/HEAD/charts/prometheus-elasticsearch-"
            "exporter/values.yaml"
        ),
        quirks=("Alone in a Deployment it is the workload.",),
    ),
    "memcached-exporter": Note(
        "Memcached's statistics as Prometheus metrics.",
        "https://github.com/grafana-community/helm-charts/blob/HEAD/charts/loki/values.yaml",
        quirks=("Alone in a Deployment it is the workload.",),
    ),
    "pgbouncer-exporter": Note(
        "PgBouncer's statistics as Prometheus metrics.",
        (
            "https://github.com/prometheus-community/helm-charts/blob/HEAD/charts/prometheus-pgbouncer-"
            "exporter/values.yaml"
        ),
        quirks=("Alone in a Deployment it is the workload.",),
    ),
    "cassandra-exporter": Note(
        "Cassandra's statistics as Prometheus metrics.",
        "https://github.com/bitnami/charts/blob/HEAD/bitnami/cassandra/values.yaml",
        quirks=("Alone in a Deployment it is the workload.",),
    ),
    "clickhouse-metrics-exporter": Note(
        "ClickHouse's statistics as Prometheus metrics.",
        "https://github.com/bitnami/charts/blob/HEAD/bitnami/clickhouse-operator",
        quirks=("Alone in a Deployment it is the workload.",),
    ),
    "crunchy-exporter": Note(
        "Metrics of Crunchy's PostgreSQL.",
        "https://github.com/CrunchyData/postgres-operator/blob/HEAD/internal/naming/names.go",
        quirks=("Alone in a Deployment it is the workload.",),
    ),
}
