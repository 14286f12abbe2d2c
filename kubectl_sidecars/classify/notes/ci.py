"""Notes on helpers of build and workflow systems."""

from __future__ import annotations

from kubectl_sidecars.classify.notes.note import Note

NOTES = {
    "argo-wait": Note(
        "Watches a workflow step, saves its outputs, ends its sidecars.",
        "https://github.com/argoproj/argo-workflows/blob/HEAD/workflow/common/common.go",
        quirks=(
            "It ends injected sidecars by exec; workflows.argoproj.io/kill-cmd-<container> says how.",
            "Exit code 64 of main is Argo's own error.",
        ),
    ),
    "argo-init": Note(
        "Brings a workflow step its inputs and the executor.",
        "https://github.com/argoproj/argo-workflows/blob/HEAD/workflow/controller/workflowpod.go",
    ),
    "argo-supervisor": Note(
        "Does both in Argo's layout without init containers.",
        "https://github.com/argoproj/argo-workflows/blob/HEAD/docs/initless-pod.md",
    ),
    "tekton-init": Note(
        "Installs Tekton's entry point, scripts and directories.",
        "https://github.com/tektoncd/pipeline/blob/HEAD/pkg/pod/pod.go",
    ),
    "tekton-sidecar": Note(
        "A service that a Tekton task asked for.",
        "https://github.com/tektoncd/pipeline/blob/HEAD/docs/additional-configs.md",
        quirks=(
            (
                "As a plain container it ends by having its image swapped for nop: that image, and an exit code,"
                " are normal afterwards."
            ),
        ),
    ),
    "tekton-log-results": Note(
        "Prints the results of steps to its log.",
        "https://github.com/tektoncd/pipeline/blob/HEAD/pkg/apis/pipeline/sidecarlogs.go",
    ),
    "gitlab-helper": Note(
        "Clones, caches and uploads for a GitLab job.",
        "https://github.com/gitlabhq/gitlab-runner/blob/HEAD/executors/kubernetes/kubernetes.go",
    ),
    "gitlab-service": Note(
        "A service of a GitLab job.",
        "https://github.com/gitlabhq/gitlab-runner/blob/HEAD/executors/kubernetes/kubernetes.go",
    ),
    "arc-dind": Note(
        "The runner's Docker daemon.",
        (
            "https://github.com/actions/actions-runner-controller/blob/HEAD/charts/gha-runner-scale-"
            "set/templates/_helpers.tpl"
        ),
        quirks=(
            "Privileged.",
            "helm template without --kube-version may choose the old form.",
        ),
    ),
    "dind-generic": Note(
        "A Docker or BuildKit daemon beside a build.", "https://docs.docker.com/", quirks=("It never ends by itself.",)
    ),
    "buildkite-agent": Note(
        "Leads the containers of a Buildkite job.",
        "https://github.com/buildkite/agent-stack-k8s/blob/HEAD/internal/controller/scheduler/scheduler.go",
    ),
    "buildkite-init": Note(
        "Copies Buildkite's agent and checks images.",
        "https://github.com/buildkite/agent-stack-k8s/blob/HEAD/internal/controller/scheduler/scheduler.go",
    ),
    "buildkite-sidecar": Note(
        "A service of a Buildkite job.",
        "https://github.com/buildkite/agent-stack-k8s/blob/HEAD/internal/controller/scheduler/scheduler.go",
    ),
    "prow-init": Note(
        "Clones the sources and places Prow's entry point.",
        "https://github.com/kubernetes-sigs/prow/blob/HEAD/pkg/pod-utils/decorate/podspec.go",
    ),
    "prow-sidecar": Note(
        "Waits for the test and uploads its logs.",
        "https://github.com/kubernetes-sigs/prow/blob/HEAD/pkg/pod-utils/decorate/podspec.go",
    ),
    "airflow-xcom-sidecar": Note(
        "Keeps a task's result readable after the task has ended.",
        "https://github.com/apache/airflow",
        quirks=("If Airflow's worker dies, nobody ends it.",),
    ),
    "ray-job-submitter": Note(
        "Submits a RayJob from inside the cluster.",
        "https://github.com/ray-project/kuberay/blob/HEAD/ray-operator/controllers/ray/utils/constant.go",
    ),
}
