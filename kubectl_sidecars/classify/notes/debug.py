"""Notes on debugging and development helpers, and security agents."""

from __future__ import annotations

from kubectl_sidecars.classify.notes.note import Note

NOTES = {
    "linkerd-debug": Note(
        "A toolbox with tshark and tcpdump beside the proxy.",
        "https://github.com/linkerd/linkerd2/blob/HEAD/pkg/k8s/labels.go",
    ),
    "telepresence-traffic-agent": Note(
        "Diverts a service's traffic to a developer's machine.",
        "https://github.com/telepresenceio/telepresence/blob/HEAD/pkg/agentconfig/sidecar.go",
        quirks=(
            "Often left behind in shared clusters.",
            "It shifts the ports of the app.",
        ),
    ),
    "skaffold-debug-support": Note(
        "Copies debuggers for Skaffold.",
        "https://github.com/GoogleContainerTools/skaffold/blob/HEAD/pkg/skaffold/kubernetes/debugging/transform.go",
    ),
    "okteto-init": Note(
        "Copies Okteto's binaries and fills the development volume.",
        "https://github.com/okteto/okteto/blob/HEAD/pkg/k8s/apps/translate.go",
    ),
    "kubectl-debug": Note(
        "What kubectl debug adds to a running pod.",
        "https://github.com/kubernetes/kubectl/blob/HEAD/pkg/cmd/debug/debug.go",
        quirks=("It stays in the status until the pod is gone.",),
    ),
    "netshoot": Note("A toolbox for network troubles, left in a pod.", "https://github.com/nicolaka/netshoot"),
    "mirrord-agent": Note(
        "Mirrors a pod's traffic to a developer's machine.",
        "https://github.com/metalbear-co/mirrord/blob/HEAD/mirrord/kube/src/api/container/ephemeral.rs",
    ),
    "nocalhost": Note("Syncs files for development in the cluster.", "https://github.com/nocalhost/nocalhost"),
    "delve-sidecar": Note(
        "A Go debugger attached to its neighbour.",
        (
            "https://github.com/mongodb/mongodb-"
            "kubernetes/blob/HEAD/controllers/operator/construct/database_construction.go"
        ),
    ),
    "crowdstrike-falcon": Note(
        "CrowdStrike's sensor inside the pod, where the node is not one's own.",
        "https://github.com/CrowdStrike/falcon-operator/blob/HEAD/docs/resources/container/README.md",
        quirks=("It shares the process namespace and wraps the app's entry point.",),
    ),
    "sysdig-workload-agent": Note("Sysdig's agent inside the pod.", "https://docs.sysdig.com/"),
    "aws-eks-nodeagent": Note(
        "Enforces network policies beside the AWS network plugin.",
        "https://github.com/aws/amazon-vpc-cni-k8s/blob/HEAD/config/master/aws-k8s-cni.yaml",
    ),
    "stackgres-util": Note(
        "Holds psql and other tools for people to exec into.",
        (
            "https://github.com/ongres/stackgres/blob/HEAD/stackgres-k8s/src/common/src/main/java/io/stackgres/common/StackGresContainer.java"
        ),
    ),
}
