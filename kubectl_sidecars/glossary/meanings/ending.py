"""Pods that end, are ended, or do not end."""

from __future__ import annotations

from kubectl_sidecars.glossary.meanings.meaning import Meaning

_DRAIN_CURE = "Nothing for this pod: its owner makes another one. To hold a drain up, use a PodDisruptionBudget."
_TAINT_CAUSE = "Its node does not report (5 min by default), or someone has put a NoExecute taint on it."
_TAINT_CURE = "See the taints and why the node has them: `kubectl describe node NODE`. The owner makes another pod."
_HOOK_CAUSE = "The hook's command is not in the image, ends with an error, or asks for what has stopped already."
_HOOK_CURE = (
    "Try its command while the container runs: `kubectl exec POD -c NAME -- COMMAND`. Until it works, the container is"
    " stopped without what the hook should do."
)
_HANGS_CAUSE = "The runtime or the kubelet hangs, or a process waits on storage or a device and cannot be killed."
_HANGS_CURE = (
    "Look at the node, and whether other pods hang there: `kubectl describe node NODE`. A restart of its runtime or"
    " of the node ends it. --force only removes the object, and what runs may run on."
)

ENDING: dict[str, Meaning] = {
    "Completed": Meaning(
        "A main container ended with 0. If all did, the pod has succeeded; native sidecars are stopped after them,"
        " and how they exit does not count."
    ),
    "Terminating": Meaning(
        "The pod is being deleted. Main containers get their stop signal at once, native sidecars after them in the"
        " reverse of their start order, and all are killed when the grace period is over.",
        "Within the grace period it is normal. For longer: a finalizer, a postStart hook or storage that hangs, or a"
        " node that does not report.",
        "See finalizers and the deadline (deletionTimestamp): `kubectl get pod POD -o yaml`; then its node. Do not"
        " force it while its node may still run it: two of a StatefulSet's pods may write at once.",
    ),
    "Stopping": Meaning("The pod is within its grace period: main containers end first, native sidecars after them."),
    "DeletionStuck": Meaning(
        "The pod's grace is over, no container is reported as running, and the pod is still there.",
        "A postStart hook that hangs, a volume that cannot be unmounted, or a kubelet or runtime that hangs.",
        _HANGS_CURE,
    ),
    "FinalizerHoldsDeletion": Meaning(
        "The pod has ended, and a finalizer keeps it from being removed.",
        "The controller that set the finalizer does not run, or has not done its work.",
        "See which: `kubectl get pod POD -o jsonpath='{.metadata.finalizers}'`. Get its controller to work; to take the"
        " finalizer away by hand skips what it was set for.",
    ),
    "GracePeriodExceeded": Meaning(
        "A container still runs though the pod's grace period is over.", _HANGS_CAUSE, _HANGS_CURE
    ),
    "ExceededGracePeriod": Meaning(
        "The runtime had not ended the pod when one and a half grace periods were over.", _HANGS_CAUSE, _HANGS_CURE
    ),
    "PreStopHookFailed": Meaning(
        "The preStop hook failed; the container got its stop signal all the same.", _HOOK_CAUSE, _HOOK_CURE
    ),
    "FailedPreStopHook": Meaning(
        "A preStop hook failed; the container gets its stop signal all the same.", _HOOK_CAUSE, _HOOK_CURE
    ),
    "Killing": Meaning(
        "The kubelet stops a container; the message says why. It is the only record of a kill by a liveness probe. At a"
        " pod's end it is written at once for native sidecars too, whose signal comes later.",
        "The pod's end, a failed liveness or startup probe, a failed hook, or a changed image.",
        'At a pod\'s end nothing. After "failed liveness probe" or "failed startup probe" read what the app did:'
        " `kubectl logs POD -c NAME --previous`.",
    ),
    "DisruptionTarget": Meaning(
        "The pod is being ended for another's sake; the condition's reason says whose.",
        "A drain, a preemption, a taint, or the node's own trouble.",
        "Nothing for this pod: its owner makes another one. Who asked: `kubectl get pod POD -o yaml`,"
        " status.conditions.",
    ),
    "EvictionByEvictionAPI": Meaning(
        "The pod is ended by the eviction API.", "kubectl drain, or an autoscaler that empties the node.", _DRAIN_CURE
    ),
    "DeletionByTaintManager": Meaning("The pod is ended by a NoExecute taint of its node.", _TAINT_CAUSE, _TAINT_CURE),
    "TaintManagerEviction": Meaning(
        "The pod is deleted, or its deletion called off, because of a NoExecute taint of its node.",
        _TAINT_CAUSE,
        _TAINT_CURE,
    ),
    "DeletionByPodGC": Meaning(
        "The pod is ended by the garbage collector, for its node is gone.",
        "The Node was deleted: by an autoscaler, by hand, or because its machine is gone.",
        "Nothing, if that was meant: the owner makes another pod. Which nodes there are: `kubectl get nodes`.",
    ),
    "TerminationByKubelet": Meaning(
        "The pod is ended by the kubelet.",
        "Node pressure, a critical pod that needed the room, or a shutdown of the node.",
        "The condition's message says which: `kubectl describe pod POD`. For pressure see Evicted.",
    ),
}
