"""Meanings of reasons: trouble that a node brings to its pods."""

from __future__ import annotations

from kubectl_sidecars.glossary.meanings.meaning import Meaning

_SILENT_CAUSE = "The machine is down or disconnected, or its kubelet or container runtime has stopped."
_SILENT_CURE = (
    "Since when and why: `kubectl describe node NODE`, then the machine and its kubelet. Pods are evicted after 5"
    " min by default; pods of a node that is permanently off are removed with `kubectl delete node NODE`."
)
_SHUT_DOWN_CAUSE = "The machine was stopped or rebooted: maintenance, an upgrade, a spot instance that was reclaimed."
_SHUT_DOWN_CURE = (
    "Nothing, if its owner creates another one; delete the old one: `kubectl delete pod POD`. If it was"
    " not planned, look at the machine."
)
_MAY_EVICT = (
    "Which pods use it: `kubectl top pods -A --sort-by=memory`. Pods that use more than they request are evicted first."
)
_DISK_CURE = (
    "Clear logs and unused images on that node or enlarge its disk; let containers write less, or to a volume. Since"
    " when: `kubectl describe node NODE`."
)
_OOM_CAUSE = "Containers that use more than they request, without a limit or with a much higher one."

NODES: dict[str, Meaning] = {
    "NodeNotReady": Meaning(
        "The pod's node does not report, so the pod's status is old; or the node reports that it is not ready.",
        f"{_SILENT_CAUSE} A node that reports NotReady itself often lacks its network plugin.",
        _SILENT_CURE,
    ),
    "NodeLost": Meaning("The node does not report; the pod's status is old.", _SILENT_CAUSE, _SILENT_CURE),
    "Unknown": Meaning(
        "Of a pod: its node does not report, so its state is unknown. Of a container (exit code 255): the runtime was"
        " restarted and lost how the container ended.",
        _SILENT_CAUSE,
        "Since when and why: `kubectl describe node NODE`, then the machine and its kubelet. If the container runs"
        " again, the pod needs no change.",
    ),
    "NodeControllerEviction": Meaning("The pod is deleted because its node was lost.", _SILENT_CAUSE, _SILENT_CURE),
    "Rebooted": Meaning(
        "On a Node: it was restarted; its pods start again from the first init container.",
        "Maintenance, an upgrade, or a crash of the machine.",
        "If it was not planned, look at the machine's log; what ran there: `kubectl describe node NODE`.",
    ),
    "MemoryPressure": Meaning("The node is low on memory, and the kubelet may evict pods.", _OOM_CAUSE, _MAY_EVICT),
    "DiskPressure": Meaning(
        "The node is low on disk space, and the kubelet may evict pods.",
        "Logs, emptyDir volumes, files that containers write outside of volumes, or images.",
        _DISK_CURE,
    ),
    "PIDPressure": Meaning(
        "The node is low on process IDs, and the kubelet may evict pods.",
        "A program that leaves zombies or keeps starting processes.",
        "Find it on the node (ps), and run it under an init process (tini) or with fewer workers. Since when:"
        " `kubectl describe node NODE`.",
    ),
    "NetworkUnavailable": Meaning(
        "The node's network is not set up: new pods get no network there, and pods may not reach those of other nodes.",
        "The network plugin of the node is not installed or not running, or the cloud has made no route to the node.",
        "Find the plugin's pod on that node: `kubectl get pods -A -o wide`. Since when: `kubectl describe node NODE`.",
    ),
    "EvictionThresholdMet": Meaning(
        "On a Node: it is low on a resource, and the kubelet begins to evict pods.",
        "Containers that use more memory or disk than they request.",
        "Which resource: `kubectl describe node NODE`. Set requests to the actual use, and set limits.",
    ),
    "SystemOOM": Meaning(
        "On a Node: the node ran out of memory and the kernel killed a process, inside or outside of a pod.",
        _OOM_CAUSE,
        f"The event names the process. {_MAY_EVICT}",
    ),
    "OOMKilling": Meaning(
        "On a Node, by node-problem-detector: the kernel killed a process because memory ran out.",
        "A container at its memory limit, or a node without free memory.",
        "The event names the process; look for the pod with OOMKilled or exit 137 at that time:"
        " `kubectl get pods -A --field-selector spec.nodeName=NODE`.",
    ),
    "Evicted": Meaning(
        "The kubelet terminated the pod because the node ran low on memory, disk or process IDs, or because the pod"
        " used more local storage than allowed. The message and the Evicted event name the container that used most."
        " The pod is not restarted; its owner creates another one.",
        "A container that used far more than it requests, or wrote more than its ephemeral-storage limit or an"
        " emptyDir's sizeLimit.",
        "Read who and what: `kubectl describe pod POD`. Raise that container's request to what it uses, bound it by a"
        " limit, or write to a volume. Delete the refused pod: `kubectl delete pod POD`.",
    ),
    "Shutdown": Meaning(
        "The kubelet terminated the pod because its node was being shut down.", _SHUT_DOWN_CAUSE, _SHUT_DOWN_CURE
    ),
    "NodeShutdown": Meaning(
        "The kubelet refused or terminated the pod because its node is being shut down.",
        _SHUT_DOWN_CAUSE,
        _SHUT_DOWN_CURE,
    ),
    "Terminated": Meaning(
        "The kubelet terminated the pod because its node was being shut down; this is the reason of a pod. Its owner"
        " creates another one. For a container, Terminated is the state after its end: see the exit code.",
        _SHUT_DOWN_CAUSE,
        _SHUT_DOWN_CURE,
    ),
    "TroubleOnOneNode": Meaning(
        "Several workloads got problems on one node within a minute, and their pods on other nodes are healthy.",
        "The node's network, disk, memory or kubelet; or something that only this node has: a daemon, a kernel, a"
        " zone.",
        "`kubectl describe node NODE`, and the events about it. If it does not recover: `kubectl drain NODE`, so that"
        " its pods are recreated elsewhere.",
    ),
}
