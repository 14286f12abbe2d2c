"""Notes on agents that bring secrets and certificates to a pod, before it starts or while it runs."""

from __future__ import annotations

from kubectl_sidecars.classify.notes.note import Note

NOTES = {
    "vault-agent": Note(
        "Keeps secrets from Vault fresh in a shared memory volume.",
        "https://github.com/hashicorp/vault-k8s/blob/HEAD/agent-inject/agent/container_sidecar.go",
        quirks=(
            (
                "It holds Jobs open: agent-pre-populate-only=true leaves the init container alone, or agent-"
                "enable-quit=true and POST /agent/v1/quit."
            ),
            "Plain init containers before a mesh proxy have no network: agent-init-first, or exclude Vault's port.",
            "The image is also the Vault server's.",
        ),
    ),
    "vault-agent-init": Note(
        "Logs in to Vault and writes the secrets before the app starts.",
        "https://github.com/hashicorp/vault-k8s/blob/HEAD/agent-inject/agent/container_init_sidecar.go",
        quirks=("Stuck, it most often lacks the auth role, the network or the CA: its own log tells.",),
    ),
    "bank-vaults-copy-vault-env": Note(
        "Copies vault-env, which resolves vault: references and then runs the app.",
        "https://github.com/bank-vaults/vault-secrets-webhook/blob/HEAD/pkg/webhook/pod.go",
        quirks=("The app's command then begins with /vault/vault-env.",),
    ),
    "bank-vaults-vault-agent": Note(
        "Renders templates from Vault into a shared volume.",
        "https://github.com/bank-vaults/vault-secrets-webhook/blob/HEAD/pkg/webhook/pod.go",
    ),
    "infisical-agent": Note(
        "Keeps secrets from Infisical fresh in a shared volume.",
        "https://infisical.com/docs/integrations/platforms/kubernetes-injector",
    ),
    "infisical-agent-init": Note(
        "Writes secrets from Infisical before the app starts.",
        "https://infisical.com/docs/integrations/platforms/kubernetes-injector",
    ),
    "cyberark-secrets-provider": Note(
        "Brings secrets from Conjur to files or Secrets.",
        "https://github.com/cyberark/secrets-provider-for-k8s/blob/HEAD/README.md",
        quirks=("One name for both forms: conjur.org/container-mode tells init from sidecar.",),
    ),
    "onepassword-copy-op-bin": Note(
        "Copies 1Password's op, under which the app's command then runs.",
        "https://github.com/1Password/kubernetes-secrets-injector/blob/HEAD/pkg/webhook/webhook.go",
    ),
    "akv2k8s-env": Note(
        "Copies the binary that resolves Azure Key Vault references and then runs the app.",
        (
            "https://github.com/SparebankenVest/azure-key-vault-to-kubernetes/blob/HEAD/cmd/azure-keyvault-"
            "secrets-webhook/pod.go"
        ),
    ),
    "spiffe-helper": Note(
        "Fetches and renews SPIFFE certificates and signals the app.",
        "https://github.com/spiffe/spiffe-helper/blob/HEAD/README.md",
        quirks=("-daemon-mode=false makes it an init task.",),
    ),
    "autocert-renewer": Note(
        "Renews the pod's certificate of smallstep's autocert.",
        "https://github.com/smallstep/autocert/blob/HEAD/install/02-autocert.yaml",
    ),
    "autocert-bootstrapper": Note(
        "Obtains the pod's first certificate from smallstep's autocert.",
        "https://github.com/smallstep/autocert/blob/HEAD/install/02-autocert.yaml",
    ),
    "openshift-cert-syncer": Note(
        "Keeps certificates and configuration of OpenShift's control plane current.",
        "https://github.com/openshift/library-go",
    ),
    "oci-ca-certs": Note(
        "Adds certificates of one's own to the trusted ones.",
        "https://github.com/rook/rook/blob/HEAD/pkg/operator/ceph/object/spec.go",
    ),
}
