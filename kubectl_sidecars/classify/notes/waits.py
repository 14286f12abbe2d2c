"""Notes on init containers that wait for a dependency, call the API, or migrate a schema."""

from __future__ import annotations

from kubectl_sidecars.classify.notes.note import Note

NOTES = {
    "kong-wait-for-db": Note(
        "Waits until Kong's database is there and migrated.",
        "https://github.com/Kong/charts/blob/HEAD/charts/kong/templates/_helpers.tpl",
    ),
    "k8s-wait-for": Note(
        "Waits for a pod, a Job or a service by asking the API.",
        "https://github.com/groundnuty/k8s-wait-for/blob/HEAD/README.md",
        quirks=("Without get and list rights it waits for ever.",),
    ),
    "dockerize": Note("Polls TCP and HTTP addresses until they answer.", "https://github.com/jwilder/dockerize"),
    "kubernetes-entrypoint": Note(
        "Resolves the dependencies of OpenStack-Helm's charts.", "https://opendev.org/airship/kubernetes-entrypoint"
    ),
    "wait-generic": Note(
        "A shell loop that waits for a name, a port or a database.",
        "https://kubernetes.io/docs/concepts/workloads/pods/init-containers/",
    ),
    "wait-for-airflow-migrations": Note(
        "Waits until Airflow's schema is current.",
        "https://github.com/apache/airflow/blob/HEAD/chart/templates/scheduler/scheduler-deployment.yaml",
        quirks=("helm install --wait can deadlock on it: the migrations are a hook that comes after.",),
    ),
    "ray-wait-gcs-ready": Note(
        "A Ray worker waits for the head.",
        "https://github.com/ray-project/kuberay/blob/HEAD/ray-operator/controllers/ray/common/pod.go",
    ),
    "wait-longhorn-manager": Note(
        "Waits until Longhorn's backend answers.", "https://github.com/longhorn/longhorn/blob/HEAD/deploy/longhorn.yaml"
    ),
    "kubeflow-init-pytorch": Note(
        "Workers wait for the master's DNS name.", "https://github.com/kubeflow/trainer/blob/HEAD/pkg/config/config.go"
    ),
    "oauth2-proxy-wait-redis": Note(
        "Waits for the Redis that holds sessions.",
        "https://github.com/oauth2-proxy/manifests/blob/HEAD/helm/oauth2-proxy/templates/deployment.yaml",
    ),
    "bitnami-wait": Note("The waits that Bitnami's charts generate.", "https://github.com/bitnami/charts"),
    "migrate-flyway": Note(
        "Migrates the schema with Flyway.",
        "https://documentation.red-gate.com/flyway",
        quirks=(
            "In a Job it is the workload.",
            "Every replica runs it: the tool must lock.",
        ),
    ),
    "migrate-liquibase": Note(
        "Migrates the schema with Liquibase.",
        "https://docs.liquibase.com/",
        quirks=(
            "In a Job it is the workload.",
            "Every replica runs it: the tool must lock.",
        ),
    ),
    "migrate-golang-migrate": Note(
        "Migrates the schema with migrate.",
        "https://github.com/golang-migrate/migrate",
        quirks=(
            "In a Job it is the workload.",
            "Every replica runs it: the tool must lock.",
        ),
    ),
    "migrate-atlas": Note(
        "Migrates the schema with Atlas.",
        "https://atlasgo.io/",
        quirks=(
            "In a Job it is the workload.",
            "Every replica runs it: the tool must lock.",
        ),
    ),
    "temporal-schema": Note(
        "Creates and upgrades Temporal's databases.",
        "https://github.com/temporalio/helm-charts/blob/HEAD/charts/temporal/templates/server-job.yaml",
    ),
    "gpu-operator-validation": Note(
        "Waits until driver, toolkit and CUDA work on the node.",
        "https://github.com/NVIDIA/gpu-operator/blob/HEAD/assets",
        quirks=("Stuck at driver-validation, the node's driver pod is not ready.",),
    ),
    "kubectl-helper": Note(
        "Waits for, patches or annotates objects with kubectl.", "https://kubernetes.io/docs/reference/kubectl/"
    ),
}
