"""Meanings of reasons that come before any container: the sandbox, its network, the kubelet's own work."""

from __future__ import annotations

from kubectl_sidecars.glossary.meanings.meaning import Meaning

_NETWORK_CAUSE = "The network plugin's pod on that node does not run, has no free address, or is not installed yet."
_NETWORK_CURE = (
    "Read the message (`kubectl describe pod POD`), and look at the plugin's pod on that node:"
    " `kubectl get pods -A -o wide --field-selector spec.nodeName=NODE`."
)
_SANDBOX_CAUSE = (
    "The network plugin, the container runtime or a full disk on the node; RuntimeClass or seccomp of the pod."
)
_SANDBOX_CURE = (
    "Read the message: `kubectl describe pod POD`. If other pods of the node fail too, the node is at fault:"
    " `kubectl cordon NODE`, and look at its runtime and its network plugin."
)
_NODE_WORK = (
    "If it persists, look at the node (`kubectl describe node NODE`) and at the logs of its kubelet and runtime;"
    " another node is a workaround."
)
_RUNTIME_CAUSE = (
    "A container runtime that hangs or is overloaded, or a process that cannot be killed (storage that hangs)."
)
_DEVICES_CAUSE = (
    "A device plugin (GPU) that is not running, usually after a restart of the node, or too few exclusive CPUs."
)
_DEVICES_CURE = (
    "Look at the device plugin's pod on the node:"
    " `kubectl get pods -A -o wide --field-selector spec.nodeName=NODE`. Then let the owner create another pod:"
    " `kubectl delete pod POD`."
)
_CREATING_CAUSE = (
    "For some seconds this is normal. If it takes longer: an image is pulled, or a volume or the network fails."
)
_CREATING_CURE = (
    "The events say which: `kubectl describe pod POD`. Without an event it is usually the pull of a large image."
)

SANDBOX: dict[str, Meaning] = {
    "ContainerCreating": Meaning(
        "The container has not been created: the pod's network, its volumes or the image come first. FailedMount and"
        " FailedCreatePodSandBox events say which.",
        _CREATING_CAUSE,
        _CREATING_CURE,
    ),
    "PodInitializing": Meaning(
        "The same as ContainerCreating, in a pod that has init containers. It remains while the init containers run"
        " and, after the last of them, while the main container's image is pulled.",
        "For some seconds this is normal. If it takes longer: an init container that does not complete, or a large"
        " image.",
        "`kubectl describe pod POD` shows which init container runs, and for how long; if all have ended, look for its"
        " Pulling event.",
    ),
    "StuckCreating": Meaning(
        "The kubelet has not created a container for a long time, and no event says why.",
        "A volume that hangs, a postStart hook that hangs (the kubelet then reports nothing), a very slow pull, or a"
        " kubelet that is stuck.",
        "Check whether other pods start on that node: `kubectl describe node NODE`. If only this one hangs, look at its"
        " volumes and hooks; see also the kubelet's log on the node.",
    ),
    "NetworkFailed": Meaning(
        "The pod's network cannot be set up: the network plugin fails or is not running.", _NETWORK_CAUSE, _NETWORK_CURE
    ),
    "NetworkNotReady": Meaning(
        "The node's network plugin is not running, so only pods with hostNetwork can start.",
        _NETWORK_CAUSE,
        _NETWORK_CURE,
    ),
    "SandboxFailed": Meaning("The runtime cannot create the pod's sandbox.", _SANDBOX_CAUSE, _SANDBOX_CURE),
    "FailedCreatePodSandBox": Meaning(
        "The pod's sandbox could not be created: network plugin, runtime or seccomp; there is no container yet.",
        _SANDBOX_CAUSE,
        _SANDBOX_CURE,
    ),
    "CreatePodSandboxError": Meaning(
        "The pod's sandbox could not be created: the network plugin or the runtime failed.",
        _SANDBOX_CAUSE,
        _SANDBOX_CURE,
    ),
    "ConfigPodSandboxError": Meaning(
        "The kubelet could not build the configuration of the pod's sandbox: its DNS, ports or host name.",
        "A hostname or dnsConfig of the pod that is too long, or a DNS configuration of the node that cannot be read.",
        "Read the message: `kubectl describe pod POD`. Correct hostname, subdomain or dnsConfig, or the node's"
        " resolv.conf.",
    ),
    "KillPodSandboxError": Meaning(
        "The pod's sandbox could not be stopped; the kubelet retries.",
        "The network plugin cannot remove its configuration, or the runtime hangs.",
        _NODE_WORK,
    ),
    "FailedPodSandBoxStatus": Meaning(
        "The runtime does not report the state of the pod's sandbox.",
        "A runtime that hangs or was just restarted.",
        _NODE_WORK,
    ),
    "FailedCreatePodContainer": Meaning(
        "The pod's cgroup could not be created.",
        "A node whose kubelet and runtime use different cgroup drivers, or that has too many cgroups.",
        _NODE_WORK,
    ),
    "FailedPrepareDynamicResources": Meaning(
        "A resource claim of the pod could not be prepared by its driver.",
        "The driver does not run on the node, or its device is faulty.",
        "Look at the claim (`kubectl describe resourceclaim CLAIM`) and at the driver's pod on the node. The kubelet"
        " retries by itself.",
    ),
    "KillContainerError": Meaning("A container could not be stopped; the kubelet retries.", _RUNTIME_CAUSE, _NODE_WORK),
    "FailedKillPod": Meaning("The pod could not be stopped; the kubelet retries.", _RUNTIME_CAUSE, _NODE_WORK),
    "RemoveContainerError": Meaning(
        "An ended container could not be removed before its pod was restarted in place.", _RUNTIME_CAUSE, _NODE_WORK
    ),
    "PreCreateHookError": Meaning(
        "The kubelet could not prepare the container, usually its devices or its CPUs.", _DEVICES_CAUSE, _DEVICES_CURE
    ),
    "PreStartHookError": Meaning(
        "The container was created, but the kubelet could not assign its devices or CPUs.",
        _DEVICES_CAUSE,
        _DEVICES_CURE,
    ),
    "FailedSync": Meaning(
        "The kubelet could not bring the pod to its desired state; it retries.",
        "See the message; often a runtime that answers too late.",
        f"Read the message: `kubectl describe pod POD`. {_NODE_WORK}",
    ),
    "FailedValidation": Meaning(
        "The kubelet rejects a static pod.",
        "A manifest in the folder of the node that is wrong, or has the name of another one.",
        "Correct the file on the node (usually in /etc/kubernetes/manifests); the message names the field.",
    ),
    "SandboxChanged": Meaning(
        "The pod's sandbox was recreated, so its init containers ran again.",
        "The node was rebooted, its runtime restarted, or the process of the sandbox ended.",
        "A single time needs no action. If it happens again, look at the node: `kubectl describe node NODE`, and at"
        " the log of its runtime.",
    ),
    "DNSConfigForming": Meaning(
        "The pod has more name servers or search domains than are allowed; some were left out.",
        "The node's resolv.conf, whose entries are added to those of the cluster.",
        "Names of the cluster still resolve. Shorten the node's resolv.conf, or dnsConfig of the pod.",
    ),
    "HostIPsIPFamilyMismatch": Meaning(
        "The pod's and the node's addresses are not of the same IP family.",
        "A node with one IP family in a dual-stack cluster.",
        "Compare the addresses: `kubectl get node NODE -o jsonpath='{.status.addresses}'`, and correct the kubelet's"
        " --node-ip.",
    ),
    "Created": Meaning("A container was created; since 1.37 only the fieldPath of the event says which."),
    "Started": Meaning("A container was started; since 1.37 only the fieldPath of the event says which."),
    "Pulling": Meaning("The image is being pulled."),
    "Pulled": Meaning(
        'The image is on the node. "in A (B including waiting)": A is the pull, B includes the queue. "already'
        ' present" means that there was no pull.'
    ),
}
