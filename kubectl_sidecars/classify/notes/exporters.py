"""Notes on exporters of a neighbour's statistics as Prometheus metrics, databases apart."""

from __future__ import annotations

from kubectl_sidecars.classify.notes.note import Note

NOTES = {
    "telegraf": Note(
        "Scrapes the app and writes to InfluxDB or elsewhere.",
        "https://github.com/influxdata/telegraf-operator/blob/HEAD/sidecar.go",
    ),
    "prometheus-to-sd": Note(
        "Pushes an add-on's Prometheus metrics to Google Cloud Monitoring.",
        "https://github.com/prometheus-community/helm-charts/blob/HEAD/charts/prometheus-to-sd",
    ),
    "kafka-exporter": Note(
        "Kafka's topics and consumer groups as Prometheus metrics.",
        "https://github.com/prometheus-community/helm-charts/blob/HEAD/charts/prometheus-kafka-exporter/values.yaml",
        quirks=("Alone in a Deployment it is the workload.",),
    ),
    "nginx-exporter": Note(
        "NGINX's status page as Prometheus metrics.",
        "https://github.com/prometheus-community/helm-charts/blob/HEAD/charts/prometheus-nginx-exporter/values.yaml",
        quirks=("Alone in a Deployment it is the workload.",),
    ),
    "php-fpm-exporter": Note(
        "PHP-FPM's status as Prometheus metrics.",
        "https://github.com/hipages/php-fpm_exporter",
        quirks=("Alone in a Deployment it is the workload.",),
    ),
    "apache-exporter": Note(
        "Apache's status page as Prometheus metrics.",
        "https://github.com/bitnami/charts/blob/HEAD/bitnami/wordpress/values.yaml",
        quirks=("Alone in a Deployment it is the workload.",),
    ),
    "jmx-exporter": Note(
        "A Java process' JMX beans as Prometheus metrics.",
        "https://github.com/bitnami/charts/blob/HEAD/bitnami/kafka/templates/controller-eligible/statefulset.yaml",
        quirks=("Alone in a Deployment it is the workload.",),
    ),
    "rabbitmq-exporter": Note(
        "RabbitMQ's statistics as Prometheus metrics.",
        "https://github.com/prometheus-community/helm-charts/blob/HEAD/charts/prometheus-rabbitmq-exporter/values.yaml",
        quirks=("Alone in a Deployment it is the workload.",),
    ),
    "nats-exporter": Note(
        "NATS' monitoring endpoints as Prometheus metrics.",
        "https://github.com/nats-io/k8s/blob/HEAD/helm/charts/nats/files/stateful-set/prom-exporter-container.yaml",
        quirks=("Alone in a Deployment it is the workload.",),
    ),
    "statsd-exporter": Note(
        "StatsD messages as Prometheus metrics.",
        "https://github.com/prometheus-community/helm-charts/blob/HEAD/charts/prometheus-statsd-exporter/values.yaml",
        quirks=("Alone in a Deployment it is the workload.",),
    ),
    "json-sql-exporter": Note(
        "What JSON, SQL or a probe answers, as Prometheus metrics.",
        "https://github.com/prometheus-community/helm-charts/blob/HEAD/charts",
        quirks=("Alone in a Deployment it is the workload.",),
    ),
    "bitnami-metrics": Note(
        "The exporter that Bitnami's charts call metrics.",
        "https://github.com/bitnami/charts",
        quirks=("Since 2025 its images are under bitnamilegacy and bitnamisecure.",),
    ),
}
