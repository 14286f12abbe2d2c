"""Messages of containerd, CRI-O, runc and the kubelet about sandboxes and containers, and of programs that end."""

from __future__ import annotations

from kubectl_sidecars.diagnose.facts.messages.row import LIMIT_TOO_LOW, AtFault, Row

RUNTIMES = (
    # clone(2) ENOSPC with CLONE_NEWUSER: user.max_user_namespaces of the node, as Talos sets it to 0
    Row(
        "user namespaces",
        r"\bunshare: fork/exec \S{1,200}: no space left on device",
        "{its_node} allows no more user namespaces (sysctl user.max_user_namespaces)",
        AtFault.NODE,
        "Raise user.max_user_namespaces on the node, or leave hostUsers: false out of the pod.",
    ),
    # kubelet lifecycle/predicate.go, v1.35
    Row(
        "node's labels",
        r"Predicate NodeAffinity failed",
        "the labels of {node} do not fit the pod's nodeSelector or affinity",
        AtFault.POD,
        "Compare them: the node's labels were changed after the pod was placed, or spec.nodeName passed the scheduler"
        " by.",
    ),
    Row(
        "no native sidecars",
        r"Init container \"([^\"]{1,63})\" may not have a non-default restartPolicy",
        "the kubelet of {node} does not support native sidecars such as {0}: that takes 1.29 or later",
        AtFault.POD,
        "Update the nodes, or make it an ordinary container.",
    ),
    Row(
        "node's room",
        r"Node didn't have enough resource: ([\w./-]{1,100}), requested",
        "{its_node} has not enough {0} left",
        AtFault.NODE,
    ),
    # containerd internal/registrar v1.7, cri-o storage/runtime.go, dockershim
    Row(
        "name reserved",
        r'name "[^"]{1,300}" is reserved for|container name "/?[^"]{1,300}" is already in use',
        "the runtime of {node} still works on an earlier try (its name is reserved)",
        AtFault.NODE,
        "Wait, or restart the runtime on that node. Volumes with very many files make it slow, where owner or SELinux"
        " label are changed (fsGroupChangePolicy: OnRootMismatch), and so does a slow disk.",
    ),
    # libseccomp and runc seccomp, awslabs/amazon-eks-ami #1179: net.core.bpf_jit_limit
    Row(
        "seccomp memory",
        r"seccomp.{0,200}errno 524",
        "the kernel of {node} has no room for another seccomp filter (errno 524)",
        AtFault.NODE,
        "Raise net.core.bpf_jit_limit on that node, or replace the node.",
    ),
    Row(
        "no seccomp profile",
        r"(?:cannot load|failed to load|unable to load).{0,40}seccomp.{0,200}(?:no such file|not found)"
        r"|opening seccomp profile .{0,200} no such file",
        "its seccomp profile is not on {node}",
        AtFault.NODE,
        "Put the profile under /var/lib/kubelet/seccomp on the nodes, or correct localhostProfile.",
    ),
    # kubelet apparmor/validate_host.go v1.29, containerd pkg/apparmor, runc libcontainer/apparmor
    Row(
        "no AppArmor profile",
        r'AppArmor: profile "([\w./-]{1,200})" is not loaded|apparmor profile (?:not found )?"?([\w./-]{1,200})"?'
        r"(?: is not| not) (?:loaded|found)|AppArmor profile not found ([\w./-]{1,200})",
        "AppArmor profile {0} is not loaded on {node}",
        AtFault.NODE,
        "Load the profile on the nodes, or take it out of the pod.",
    ),
    # kubelet kuberuntime/security_context_others.go verifyRunAsNonRoot, v1.35
    Row(
        "user by name",
        r"image has non-numeric user \(([^)]{1,100})\)",
        "runAsNonRoot cannot be checked: the image names its user ({0}), not the user's number",
        AtFault.POD,
        "Set runAsUser to the number of that user.",
    ),
    # runc libcontainer/process_linux.go, v1.1
    Row(
        LIMIT_TOO_LOW,
        r"container init was OOM-killed",
        "its memory limit is too low even to start it",
        AtFault.POD,
        "Raise its memory limit.",
    ),
    # runc: bind mounts of files and directories
    Row(
        "file onto directory",
        r"not a directory.{0,200}Are you trying to mount a directory onto a file|mount .{0,300} not a directory",
        "a volume mounts a directory onto a file, or a file onto a directory",
        AtFault.POD,
        "Use subPath with the name of the file, or mount it elsewhere.",
    ),
    Row(
        "read-only mount point",
        r"(?:create|creating|make|making) mount ?point.{0,300}read-only file system"
        r"|mkdir\w* .{0,300}read-only file system",
        "a mount point cannot be made, since the file system there is read-only",
        AtFault.POD,
        "Mount the volume at a path that exists there.",
    ),
    # kubelet runtimeclass and containerd, CRI-O runtime handlers
    Row(
        "no runtime handler",
        r'no runtime for "?([\w.-]{1,63})"? is configured|runtime handler "?([\w.-]{1,63})"? not (?:found|supported)'
        r"|failed to find runtime handler ([\w.-]{1,63})",
        "runtime {0} (runtimeClassName) is not configured on {node}",
        AtFault.NODE,
        "Install it on the nodes, or choose nodes that have it.",
    ),
    # containerd runtime/v2 shim manager, v1.7 and v2.1
    Row(
        "no shim",
        r"failed to (?:create|start) shim(?: task)?: not found"
        r"|fork/exec \S{0,200}containerd-shim\S{1,100}:? no such file"
        r"|runtime \"io\.containerd\.[\w.-]{1,60}\" binary not installed",
        "the shim of its runtime (runtimeClassName) is not installed on {node}",
        AtFault.NODE,
        "Install that runtime on the nodes (its shim in the PATH of containerd), or choose nodes that have it.",
    ),
    # opencontainers/cgroups, kubelet --cgroup-driver
    Row(
        "cgroup driver",
        r'expected cgroupsPath to be of format "slice:prefix:name"',
        "the kubelet and the runtime of {node} use different cgroup drivers",
        AtFault.NODE,
        "Set SystemdCgroup of the runtime and cgroupDriver of the kubelet to the same.",
    ),
    # nvidia-container-toolkit v1.14, CDI
    Row(
        "GPU driver",
        r"nvidia-container-cli: |unresolvable CDI devices|could not select device driver",
        "the GPU driver or its container toolkit does not work on {node}",
        AtFault.NODE,
        "Look at the GPU operator's pods on that node (nvidia-smi).",
    ),
    # kubelet cm/topologymanager/scope.go, v1.35
    Row(
        "NUMA",
        r"Resources cannot be allocated with Topology locality",
        "no single NUMA node has all that one of its containers asks for",
        AtFault.POD,
        "Ask for less in one container, or choose nodes with another topologyManagerPolicy or larger NUMA nodes.",
    ),
    # kubelet cm/devicemanager/manager.go, v1.35
    Row(
        "no device",
        r"(?:requested number of devices unavailable for|no healthy devices present|unregistered resource)"
        r"(?:[^/]{0,60} )?([\w.-]{1,100}/[\w.-]{0,62}\w)",
        "{its_node} has not enough healthy devices {0}",
        AtFault.NODE,
        "Look at the device plugin's pod on that node.",
    ),
    # kubelet sysctl/allowlist.go, v1.35
    Row(
        "sysctl",
        r'forbidden sysctl: "([\w./-]{1,100})"',
        "{its_node} does not allow sysctl {0}",
        AtFault.POD,
        "Allow it on the nodes (allowedUnsafeSysctls of the kubelet), or take it out of the pod.",
    ),
    # kubelet runtime.go and pleg/generic.go, v1.35: the Ready condition of the node
    Row(
        "runtime down",
        r"container runtime is down|PLEG is not healthy|container runtime status check may not have completed"
        r"|container runtime not (?:ready: RuntimeReady=false|running)",
        "the container runtime of {node} does not answer",
        AtFault.NODE,
        "Restart the container runtime (containerd, CRI-O) on that node, or the node.",
    ),
    # containerd cri sandbox_run.go, cri-o
    Row(
        "no sandbox image",
        r'failed to (?:get sandbox image|pull (?:sandbox )?image) "?\S{0,200}pause',
        "{its_node} cannot get the image of the sandbox (pause)",
        AtFault.NODE,
        "Check sandbox_image of the runtime and the network between node and registry.",
    ),
    # docker/distribution, hcsshim
    Row(
        "Windows build",
        r"container operating system does not match the host|no matching manifest for windows|0xc0370101",
        "the image is for another build of Windows than {node}'s",
        AtFault.IMAGE,
        "Use an image for the node's build of Windows, or choose other nodes.",
    ),
    # mkdir(2) ENOSPC on cgroupfs: the kernel's count of memory cgroups is used up, no disk is full
    Row(
        "no cgroup",
        r"mkdir /sys/fs/cgroup/\S{1,1000} no space left on device",
        "the kernel of {node} has no room for another cgroup",
        AtFault.NODE,
        "Restart the node: old kernels keep the cgroups of containers that are gone.",
    ),
    # kubelet userns, v1.35
    Row(
        "user namespace",
        r"(?:user ?namespaces?|idmap\w*).{0,100}(?:not support|unsupported)",
        "{its_node} cannot give it a user namespace (hostUsers: false)",
        AtFault.NODE,
    ),
)
