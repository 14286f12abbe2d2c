"""Reasons for which the kubelet refuses a pod on its node (pkg/kubelet/lifecycle/predicate.go and others, v1.37)."""

from __future__ import annotations

from kubectl_sidecars.glossary.meanings.meaning import Meaning

_NO_ROOM_CAUSE = (
    "The pod was placed without the scheduler (spec.nodeName, a static pod), or another pod took the room at the same"
    " moment."
)
_NO_ROOM_CURE = (
    "A single one needs no action; delete the refused pod: `kubectl delete pod POD`. If there are many, find"
    " what sets spec.nodeName, and see what the node has: `kubectl describe node NODE`."
)
_PAST_SCHEDULER = "The pod was placed without the scheduler (spec.nodeName, a static pod)."
_OTHER_SYSTEM = "A Linux pod on a Windows node, or the other way round, placed without the scheduler."


def no_room(resource: str) -> Meaning:
    """The meaning of OutOf...; `resource` says what the node lacks: `does not have enough CPU left`."""
    return Meaning(
        f"The kubelet refused the pod: its node {resource}. Its owner creates another one.",
        _NO_ROOM_CAUSE,
        _NO_ROOM_CURE,
    )


REFUSED: dict[str, Meaning] = {
    "OutOfcpu": no_room("does not have enough CPU left"),
    "OutOfmemory": no_room("does not have enough memory left"),
    "OutOfpods": no_room("has reached its limit of pods"),
    "OutOfephemeral-storage": no_room("does not have enough local storage left"),
    "NodeAffinity": Meaning(
        "The kubelet refused the pod: its node does not match what the pod selects.",
        "The node's labels changed after the pod was assigned to it, or spec.nodeName bypassed the scheduler.",
        "Compare `kubectl get node NODE --show-labels` with nodeSelector and affinity of the pod. Delete the refused"
        " pod: `kubectl delete pod POD`.",
    ),
    "UnexpectedAdmissionError": Meaning(
        "The kubelet refused the pod, usually because it could not allocate a device or CPUs.",
        "A device plugin (GPU) that was not running yet after a restart of the node or the kubelet.",
        "Read the message (`kubectl describe pod POD`) and look at the device plugin on that node. Delete the refused"
        " pod: `kubectl delete pod POD`.",
    ),
    "TopologyAffinityError": Meaning(
        "The kubelet refused the pod: its CPUs, memory and devices do not fit one NUMA node.",
        "topologyManagerPolicy of the node is strict (restricted or single-numa-node), and the scheduler does"
        " not take it into account.",
        "Ask for fewer CPUs or devices in a pod, or choose larger nodes: it may be refused again elsewhere.",
    ),
    "AppArmor": Meaning(
        "The kubelet refused the pod: its AppArmor profile cannot be used on the node.",
        "The profile is not loaded on that node, or the node runs without AppArmor.",
        "Load the profile on every node where the pod may run, or keep the pod to those that have it (nodeSelector).",
    ),
    "PodLevelResourcesNotSupported": Meaning(
        "The kubelet refused the pod: its node does not support pod-level resources.",
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
        "See the taints: `kubectl describe node NODE`. Add a toleration, or let the scheduler choose the node.",
    ),
    "NodePorts": Meaning(
        "The kubelet refused the pod: one of its hostPorts is in use on the node.",
        _PAST_SCHEDULER,
        "Let the scheduler choose the node, take another hostPort, or use a Service. Which pod uses it:"
        " `kubectl get pods -A -o wide --field-selector spec.nodeName=NODE`.",
    ),
    "NodeName": Meaning(
        "The kubelet refused the pod: spec.nodeName is not the name of its node.",
        "A static pod or a manifest that names another node.",
        "Correct spec.nodeName, or leave it out.",
    ),
    "SysctlForbidden": Meaning(
        "The kubelet refused the pod: it sets a sysctl that the node does not allow.",
        "An unsafe sysctl, or one that is not the pod's own (hostNetwork, hostIPC), on a node that does not allow it.",
        "Take it out of securityContext.sysctls, or allow it on these nodes (the kubelet's allowedUnsafeSysctls) and"
        " keep the pod to them.",
    ),
    "PodOSNotSupported": Meaning(
        "The kubelet refused the pod: spec.os is not the operating system of the node.",
        _OTHER_SYSTEM,
        "Make spec.os and nodeSelector kubernetes.io/os agree. The systems of the nodes:"
        " `kubectl get nodes -L kubernetes.io/os`.",
    ),
    "PodOSSelectorNodeLabelDoesNotMatch": Meaning(
        "The kubelet refused the pod: its label kubernetes.io/os is not the operating system of the node.",
        _OTHER_SYSTEM,
        "Correct the label of the pod, or choose nodes by nodeSelector. The labels of the nodes:"
        " `kubectl get nodes -L kubernetes.io/os`.",
    ),
    "InvalidNodeInfo": Meaning(
        "The kubelet refused the pod: it could not read its own Node.",
        "The Node was deleted, or the kubelet could not reach the API server.",
        "Check that the Node exists and is Ready: `kubectl get node NODE`. The owner of the pod creates another one.",
    ),
    "SupplementalGroupsPolicyNotSupported": Meaning(
        "The kubelet refused the pod: its node does not support supplementalGroupsPolicy: Strict.",
        "A container runtime that is too old.",
        "Update the runtime, or keep the pod to newer nodes: `kubectl get nodes -o wide` shows the versions.",
    ),
    "InitContainerRestartPolicyForbidden": Meaning(
        "The kubelet refused the pod: its node does not support native sidecars (before Kubernetes 1.29 they are"
        " disabled).",
        "A node older than the API server.",
        "Update the node, or keep the pod to newer ones: `kubectl get nodes` shows the versions.",
    ),
}
