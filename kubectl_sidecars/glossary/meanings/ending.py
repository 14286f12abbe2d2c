"""Pods that end, are ended, or do not end."""

from __future__ import annotations

from kubectl_sidecars.glossary.meanings.meaning import Meaning

_DRAIN_CURE = "Nothing for this pod: its controller replaces it. To slow a drain down, use a PodDisruptionBudget."
_TAINT_CAUSE = "Its node does not report (5 min by default), or someone has put a NoExecute taint on it."
_TAINT_CURE = "See the taints and the reason for them: `kubectl describe node NODE`. The owner creates another pod."
_HOOK_CAUSE = "The hook's command is not in the image, ends with an error, or calls something that has stopped already."
_HOOK_CURE = (
    "Try its command while the container runs: `kubectl exec POD -c NAME -- COMMAND`. Until it works, containers"
    " stop without what the hook should do."
)
_HANGS_CAUSE = "The runtime or the kubelet hangs, or a process waits for storage or a device and cannot be killed."
_HANGS_CURE = (
    "Look at the node, and whether other pods hang there: `kubectl describe node NODE`. Restart its runtime or"
    " the node. --force only removes the object: the processes may keep running."
)

ENDING: dict[str, Meaning] = {
    "Completed": Meaning(
        "A main container exited with 0. If all did, the pod has succeeded; native sidecars are stopped after them,"
        " and their exit codes do not count."
    ),
    "Terminating": Meaning(
        "The pod is being deleted. Main containers get their stop signal at once, native sidecars after them in"
        " reverse start order; all are killed at the end of the grace period.",
        "Within the grace period it is normal. If it takes longer: a finalizer, a postStart hook or storage that"
        " hangs, or a"
        " node that does not report.",
        "See finalizers and the deadline (deletionTimestamp): `kubectl get pod POD -o yaml`; then its node. Do not"
        " force it while its node may still run it: two pods of a StatefulSet might write at once.",
    ),
    "Stopping": Meaning("The pod is within its grace period: main containers stop first, native sidecars after them."),
    "DeletionStuck": Meaning(
        "The grace period is over, no container is reported as running, and the pod still exists.",
        "A postStart hook that hangs, a volume that cannot be unmounted, or a kubelet or runtime that hangs.",
        _HANGS_CURE,
    ),
    "FinalizerHoldsDeletion": Meaning(
        "The pod has ended, and a finalizer prevents its removal.",
        "The controller that set the finalizer does not run, or has not done its work.",
        "See which: `kubectl get pod POD -o jsonpath='{.metadata.finalizers}'`. Repair its controller; removing the"
        " finalizer by hand skips the work that it protects.",
    ),
    "GracePeriodExceeded": Meaning(
        "A container is still running after the pod's grace period.", _HANGS_CAUSE, _HANGS_CURE
    ),
    "ExceededGracePeriod": Meaning(
        "The runtime had not stopped the pod after one and a half grace periods.", _HANGS_CAUSE, _HANGS_CURE
    ),
    "PreStopHookFailed": Meaning(
        "The preStop hook failed; the container got its stop signal anyway.", _HOOK_CAUSE, _HOOK_CURE
    ),
    "FailedPreStopHook": Meaning(
        "A preStop hook failed; the container gets its stop signal anyway.", _HOOK_CAUSE, _HOOK_CURE
    ),
    "Killing": Meaning(
        "The kubelet stops a container; the message says why. It is the only record of a kill by a liveness probe. At"
        " the"
        " end of a pod it is also sent at once for native sidecars, whose signal comes later.",
        "The end of the pod, a failed liveness or startup probe, a failed hook, or a changed image.",
        'At the end of a pod nothing. After "failed liveness probe" or "failed startup probe" read what the app logged:'
        " `kubectl logs POD -c NAME --previous`.",
    ),
    "DisruptionTarget": Meaning(
        "The pod is being terminated by a disruption; the reason of the condition says which.",
        "A drain, a preemption, a taint, or a problem of the node.",
        "Nothing for this pod: its owner creates another one. Which disruption: `kubectl get pod POD -o yaml`,"
        " status.conditions.",
    ),
    "EvictionByEvictionAPI": Meaning(
        "The pod is terminated by the eviction API.",
        "kubectl drain, or an autoscaler that empties the node.",
        _DRAIN_CURE,
    ),
    "DeletionByTaintManager": Meaning(
        "The pod is terminated by a NoExecute taint of its node.", _TAINT_CAUSE, _TAINT_CURE
    ),
    "TaintManagerEviction": Meaning(
        "The pod is deleted, or its deletion cancelled, because of a NoExecute taint of its node.",
        _TAINT_CAUSE,
        _TAINT_CURE,
    ),
    "DeletionByPodGC": Meaning(
        "The pod is terminated by the garbage collector, because its node no longer exists.",
        "The Node was deleted: by an autoscaler, by hand, or because its machine no longer exists.",
        "Nothing, if that was intended: the owner creates another pod. The remaining nodes: `kubectl get nodes`.",
    ),
    "TerminationByKubelet": Meaning(
        "The pod is terminated by the kubelet.",
        "Node pressure, a critical pod that needed the resources, or a shutdown of the node.",
        "The message of the condition says which: `kubectl describe pod POD`. For node pressure see Evicted.",
    ),
}
