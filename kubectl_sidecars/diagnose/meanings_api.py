"""The texts of `explain` for reasons of the kubelet and the controllers that are rarer (Kubernetes v1.37)."""

from __future__ import annotations

STATES: dict[str, str] = {
    "Terminated": (
        "The kubelet ended the pod because its node was being shut down; the pod's reason, not a container's. Its"
        " owner makes another one. Of a container, Terminated is the state after its end: look at the exit code."
    ),
    "NodeShutdown": "The kubelet refused or ended the pod because its node is being shut down.",
    "seccomp killed": (
        "CRI-O: the container made a system call that its seccomp profile forbids, and was killed for it."
    ),
    "RegistryUnavailable": "The runtime could not reach the image's registry; the kubelet tries again.",
    "SignatureValidationFailed": "The image's signature does not satisfy the policy of the node's runtime.",
    "PreCreateHookError": "The kubelet could not prepare the container, mostly its devices or its CPU set.",
    "PreStartHookError": "The container was made, but the kubelet could not give it its devices or CPU set.",
    "CreatePodSandboxError": "The pod's sandbox could not be made: the network plugin or the runtime failed.",
    "ConfigPodSandboxError": "The pod's sandbox could not be described to the runtime: its DNS, ports or host name.",
    "KillPodSandboxError": "The pod's sandbox could not be stopped; the kubelet tries again.",
    "KillContainerError": "A container could not be stopped; the kubelet tries again.",
    "ResizePodInPlaceError": "The kubelet could not change the resources of the running pod; it tries again.",
    "RemoveContainerError": "An ended container could not be removed before its pod was started anew in place.",
    "TopologyAffinityError": "The kubelet refused the pod: its CPUs, memory and devices do not fit one NUMA node.",
    "AppArmor": "The kubelet refused the pod: its AppArmor profile cannot be used on the node.",
    "PodLevelResourcesNotSupported": "The kubelet refused the pod: its node does not know resources of a whole pod.",
    "FailedNodeDeclaredFeaturesCheck": (
        "The kubelet refused the pod: it needs a feature that its node does not declare."
    ),
}
"""Reasons of a pod or a container that the STATUS column may show, or that admission on the node gives."""

EVENTS: dict[str, str] = {
    "Scheduled": "The scheduler has given the pod to a node.",
    "FailedScheduling": "No node fits the pod; the message counts the nodes for each reason.",
    "Preempted": "The scheduler ended the pod to make room for one of higher priority.",
    "TaintManagerEviction": "The pod is deleted, or its deletion called off, because of a NoExecute taint of its node.",
    "NodeControllerEviction": "The pod is deleted because its node was lost.",
    "SuccessfulAttachVolume": "A volume was attached to the pod's node.",
    "FailedAttachVolume": "A volume could not be attached: it is still attached elsewhere, or the storage refuses.",
    "FailedMount": "A volume could not be mounted; a Secret or ConfigMap that does not exist shows here.",
    "FailedMapVolume": "A block volume could not be mapped into the pod.",
    "AlreadyMountedVolume": "The volume was mounted before.",
    "VolumePermissionChangeInProgress": (
        "fsGroup changes the owner of each file of a volume, which takes long for many."
    ),
    "NetworkNotReady": "The node's network plugin is not up, so no pod with a network of its own can start.",
    "FailedCreatePodSandBox": (
        "The pod's sandbox could not be made: network plugin, runtime or seccomp; no container yet."
    ),
    "FailedPodSandBoxStatus": "The runtime does not tell how the pod's sandbox is.",
    "FailedCreatePodContainer": "The pod's cgroup could not be made.",
    "FailedPrepareDynamicResources": "A resource claim of the pod could not be prepared by its driver.",
    "Pulling": "The image is being pulled.",
    "Pulled": (
        'The image is there. "in A (B including waiting)": A is the pull, B counts the queue too. "already present"'
        " means no pull."
    ),
    "Failed": "A pull, a container's creation or its start failed; the message tells which.",
    "InspectFailed": "The image's name cannot be read, or the runtime cannot inspect the image.",
    "FailedToRetrieveImagePullSecret": "A Secret of imagePullSecrets does not exist; the pull goes on without it.",
    "Created": "A container was made; since 1.37 only the event's fieldPath says which.",
    "Started": "A container was started; since 1.37 only the event's fieldPath says which.",
    "BackOff": (
        "As a Warning: a container crashes, see CrashLoopBackOff. As Normal: a pull fails, see ImagePullBackOff."
    ),
    "Unhealthy": "A probe failed; the message says which. Only liveness and startup probes lead to a kill.",
    "ProbeWarning": "A probe passed with a warning, mostly a redirect to another host.",
    "Killing": (
        "The kubelet stops a container; the message says why. It is the only record of a kill by a liveness probe. At"
        " a pod's end it is written at once for native sidecars too, whose signal comes later."
    ),
    "FailedPostStartHook": (
        "A postStart hook failed, and its container is killed; what the hook printed is kept nowhere."
    ),
    "FailedPreStopHook": "A preStop hook failed; the container gets its stop signal all the same.",
    "ExceededGracePeriod": "The runtime had not ended the pod when one and a half grace periods were over.",
    "FailedKillPod": "The pod could not be stopped; the kubelet tries again.",
    "FailedSync": "The kubelet could not bring the pod to its wanted state; it tries again.",
    "FailedValidation": "The kubelet rejects a static pod.",
    "ResizeStarted": "A change of the running pod's resources has begun.",
    "ResizeCompleted": "A change of the running pod's resources is done.",
    "LifecycleHTTPFallback": "A hook that asked for HTTPS was answered in HTTP.",
    "HostIPsIPFamilyMismatch": "The pod's and the node's addresses are not of the same IP family.",
    "DNSConfigForming": "The pod has more name servers or search domains than are allowed; some were left out.",
    "SystemOOM": "On a Node: the node ran out of memory and the kernel killed a process, of any pod or of none.",
    "OOMKilling": "On a Node, by node-problem-detector: the kernel killed a process for want of memory.",
    "EvictionThresholdMet": "On a Node: it is short of a resource, and the kubelet begins to evict pods.",
    "Rebooted": "On a Node: it was restarted; its pods start anew from the first init container.",
    "SuccessfulCreate": "A controller has made a pod.",
}
"""Reasons of events on pods, nodes and owners."""
