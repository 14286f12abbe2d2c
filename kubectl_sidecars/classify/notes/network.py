"""Notes on init containers of network plugins, and those that change a pod's network."""

from __future__ import annotations

from kubectl_sidecars.classify.notes.note import Note

NOTES = {
    "telepresence-init": Note(
        "Redirects numeric service ports to the traffic agent.",
        "https://github.com/telepresenceio/telepresence/blob/HEAD/pkg/agentconfig/sidecar.go",
    ),
    "opa-proxy-init": Note(
        "Redirects traffic to Envoy in Open Policy Agent's examples.",
        "https://github.com/open-policy-agent/opa-envoy-plugin/blob/HEAD/examples/envoy-uds/quick_start.yaml",
        quirks=("Runs as root with NET_ADMIN.",),
    ),
    "azwi-proxy-init": Note(
        "Redirects 169.254.169.254 to azwi-proxy.",
        "https://github.com/Azure/azure-workload-identity/blob/HEAD/pkg/webhook/webhook.go",
        quirks=("Needs NET_ADMIN.",),
    ),
    "vcluster-rewrite-hosts": Note(
        "Writes the virtual pod's name into /etc/hosts.",
        "https://github.com/loft-sh/vcluster/blob/HEAD/pkg/controllers/resources/pods/translate/hosts.go",
        quirks=("Seen in the host cluster's copy of the pod.",),
    ),
    "jupyterhub-block-cloud-metadata": Note(
        "Blocks the cloud's metadata address by iptables.",
        "https://github.com/jupyterhub/zero-to-jupyterhub-k8s/blob/HEAD/jupyterhub/files/hub/jupyterhub_config.py",
        quirks=("Privileged.",),
    ),
    "cilium-init": Note(
        "Prepares the node for Cilium's agent.",
        "https://github.com/cilium/cilium/blob/HEAD/install/kubernetes/cilium/templates/cilium-agent/daemonset.yaml",
    ),
    "calico-init": Note(
        "Installs Calico's network plugin and mounts what it needs.",
        "https://github.com/projectcalico/calico/blob/HEAD/manifests/calico.yaml",
        quirks=("Newer manifests use one image for all, and call mount-bpffs ebpf-bootstrap.",),
    ),
    "flannel-init": Note(
        "Copies flannel's network plugin and its configuration.",
        "https://github.com/flannel-io/flannel/blob/HEAD/Documentation/kube-flannel.yml",
    ),
    "aws-vpc-cni-init": Note(
        "Sets the node's kernel up and copies the AWS network plugin.",
        "https://github.com/aws/amazon-vpc-cni-k8s/blob/HEAD/config/master/aws-k8s-cni.yaml",
    ),
}
