"""Images that cannot be pulled."""

from __future__ import annotations

from kubectl_sidecars.glossary.meanings.meaning import Meaning

_PULL_CAUSE = (
    "A name or tag that does not exist, missing rights (imagePullSecrets), a rate limit, or a registry that cannot be"
    " reached."
)
_PULL_CURE = (
    "Read the registry's answer, in the Failed event: `kubectl describe pod POD`. Correct the image or the secret; the"
    " kubelet retries within 5 min."
)
_NAME_CURE = "Correct the image's name in the pod's template: registry and repository in lower case, one tag."
_NEVER_CAUSE = (
    "The image should have been loaded onto each node in advance, and this node was missed; or, with newer kubelets,"
    " it was pulled with credentials that this pod does not have."
)
_NEVER_CURE = (
    "Load the image onto the node, or set imagePullPolicy: IfNotPresent. Which node: `kubectl get pod POD -o wide`."
)
_REACH_CAUSE = (
    "A misspelled registry, DNS or the proxy of the node, a firewall, or a certificate that the node does not trust."
)
_REACH_CURE = (
    "The message says which: `kubectl describe pod POD`. Test the registry from that node: the pull runs there, with"
    " its DNS, proxy and certificates. The kubelet retries by itself."
)
_SIGNED_CAUSE = "An image that was never signed, or a policy of the node that does not know its key."
_SIGNED_CURE = "Sign the image, or pull the signed one; ask the administrators of the nodes for the policy."

IMAGES: dict[str, Meaning] = {
    "ImagePullBackOff": Meaning(
        "The image could not be pulled, and the kubelet waits before it retries: 10 s, doubled, up to 5 min. The"
        " reason is in the message and in the Failed event.",
        _PULL_CAUSE,
        _PULL_CURE,
    ),
    "ErrImagePull": Meaning(
        "The last pull of the image failed; the container then shows ImagePullBackOff.", _PULL_CAUSE, _PULL_CURE
    ),
    "ImagePullFailed": Meaning("The image could not be pulled, for an unknown reason.", _PULL_CAUSE, _PULL_CURE),
    "ImageNotFound": Meaning(
        "The registry does not have the repository or the tag.",
        "A misspelled name, a tag that was never pushed (a failed build), or a tag that was deleted.",
        "Check the registry, then correct the image or push it. The kubelet retries within 5 min.",
    ),
    "ImageDenied": Meaning(
        "The registry does not let the node pull the image.",
        "No imagePullSecrets, credentials that have expired or are for another registry, or a misspelled name: Docker"
        " Hub gives the same answer for both.",
        "Check the name, then the secrets: `kubectl get pod POD -o jsonpath='{.spec.imagePullSecrets}'`. They must"
        " be in the pod's namespace, and name the image's registry.",
    ),
    "FailedToRetrieveImagePullSecret": Meaning(
        "A Secret of imagePullSecrets does not exist; the pull goes on without it.",
        "It was never created in this namespace, or has another name.",
        "If the pull fails too, create it in this namespace: `kubectl create secret docker-registry SECRET`."
        " Otherwise remove it from"
        " imagePullSecrets of the pod or of its service account.",
    ),
    "ImageRateLimited": Meaning(
        "The registry limits the rate of pulls.",
        "Pulls without credentials, which a registry counts for all nodes behind one address.",
        "Pull with credentials (imagePullSecrets) or from a mirror. The limit also ends by itself, for Docker Hub after"
        " some hours.",
    ),
    "RegistryUnreachable": Meaning("The node cannot reach the image's registry.", _REACH_CAUSE, _REACH_CURE),
    "RegistryUntrusted": Meaning(
        "The node does not trust the certificate of the image's registry, or the registry does not use TLS.",
        "A private certificate authority that the node's runtime does not know, a certificate that has expired or has"
        " another name, a proxy that intercepts TLS, a registry without TLS.",
        "Add the authority to the runtime of every node (containerd: /etc/containerd/certs.d/REGISTRY/hosts.toml), or"
        " use"
        " a certificate that they trust. The kubelet retries by itself.",
    ),
    "RegistryUnavailable": Meaning(
        "The runtime could not reach the image's registry; the kubelet retries.", _REACH_CAUSE, _REACH_CURE
    ),
    "ImageDiskFull": Meaning(
        "The node's disk has no room for the image.",
        "Large images, logs or emptyDir volumes that grow faster than the kubelet removes unused images.",
        "Free space on that node or enlarge its disk: `kubectl describe node NODE` shows DiskPressure. Until then"
        " `kubectl cordon NODE` keeps new pods away.",
    ),
    "ImageWrongPlatform": Meaning(
        "The image is not built for the architecture or operating system of the node.",
        "An image built for amd64 alone on an arm64 node, or the other way round.",
        "Build it for both, or select nodes with nodeSelector kubernetes.io/arch. The labels of the nodes:"
        " `kubectl get nodes -L kubernetes.io/arch`.",
    ),
    "ImageNeverPulled": Meaning(
        "imagePullPolicy is Never, and the node does not have the image.", _NEVER_CAUSE, _NEVER_CURE
    ),
    "ErrImageNeverPull": Meaning(
        "imagePullPolicy is Never, and the node does not have the image.", _NEVER_CAUSE, _NEVER_CURE
    ),
    "InvalidImageName": Meaning(
        "The image's name is invalid: upper case in the repository, a second tag, a stray character.",
        "Usually a template that inserted nothing, or too much, for the registry or the tag.",
        _NAME_CURE,
    ),
    "InspectFailed": Meaning(
        "The image's name is invalid, or the runtime cannot inspect the image.",
        "A template that inserted nothing, or too much, for the registry or the tag; or a damaged image store.",
        f"{_NAME_CURE} If the name is correct, look at the node's runtime: `kubectl describe node NODE`.",
    ),
    "ImageInspectError": Meaning(
        "The runtime has the image but cannot read it.",
        "A damaged image store on the node, after a full disk or a hard stop.",
        "If pods with other images fail there too, drain the node (`kubectl drain NODE`) and clean its image store."
        " Otherwise remove the image from the node, so that it is pulled again.",
    ),
    "ImageUnverified": Meaning("The image has no signature that the node accepts.", _SIGNED_CAUSE, _SIGNED_CURE),
    "SignatureValidationFailed": Meaning(
        "The image's signature does not satisfy the policy of the node's runtime.", _SIGNED_CAUSE, _SIGNED_CURE
    ),
    "SlowImagePull": Meaning(
        "A pull takes long; nothing has failed yet.",
        "A large image, a slow registry, or a queue: by default a kubelet pulls one image after the other.",
        "Wait, or see whether other pulls of that node are slow too: `kubectl describe pod POD`, events Pulling and"
        " Pulled. Smaller images or a mirror near the nodes are a lasting solution.",
    ),
}
