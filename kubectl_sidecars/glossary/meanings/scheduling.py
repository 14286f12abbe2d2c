"""Pods that wait for a node."""

from __future__ import annotations

from kubectl_sidecars.glossary.meanings.meaning import Meaning

_NO_NODE_CAUSE = (
    "Requests that no node can satisfy, taints without a toleration, a nodeSelector or an affinity that nothing"
    " matches, or a volume in another zone."
)
_NO_NODE_CURE = (
    "Read the scheduler's count (`kubectl describe pod POD`) and compare it with the nodes: `kubectl describe"
    " nodes`, below Allocated resources and Taints. Request less, add a node, or change what excludes the nodes."
)
_PRIORITY_CURE = (
    "Nothing for this pod: its controller replaces it. If it must not be preempted, give it a higher priorityClassName"
    " (`kubectl get priorityclass`), or add nodes."
)
_PREEMPTED_CAUSE = "The nodes are full, and a pod with a higher priority needed the room."

SCHEDULING: dict[str, Meaning] = {
    "Pending": Meaning(
        "The API server has the pod, and no main container has run yet: no node fits, a scheduling gate holds it, or"
        " it is being started. The PodScheduled condition shows whether it has a node.",
        "For some seconds this is normal. If it takes longer: no room, an image, a volume, or an init container that"
        " does not pass.",
        "Read conditions and events: `kubectl describe pod POD`. They show which of these it is.",
    ),
    "Unschedulable": Meaning(
        "No node fits the pod; the scheduler's message counts the nodes for each reason.", _NO_NODE_CAUSE, _NO_NODE_CURE
    ),
    "SchedulerError": Meaning(
        "The scheduler failed while it assigned a node to the pod.",
        "A volume that is not provisioned in time, a webhook or an extender that does not answer, an overloaded API"
        " server.",
        "The message says at which step: `kubectl describe pod POD`; for a volume `kubectl describe pvc CLAIM`, and the"
        " log of its provisioner.",
    ),
    "FailedScheduling": Meaning(
        "No node fits the pod; the message counts the nodes for each reason.", _NO_NODE_CAUSE, _NO_NODE_CURE
    ),
    "SchedulingGated": Meaning(
        "The pod is not scheduled until a controller removes its spec.schedulingGates.",
        "A queue (for example Kueue) without quota left, or a controller that does not run.",
        "Find the gate, and look at the controller that sets it:"
        " `kubectl get pod POD -o jsonpath='{.spec.schedulingGates}'`.",
    ),
    "Queued": Meaning(
        "The pod waits in the queue of its scheduler, or for the other pods of its group: no node was tried yet.",
        "The queue has used what it may, or there is no room for all pods of the group at once.",
        "Look at the queue and the group: what they may use, and what uses it now (`kubectl get podgroups -A`).",
    ),
    "NotScheduled": Meaning(
        "No scheduler has processed the pod.",
        "spec.schedulerName names a scheduler that does not run, or the scheduler is down or overloaded.",
        "Find out which one it should be (`kubectl get pod POD -o jsonpath='{.spec.schedulerName}'`), and whether it"
        " runs:"
        " `kubectl get pods -n kube-system`.",
    ),
    "Preempted": Meaning(
        "The scheduler terminated the pod to make room for a pod with a higher priority.",
        _PREEMPTED_CAUSE,
        _PRIORITY_CURE,
    ),
    "PreemptionByScheduler": Meaning(
        "The scheduler terminates the pod to make room for a pod with a higher priority.",
        _PREEMPTED_CAUSE,
        _PRIORITY_CURE,
    ),
    "Preempting": Meaning(
        "The kubelet terminated the pod to make room for a critical one.",
        "A system pod (priority class system-node-critical or system-cluster-critical) that had to run on this full"
        " node.",
        "Nothing for this pod: its controller replaces it. If it happens often, the node is too full:"
        " `kubectl describe node NODE`.",
    ),
    "Scheduled": Meaning("The scheduler has assigned the pod to a node."),
}
