"""Notes on what is the workload itself in pods of several containers."""

from __future__ import annotations

from kubectl_sidecars.classify.notes.note import Note

NOTES = {
    "istio-gateway-proxy": Note(
        "An Envoy that is a gateway or waypoint: here it is the workload.",
        "https://github.com/istio/istio/blob/HEAD/manifests/charts/istio-control/istio-discovery/files/waypoint.yaml",
        quirks=('Its arguments begin with "proxy router" or "proxy waypoint", and it is alone in its pod.',),
    ),
    "istio-ztunnel": Note(
        "The proxy of each node in Istio's ambient mode.",
        "https://github.com/istio/istio/blob/HEAD/manifests/charts/ztunnel/templates/daemonset.yaml",
        quirks=(
            (
                "Pods that it serves carry ambient.istio.io/redirection=enabled and have no sidecar; none is "
                "missing there."
            ),
        ),
    ),
    "linkerd-await-wrapper": Note(
        "No container: an app's command wrapped so that it waits for the proxy and shuts it down at the end.",
        "https://github.com/linkerd/linkerd-await",
        quirks=("Not needed beside a native proxy.",),
    ),
    "kubeflow-trainer-initializers": Note(
        "Jobs of a TrainJob that bring data set and model to a volume.",
        "https://github.com/kubeflow/trainer/blob/HEAD/manifests/base/runtimes",
    ),
    "strimzi-entity-operator": Note(
        "Kafka's topic and user operator: two equals.",
        "https://github.com/strimzi/strimzi-kafka-operator/blob/HEAD/CHANGELOG.md",
        quirks=("Both are main.",),
    ),
    "argo-main": Note(
        "The step of a workflow.", "https://github.com/argoproj/argo-workflows/blob/HEAD/workflow/common/common.go"
    ),
    "tekton-step": Note(
        "A step of a Tekton task.", "https://github.com/tektoncd/pipeline/blob/HEAD/pkg/pod/entrypoint.go"
    ),
    "gitlab-build": Note(
        "The script of a GitLab job.",
        "https://github.com/gitlabhq/gitlab-runner/blob/HEAD/executors/kubernetes/kubernetes.go",
    ),
    "arc-runner": Note(
        "The GitHub Actions runner.",
        (
            "https://github.com/actions/actions-runner-controller/blob/HEAD/charts/gha-runner-scale-"
            "set/templates/_helpers.tpl"
        ),
    ),
    "buildkite-container": Note(
        "A command of a Buildkite job.",
        "https://github.com/buildkite/agent-stack-k8s/blob/HEAD/internal/controller/scheduler/scheduler.go",
    ),
    "prow-test": Note(
        "The test of a Prow job.", "https://github.com/kubernetes-sigs/prow/blob/HEAD/pkg/kube/constants.go"
    ),
    "airflow-base": Note("The task that Airflow runs.", "https://github.com/apache/airflow"),
    "main-known-names": Note(
        "Names that operators and charts give to main containers.",
        "https://kubernetes.io/docs/concepts/workloads/pods/",
    ),
    "kubectl-default-container": Note(
        "The annotation that names the main container to kubectl.",
        (
            "https://github.com/istio/istio/blob/HEAD/manifests/charts/istio-control/istio-"
            "discovery/files/injection-template.yaml"
        ),
        quirks=("Istio sets it to the first container that is not its own, which is not always the app.",),
    ),
}
