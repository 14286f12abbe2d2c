"""Why the kubelet refuses a pod that was given to its node (pkg/kubelet/lifecycle/predicate.go and its like, v1.37)."""

from __future__ import annotations

from kubectl_sidecars.glossary.meanings.meaning import Meaning

_NO_ROOM_CAUSE = (
    "The pod was put there past the scheduler (spec.nodeName, a static pod), or the room went to another in the same"
    " moment."
)
_NO_ROOM_CURE = (
    "A single one is no trouble; what is left may be removed: `kubectl delete pod POD`. If such pods pile up, see"
    " what sets spec.nodeName, and what the node has: `kubectl describe node NODE`."
)
_PAST_SCHEDULER = "The pod was put there past the scheduler (spec.nodeName, a static pod)."
_OTHER_SYSTEM = "A Linux pod on a Windows node, or the other way round, put there past the scheduler."


def no_room(resource: str) -> Meaning:
    """The kubelet's OutOf..., with a sentence of what the node lacks."""
    return Meaning(
        f"The kubelet refused the pod: its node {resource}. Its owner makes another one.", _NO_ROOM_CAUSE, _NO_ROOM_CURE
    )


REFUSED: dict[str, Meaning] = {
    "OutOfcpu": no_room("has not enough CPU left"),
    "OutOfmemory": no_room("has not enough memory left"),
    "OutOfpods": no_room("holds no more pods"),
    "OutOfephemeral-storage": no_room("has not enough local storage left"),
    "NodeAffinity": Meaning(
        "The kubelet refused the pod: its node does not match what the pod selects.",
        "The node's labels changed after the pod was given to it, or spec.nodeName passed the scheduler by.",
        "Compare `kubectl get node NODE --show-labels` with nodeSelector and affinity of the pod. What is left may be"
        " removed: `kubectl delete pod POD`.",
    ),
    "UnexpectedAdmissionError": Meaning(
        "The kubelet refused the pod, mostly for a device or CPU set that it could not give.",
        "A device plugin (GPU) that was not up yet after a restart of the node or the kubelet.",
        "Read the message (`kubectl describe pod POD`) and look at the device plugin on that node. What is left may be"
        " removed: `kubectl delete pod POD`.",
    ),
    "TopologyAffinityError": Meaning(
        "The kubelet refused the pod: its CPUs, memory and devices do not fit one NUMA node.",
        "topologyManagerPolicy of the node is strict (restricted or single-numa-node), and the scheduler knows"
        " nothing of it.",
        "Ask for fewer CPUs or devices in a pod, or choose larger nodes: it may be refused again elsewhere.",
    ),
    "AppArmor": Meaning(
        "The kubelet refused the pod: its AppArmor profile cannot be used on the node.",
        "The profile is not loaded on that node, or the node runs without AppArmor.",
        "Load the profile on every node where the pod may run, or keep the pod to those that have it (nodeSelector).",
    ),
    "PodLevelResourcesNotSupported": Meaning(
        "The kubelet refused the pod: its node does not know resources of a whole pod.",
        "spec.resources, and a node older than the API server or with that feature switched off.",
        "Set resources in the containers, or update the node: `kubectl get nodes` shows the versions.",
    ),
    "FailedNodeDeclaredFeaturesCheck": Meaning(
        "The kubelet refused the pod: it needs a feature that its node does not declare.",
        "A node older than the API server, or with the feature switched off.",
        "Update the node, or keep the pod to newer ones: `kubectl get nodes` shows the versions.",
    ),
    "TaintToleration": Meaning(
        "The kubelet refused the pod: its node has a NoExecute taint that the pod does not tolerate.",
        _PAST_SCHEDULER,
        "See the taints: `kubectl describe node NODE`. Add a toleration, or leave the choice of the node to the"
        " scheduler.",
    ),
    "NodePorts": Meaning(
        "The kubelet refused the pod: a hostPort of it is taken on the node.",
        _PAST_SCHEDULER,
        "Leave the choice of the node to the scheduler, take another hostPort, or use a Service. Who has it:"
        " `kubectl get pods -A -o wide --field-selector spec.nodeName=NODE`.",
    ),
    "NodeName": Meaning(
        "The kubelet refused the pod: spec.nodeName is not its own name.",
        "A static pod or a manifest that names another node.",
        "Correct spec.nodeName, or leave it out.",
    ),
    "SysctlForbidden": Meaning(
        "The kubelet refused the pod: it sets a sysctl that the node does not allow.",
        "An unsafe sysctl, or one that is not the pod's own (hostNetwork, hostIPC), on a node that was not set up"
        " for it.",
        "Take it out of securityContext.sysctls, or allow it on these nodes (the kubelet's allowedUnsafeSysctls) and"
        " keep the pod to them.",
    ),
    "PodOSNotSupported": Meaning(
        "The kubelet refused the pod: spec.os is not the node's system.",
        _OTHER_SYSTEM,
        "Let spec.os and nodeSelector kubernetes.io/os say the same. What the nodes are:"
        " `kubectl get nodes -L kubernetes.io/os`.",
    ),
    "PodOSSelectorNodeLabelDoesNotMatch": Meaning(
        "The kubelet refused the pod: its label kubernetes.io/os is not the node's system.",
        _OTHER_SYSTEM,
        "Correct the label of the pod, or choose nodes by nodeSelector. What the nodes are:"
        " `kubectl get nodes -L kubernetes.io/os`.",
    ),
    "InvalidNodeInfo": Meaning(
        "The kubelet refused the pod: it could not read its own Node.",
        "The Node was deleted, or the kubelet did not reach the API server.",
        "Look whether the Node is there and Ready: `kubectl get node NODE`. Its owner makes another pod.",
    ),
    "SupplementalGroupsPolicyNotSupported": Meaning(
        "The kubelet refused the pod: its node does not know supplementalGroupsPolicy: Strict.",
        "A container runtime that is too old.",
        "Update the runtime, or keep the pod to newer nodes: `kubectl get nodes -o wide` shows the versions.",
    ),
    "InitContainerRestartPolicyForbidden": Meaning(
        "The kubelet refused the pod: its node knows no native sidecars (before Kubernetes 1.29 they are off).",
        "A node older than the API server.",
        "Update the node, or keep the pod to newer ones: `kubectl get nodes` shows the versions.",
    ),
}
