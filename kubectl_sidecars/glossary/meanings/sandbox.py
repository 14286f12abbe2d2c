"""What comes before any container: the pod's sandbox, its network, the kubelet's own work."""

from __future__ import annotations

from kubectl_sidecars.glossary.meanings.meaning import Meaning

_NETWORK_CAUSE = "The network plugin's pod on that node does not run, has no free address, or is not installed yet."
_NETWORK_CURE = (
    "Read the message (`kubectl describe pod POD`), and look at the plugin's pod on that node:"
    " `kubectl get pods -A -o wide --field-selector spec.nodeName=NODE`."
)
_SANDBOX_CAUSE = (
    "The network plugin, the container runtime or a full disk of the node; RuntimeClass or seccomp of the pod."
)
_SANDBOX_CURE = (
    "Read the message: `kubectl describe pod POD`. If other pods of the node fail too it is the node:"
    " `kubectl cordon NODE`, and look at its runtime and its network plugin."
)
_NODE_WORK = (
    "If it stays, look at the node (`kubectl describe node NODE`) and at the logs of its kubelet and runtime;"
    " another node helps meanwhile."
)
_RUNTIME_CAUSE = (
    "A container runtime that hangs or is overloaded, or a process that cannot be killed (storage that hangs)."
)
_DEVICES_CAUSE = "A device plugin (GPU) that is not up, mostly after a restart of the node, or too few exclusive CPUs."
_DEVICES_CURE = (
    "Look at the device plugin's pod on the node:"
    " `kubectl get pods -A -o wide --field-selector spec.nodeName=NODE`. Then let the owner make another pod:"
    " `kubectl delete pod POD`."
)
_CREATING_CAUSE = "For seconds it is normal. For longer: an image that is pulled, a volume or the network that fails."
_CREATING_CURE = (
    "The events tell which: `kubectl describe pod POD`. Without one it is mostly the pull of a large image."
)

SANDBOX: dict[str, Meaning] = {
    "ContainerCreating": Meaning(
        "The container has not been made: the pod's network, its volumes or the image come first. FailedMount and"
        " FailedCreatePodSandBox events tell which.",
        _CREATING_CAUSE,
        _CREATING_CURE,
    ),
    "PodInitializing": Meaning(
        "The same as ContainerCreating, in a pod that has init containers. It stays while the init containers run and,"
        " when all of them have passed, while the main container's own image is pulled.",
        "For seconds it is normal. For longer: an init container that does not pass, or a large image.",
        "`kubectl describe pod POD` shows which init container runs, and for how long; if all have ended, look for its"
        " Pulling event.",
    ),
    "StuckCreating": Meaning(
        "The kubelet has made no container for long, and no event tells why.",
        "A volume that hangs, a postStart hook that hangs (the kubelet then reports nothing), a very slow pull, or a"
        " kubelet that does not work.",
        "Look whether other pods start on that node: `kubectl describe node NODE`. If only this one hangs look at its"
        " volumes and hooks; the kubelet's log on the node says more.",
    ),
    "NetworkFailed": Meaning(
        "The pod's network cannot be set up: the network plugin fails or is not up.", _NETWORK_CAUSE, _NETWORK_CURE
    ),
    "NetworkNotReady": Meaning(
        "The node's network plugin is not up, so no pod with a network of its own can start.",
        _NETWORK_CAUSE,
        _NETWORK_CURE,
    ),
    "SandboxFailed": Meaning("The pod's sandbox cannot be made by the runtime.", _SANDBOX_CAUSE, _SANDBOX_CURE),
    "FailedCreatePodSandBox": Meaning(
        "The pod's sandbox could not be made: network plugin, runtime or seccomp; no container yet.",
        _SANDBOX_CAUSE,
        _SANDBOX_CURE,
    ),
    "CreatePodSandboxError": Meaning(
        "The pod's sandbox could not be made: the network plugin or the runtime failed.", _SANDBOX_CAUSE, _SANDBOX_CURE
    ),
    "ConfigPodSandboxError": Meaning(
        "The pod's sandbox could not be described to the runtime: its DNS, ports or host name.",
        "A hostname or dnsConfig of the pod that is too long, or a DNS set-up of the node that cannot be read.",
        "Read the message: `kubectl describe pod POD`. Correct hostname, subdomain or dnsConfig, or the node's"
        " resolv.conf.",
    ),
    "KillPodSandboxError": Meaning(
        "The pod's sandbox could not be stopped; the kubelet tries again.",
        "The network plugin cannot take its set-up down, or the runtime hangs.",
        _NODE_WORK,
    ),
    "FailedPodSandBoxStatus": Meaning(
        "The runtime does not tell how the pod's sandbox is.", "A runtime that hangs or was just restarted.", _NODE_WORK
    ),
    "FailedCreatePodContainer": Meaning(
        "The pod's cgroup could not be made.",
        "A node whose kubelet and runtime use different cgroup drivers, or that has too many cgroups.",
        _NODE_WORK,
    ),
    "FailedPrepareDynamicResources": Meaning(
        "A resource claim of the pod could not be prepared by its driver.",
        "The driver does not run on the node, or its device has a fault.",
        "Look at the claim (`kubectl describe resourceclaim CLAIM`) and at the driver's pod on the node. The kubelet"
        " tries again by itself.",
    ),
    "KillContainerError": Meaning(
        "A container could not be stopped; the kubelet tries again.", _RUNTIME_CAUSE, _NODE_WORK
    ),
    "FailedKillPod": Meaning("The pod could not be stopped; the kubelet tries again.", _RUNTIME_CAUSE, _NODE_WORK),
    "RemoveContainerError": Meaning(
        "An ended container could not be removed before its pod was started anew in place.", _RUNTIME_CAUSE, _NODE_WORK
    ),
    "PreCreateHookError": Meaning(
        "The kubelet could not prepare the container, mostly its devices or its CPU set.", _DEVICES_CAUSE, _DEVICES_CURE
    ),
    "PreStartHookError": Meaning(
        "The container was made, but the kubelet could not give it its devices or CPU set.",
        _DEVICES_CAUSE,
        _DEVICES_CURE,
    ),
    "FailedSync": Meaning(
        "The kubelet could not bring the pod to its wanted state; it tries again.",
        "What the message says; a runtime that answers too late, often.",
        f"Read the message: `kubectl describe pod POD`. {_NODE_WORK}",
    ),
    "FailedValidation": Meaning(
        "The kubelet rejects a static pod.",
        "A manifest in the node's own folder that is wrong, or has the name of another.",
        "Correct the file on the node (mostly in /etc/kubernetes/manifests); the message names the field.",
    ),
    "SandboxChanged": Meaning(
        "The pod's sandbox was made anew, so its init containers ran again.",
        "The node was rebooted, its runtime restarted, or the sandbox's process ended.",
        "A single time is no trouble. If it happens again, look at the node: `kubectl describe node NODE`, and at"
        " the log of its runtime.",
    ),
    "DNSConfigForming": Meaning(
        "The pod has more name servers or search domains than are allowed; some were left out.",
        "The node's resolv.conf, whose entries come on top of the cluster's.",
        "Names of the cluster resolve all the same. Shorten the node's resolv.conf, or dnsConfig of the pod.",
    ),
    "HostIPsIPFamilyMismatch": Meaning(
        "The pod's and the node's addresses are not of the same IP family.",
        "A node that was set up for one IP family in a cluster of two.",
        "Compare the addresses: `kubectl get node NODE -o jsonpath='{.status.addresses}'`, and correct the kubelet's"
        " --node-ip.",
    ),
    "Created": Meaning("A container was made; since 1.37 only the event's fieldPath says which."),
    "Started": Meaning("A container was started; since 1.37 only the event's fieldPath says which."),
    "Pulling": Meaning("The image is being pulled."),
    "Pulled": Meaning(
        'The image is there. "in A (B including waiting)": A is the pull, B counts the queue too. "already present"'
        " means no pull."
    ),
}
