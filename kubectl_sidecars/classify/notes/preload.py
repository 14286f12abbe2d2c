"""Notes on init containers that write or check configuration before the application reads it."""

from __future__ import annotations

from kubectl_sidecars.classify.notes.note import Note

NOTES = {
    "contour-envoy-initconfig": Note(
        "Writes Envoy's bootstrap file.",
        "https://github.com/projectcontour/contour/blob/HEAD/examples/contour/03-envoy.yaml",
    ),
    "kong-clear-stale-pid": Note(
        "Removes what an earlier nginx left before Kong starts.",
        "https://github.com/Kong/charts/blob/HEAD/charts/kong/templates/deployment.yaml",
    ),
    "init-config-reloader": Note(
        "Unpacks the configuration once before Prometheus or Alertmanager starts.",
        "https://github.com/prometheus-operator/prometheus-operator/blob/HEAD/pkg/prometheus/common.go",
        quirks=("--watch-interval=0 is what makes it end.",),
    ),
    "grafana-init-sc": Note(
        "Loads Grafana's provisioning once before it starts.",
        "https://github.com/grafana-community/helm-charts/blob/HEAD/charts/grafana/templates/_pod.tpl",
        quirks=("With restartPolicy: Always the same name runs on as a native sidecar.",),
    ),
    "jenkins-config-reload-init": Note(
        "Brings Jenkins' configuration as code before it starts.", "https://github.com/jenkinsci/helm-charts"
    ),
    "minio-validate-arguments": Note(
        "Checks a MinIO tenant's arguments before the server starts.",
        "https://github.com/minio/operator/blob/HEAD/pkg/resources/statefulsets/minio-statefulset.go",
    ),
    "datadog-node-agent-init": Note(
        "Prepares the configuration and seccomp profile of Datadog's agent.",
        "https://github.com/DataDog/helm-charts/blob/HEAD/charts/datadog/templates/_containers-init-linux.yaml",
    ),
    "strimzi-kafka-init": Note(
        "Finds out the rack and the node's address for Kafka.",
        (
            "https://github.com/strimzi/strimzi-kafka-operator/blob/HEAD/cluster-"
            "operator/src/main/java/io/strimzi/operator/cluster/model/AbstractModel.java"
        ),
        quirks=("Strimzi has no way to add sidecars of one's own (issue 12122).",),
    ),
    "rabbitmq-setup-container": Note(
        "Copies RabbitMQ's cookie, plugins and administrator, then sleeps.",
        "https://github.com/rabbitmq/cluster-operator/blob/HEAD/internal/resource/statefulset.go",
        quirks=("30 s here are by design.",),
    ),
    "cassandra-config-init": Note(
        "Renders Cassandra's configuration.",
        "https://github.com/k8ssandra/cass-operator/blob/HEAD/pkg/reconciliation/construct_podtemplatespec.go",
    ),
    "solr-init": Note(
        "Copies solr.xml and creates Solr's path in ZooKeeper.",
        "https://github.com/apache/solr-operator/blob/HEAD/controllers/util/solr_util.go",
    ),
    "openshift-init-textfile": Note(
        "Creates the first data for node-exporter's textfile collector.",
        "https://github.com/openshift/cluster-monitoring-operator/blob/HEAD/assets/node-exporter/daemonset.yaml",
    ),
}
