"""Messages of CNI plugins and their agents, and of the runtime about them."""

from __future__ import annotations

from kubectl_sidecars.diagnose.facts.messages.row import AtFault, Row

NETWORKS = (
    # whereabouts pkg/allocate/allocate.go, v0.8: a range belongs to a network, whatever the node
    Row(
        "no address of a network",
        r"could not allocate IP in range: ip: (\S{1,45}) ?/",
        "a network of the pod has no free address left from {0} on",
        AtFault.ELSEWHERE,
        "Take away the reservations of pods that are gone (ippools and overlappingrangeipreservations of"
        " whereabouts.cni.cncf.io), or widen the range.",
    ),
    # host-local allocator.go v1.5, cilium ipam "range is full" v1.15, amazon-vpc-cni-k8s, whereabouts, azure-ipam
    Row(
        "no pod address",
        r"range is full|no (?:more |free |available )*(?:IPs?|IP address(?:es)?|addresses)\b[^.]{0,20}available"
        r"|no more IPs|failed to assign an IP address to container|IP pool exhausted|pool .{0,60}exhausted"
        r"|failed to allocate for range|InsufficientFreeAddressesInSubnet",
        "{its_node} has no free IP address for pods",
        AtFault.NODE,
        "Delete pods of the node that have ended, lower its maxPods, or give it more addresses (pod CIDR, subnet).",
    ),
    # multus-cni k8sclient.go v4.0; the second is NetworkAttachmentDefinition's own "not found"
    Row(
        "no such network",
        r"cannot find a network-attachment-definition \(([\w./-]{1,253})\)"
        r'|network-attachment-definitions?(?:\.k8s\.cni\.cncf\.io)? "([\w./-]{1,253})" not found',
        "network {0}, which its annotation asks for, does not exist",
        AtFault.POD,
        "Create the NetworkAttachmentDefinition, or correct the annotation k8s.v1.cni.cncf.io/networks.",
    ),
    # containernetworking/cni invoke/find.go v1.1
    Row(
        "no such plugin",
        r'failed to find plugin "([\w.-]{1,100})" in path',
        "CNI plugin {0} is not installed on {node}",
        AtFault.NODE,
        "Look at the pod that installs the network plugin on that node.",
    ),
    # flannel cni-plugin flannel_linux.go v1.2; calico cni-plugin plugin.go v3.28; cilium-cni v1.15; aws-node ipamd
    Row(
        "no flannel",
        r"/run/flannel/subnet\.env: no such file",
        "flannel has not run on {node} since it started",
        AtFault.NODE,
        "Look at the flannel pod of that node.",
    ),
    Row(
        "no calico",
        r"/var/lib/calico/nodename: no such file",
        "calico-node has not run on {node} since it started",
        AtFault.NODE,
        "Look at the calico-node pod of that node.",
    ),
    Row(
        "calico token",
        r"error getting ClusterInformation: connection is unauthorized",
        "the token that calico-node gave to its CNI plugin is no longer valid",
        AtFault.NODE,
        "Restart the calico-node pod of that node.",
    ),
    Row(
        "no cilium",
        r"cilium\.sock\S{0,40}: connect: (?:no such file|connection refused)"
        r"|unable to connect to Cilium (?:agent|daemon)",
        "the cilium agent of {node} does not answer",
        AtFault.NODE,
        "Look at the cilium pod of that node.",
    ),
    Row(
        "no aws-node",
        r"127\.0\.0\.1:50051\S{0,3} connect: connection refused",
        "aws-node (the VPC CNI) of {node} does not answer",
        AtFault.NODE,
        "Look at the aws-node pod of that node.",
    ),
    # containerd cri status.go v1.7, ocicni, kubelet runtime.go v1.35
    Row(
        "no network plugin",
        r"cni plugin not initialized|no networks found in /etc/cni|no CNI configuration file in"
        r"|network plugin is not ready",
        "no network plugin runs on {node}",
        AtFault.NODE,
        "Look at the pod of the network plugin on that node.",
    ),
    # cni plugins portmap; kubelet of several kinds
    Row(
        "host port taken",
        r"cannot open hostport (\d{1,5})",
        "port {0} of {node} is in use",
        AtFault.NODE,
        "Find what listens on it, or choose another hostPort.",
    ),
)
