"""What the node does to its pods."""

from __future__ import annotations

from kubectl_sidecars.glossary.meanings.meaning import Meaning

_SILENT_CAUSE = "The machine is down or cut off, or its kubelet or container runtime has stopped."
_SILENT_CURE = (
    "Since when and why: `kubectl describe node NODE`, then the machine and its kubelet. Pods are evicted after 5"
    " min by default; one of a node that is off for good goes with `kubectl delete node NODE`."
)
_SHUT_DOWN_CAUSE = "The machine was stopped or rebooted: maintenance, an upgrade, a spot instance taken back."
_SHUT_DOWN_CURE = (
    "Nothing, where its owner makes another one; what is left may be removed: `kubectl delete pod POD`. If nobody"
    " planned it, look at the machine."
)
_MAY_EVICT = (
    "Who uses it: `kubectl top pods -A --sort-by=memory`. What the kubelet evicts first uses more than it requests."
)
_DISK_CURE = (
    "Clear logs and unused images on that node or enlarge its disk; a container may write less or to a volume. Since"
    " when: `kubectl describe node NODE`."
)
_OOM_CAUSE = "Containers that use more than they request, without a limit or with one far above."

NODES: dict[str, Meaning] = {
    "NodeNotReady": Meaning(
        "The pod's node does not report, so what is known of the pod is old; or it reports that it is not ready.",
        f"{_SILENT_CAUSE} One that reports itself so often lacks its network plugin.",
        _SILENT_CURE,
    ),
    "NodeLost": Meaning("The node does not report; what the pod shows is old.", _SILENT_CAUSE, _SILENT_CURE),
    "Unknown": Meaning(
        "Of a pod: its node does not report, so nothing is known of it. Of a container (exit code 255): the runtime was"
        " restarted and lost how the container ended.",
        _SILENT_CAUSE,
        "Since when and why: `kubectl describe node NODE`, then the machine and its kubelet. If the container runs"
        " again there is nothing to mend in the pod.",
    ),
    "NodeControllerEviction": Meaning("The pod is deleted because its node was lost.", _SILENT_CAUSE, _SILENT_CURE),
    "Rebooted": Meaning(
        "On a Node: it was restarted; its pods start anew from the first init container.",
        "Maintenance, an upgrade, or a crash of the machine.",
        "If nobody planned it, look at the machine's log; what ran there: `kubectl describe node NODE`.",
    ),
    "MemoryPressure": Meaning("The node is short of memory, and the kubelet may evict pods.", _OOM_CAUSE, _MAY_EVICT),
    "DiskPressure": Meaning(
        "The node is short of disk, and the kubelet may evict pods.",
        "Logs, emptyDir volumes, what containers write beside volumes, or images.",
        _DISK_CURE,
    ),
    "PIDPressure": Meaning(
        "The node is short of process ids, and the kubelet may evict pods.",
        "A program that leaves zombies behind or starts processes without end.",
        "Find it on the node (ps), and let it run under an init (tini) or with fewer workers. Since when:"
        " `kubectl describe node NODE`.",
    ),
    "NetworkUnavailable": Meaning(
        "The node's network is not set up: new pods get no network there, and pods may not reach those of other nodes.",
        "The network plugin of the node is not installed or not running, or the cloud has made no route to the node.",
        "Find the plugin's pod on that node: `kubectl get pods -A -o wide`. Since when: `kubectl describe node NODE`.",
    ),
    "EvictionThresholdMet": Meaning(
        "On a Node: it is short of a resource, and the kubelet begins to evict pods.",
        "Containers that use more memory or disk than they request.",
        "Which resource: `kubectl describe node NODE`. Set requests to what is really used, and bound the rest by"
        " limits.",
    ),
    "SystemOOM": Meaning(
        "On a Node: the node ran out of memory and the kernel killed a process, of any pod or of none.",
        _OOM_CAUSE,
        f"The event names the process. {_MAY_EVICT}",
    ),
    "OOMKilling": Meaning(
        "On a Node, by node-problem-detector: the kernel killed a process for want of memory.",
        "A container at its memory limit, or a node that ran out.",
        "The event names the process; look for the pod with OOMKilled or exit 137 at that time:"
        " `kubectl get pods -A --field-selector spec.nodeName=NODE`.",
    ),
    "Evicted": Meaning(
        "The kubelet ended the pod because the node ran short of memory, disk or process ids, or because the pod"
        " used more local storage than it may. The message and the Evicted event name the container that used most."
        " The pod is not restarted; its owner makes another one.",
        "A container that used far more than it requests, or wrote more than its ephemeral-storage limit or an"
        " emptyDir's sizeLimit.",
        "Read who and what: `kubectl describe pod POD`. Raise that container's request to what it uses, bound it by a"
        " limit, or write to a volume. What is left may be removed: `kubectl delete pod POD`.",
    ),
    "Shutdown": Meaning(
        "The kubelet ended the pod because its node was being shut down.", _SHUT_DOWN_CAUSE, _SHUT_DOWN_CURE
    ),
    "NodeShutdown": Meaning(
        "The kubelet refused or ended the pod because its node is being shut down.", _SHUT_DOWN_CAUSE, _SHUT_DOWN_CURE
    ),
    "Terminated": Meaning(
        "The kubelet ended the pod because its node was being shut down; the pod's reason, not a container's. Its owner"
        " makes another one. Of a container, Terminated is the state after its end: look at the exit code.",
        _SHUT_DOWN_CAUSE,
        _SHUT_DOWN_CURE,
    ),
    "TroubleOnOneNode": Meaning(
        "Several workloads got into trouble on one node within a minute, and their pods on other nodes are well.",
        "The node's network, disk, memory or kubelet; or what only this node has: a daemon, a kernel, a zone.",
        "`kubectl describe node NODE`, and the events about it. If it does not recover: `kubectl drain NODE`, so that"
        " its pods are made elsewhere.",
    ),
}
