"""Notes on helpers that ship, stream and rotate logs."""

from __future__ import annotations

from kubectl_sidecars.classify.notes.note import Note

NOTES = {
    "fluent-bit": Note(
        "Reads the app's log files and forwards them.",
        "https://docs.fluentbit.io/",
        quirks=(
            "In a DaemonSet on /var/log it is the workload.",
            "Its own grace (5 s) must fit the pod's, or the last lines are lost.",
        ),
    ),
    "filebeat": Note(
        "Reads log files and sends them to Elasticsearch, Logstash or Kafka.",
        "https://www.elastic.co/docs/reference/beats/filebeat",
        quirks=("--once ends it at the end of the file.",),
    ),
    "vector": Note(
        "Collects, transforms and forwards logs and metrics.",
        "https://github.com/k8ssandra/k8ssandra-operator/blob/HEAD/pkg/reaper/vector.go",
    ),
    "promtail": Note(
        "Pushes log files to Loki; Alloy succeeds it.",
        "https://github.com/grafana/helm-charts/blob/HEAD/charts/promtail/values.yaml",
    ),
    "logstash-sidecar": Note(
        "Parses logs and forwards them.",
        "https://github.com/elastic/cloud-on-k8s/blob/HEAD/pkg/apis/logstash/v1alpha1/logstash_types.go",
        quirks=("In ECK's Logstash pods it is the workload.",),
    ),
    "tailing-sidecar": Note(
        "Streams a log file to its own output.",
        "https://github.com/SumoLogic/tailing-sidecar/blob/HEAD/operator/handler/handler.go",
    ),
    "tail-to-stdout": Note(
        "Tails a file that the app writes, so that kubectl logs shows it.",
        "https://kubernetes.io/docs/concepts/cluster-administration/logging/",
    ),
    "cass-system-logger": Note(
        "Streams Cassandra's system.log.",
        "https://github.com/k8ssandra/cass-operator/blob/HEAD/pkg/reconciliation/construct_podtemplatespec.go",
    ),
    "clickhouse-log": Note(
        "Tails ClickHouse's log files.",
        "https://github.com/Altinity/clickhouse-operator/blob/HEAD/pkg/model/chi/config/const.go",
    ),
    "percona-logs": Note(
        "Forwards and rotates the logs of Percona XtraDB Cluster.",
        "https://github.com/percona/percona-xtradb-cluster-operator/blob/HEAD/pkg/pxc/app/statefulset/node.go",
    ),
    "rook-log-collector": Note(
        "Rotates the logs of Ceph's daemons.",
        "https://github.com/rook/rook/blob/HEAD/pkg/operator/ceph/controller/spec.go",
    ),
    "airflow-log-groomer": Note(
        "Deletes old logs of Airflow.",
        "https://github.com/apache/airflow/blob/HEAD/chart/templates/scheduler/scheduler-deployment.yaml",
        quirks=("It runs Airflow's own image: only the name tells.",),
    ),
    "kubevirt-guest-console-log": Note(
        "Streams a virtual machine's serial console.",
        "https://github.com/kubevirt/kubevirt/blob/HEAD/pkg/virt-controller/services/serialconsolelog.go",
    ),
}
