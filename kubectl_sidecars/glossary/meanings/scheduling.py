"""Pods that wait for a node."""

from __future__ import annotations

from kubectl_sidecars.glossary.meanings.meaning import Meaning

_NO_NODE_CAUSE = (
    "Requests that no node has left, taints without a toleration, a nodeSelector or an affinity that nothing"
    " matches, or a volume in another zone."
)
_NO_NODE_CURE = (
    "Read the scheduler's count (`kubectl describe pod POD`) and compare it with the nodes: `kubectl describe"
    " nodes`, below Allocated resources and Taints. Ask for less, add a node, or change what excludes the nodes."
)
_PRIORITY_CURE = (
    "Nothing for this pod: its owner makes another one. If it must not give way give it a higher priorityClassName"
    " (`kubectl get priorityclass`), or add nodes."
)
_PREEMPTED_CAUSE = "The nodes are full, and a pod of a higher priority needed the room."

SCHEDULING: dict[str, Meaning] = {
    "Pending": Meaning(
        "The API server has the pod, and no main container has run yet: no node fits, a scheduling gate holds it, or"
        " it is being started. The PodScheduled condition tells whether it has a node.",
        "For seconds it is normal. For longer: no room, an image, a volume, or an init container that does not pass.",
        "Read conditions and events: `kubectl describe pod POD`. They tell at which of these it stands.",
    ),
    "Unschedulable": Meaning(
        "No node fits the pod; the scheduler's message counts the nodes for each reason.", _NO_NODE_CAUSE, _NO_NODE_CURE
    ),
    "SchedulerError": Meaning(
        "The scheduler found a node for the pod, or was about to, and failed on the way.",
        "A volume that is not made in time, a webhook or an extender that does not answer, the API server under load.",
        "The message says at which step: `kubectl describe pod POD`; for a volume `kubectl describe pvc CLAIM`, and the"
        " log of its driver's provisioner.",
    ),
    "FailedScheduling": Meaning(
        "No node fits the pod; the message counts the nodes for each reason.", _NO_NODE_CAUSE, _NO_NODE_CURE
    ),
    "SchedulingGated": Meaning(
        "The pod is kept from the scheduler until a controller removes its spec.schedulingGates.",
        "A queue (Kueue, for one) that has no quota left, or a controller that does not run.",
        "See which gate, and look at the controller that sets it:"
        " `kubectl get pod POD -o jsonpath='{.spec.schedulingGates}'`.",
    ),
    "NotScheduled": Meaning(
        "No scheduler has looked at the pod.",
        "spec.schedulerName names a scheduler that does not run, or the scheduler is down or far behind.",
        "See which it should be (`kubectl get pod POD -o jsonpath='{.spec.schedulerName}'`), and whether that one runs:"
        " `kubectl get pods -n kube-system`.",
    ),
    "Preempted": Meaning(
        "The scheduler ended the pod to make room for one of higher priority.", _PREEMPTED_CAUSE, _PRIORITY_CURE
    ),
    "PreemptionByScheduler": Meaning(
        "The pod is ended by the scheduler, for a pod of higher priority.", _PREEMPTED_CAUSE, _PRIORITY_CURE
    ),
    "Preempting": Meaning(
        "The kubelet ended the pod to make room for a critical one.",
        "A system pod (priority class system-node-critical or system-cluster-critical) that had to run on this full"
        " node.",
        "Nothing for this pod: its owner makes another one. If it happens often, the node is too full:"
        " `kubectl describe node NODE`.",
    ),
    "Scheduled": Meaning("The scheduler has given the pod to a node."),
}
