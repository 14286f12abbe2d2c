"""Images that cannot be had."""

from __future__ import annotations

from kubectl_sidecars.glossary.meanings.meaning import Meaning

_PULL_CAUSE = (
    "A name or tag that does not exist, missing rights (imagePullSecrets), a rate limit, or a registry that cannot be"
    " reached."
)
_PULL_CURE = (
    "Read the registry's answer, in the Failed event: `kubectl describe pod POD`. Correct the image or the secret; the"
    " next try comes by itself within 5 min."
)
_NAME_CURE = "Correct the image's name in the pod's template: registry and repository in lower case, one tag."
_NEVER_CAUSE = (
    "The image was to be loaded onto each node beforehand, and this node was left out; or, with newer kubelets,"
    " it was pulled with credentials that this pod does not have."
)
_NEVER_CURE = (
    "Load the image onto the node, or set imagePullPolicy: IfNotPresent. Which node: `kubectl get pod POD -o wide`."
)
_REACH_CAUSE = (
    "A mistyped registry, DNS or a proxy of the node, a firewall, or a certificate that the node does not trust."
)
_REACH_CURE = (
    "The message says which: `kubectl describe pod POD`. Try the registry from that very node: the pull runs there,"
    " by its own DNS, proxy and certificates. The kubelet tries again by itself."
)
_SIGNED_CAUSE = "An image that was never signed, or a policy of the node that does not know its key."
_SIGNED_CURE = "Sign the image, or pull the signed one; which policy the node has, those who run the nodes can tell."

IMAGES: dict[str, Meaning] = {
    "ImagePullBackOff": Meaning(
        "The image could not be pulled, and the kubelet waits before the next try: 10 s, doubled, up to 5 min. The"
        " reason is in the message and in the Failed event.",
        _PULL_CAUSE,
        _PULL_CURE,
    ),
    "ErrImagePull": Meaning(
        "The last try to pull the image failed; after it the container shows ImagePullBackOff.", _PULL_CAUSE, _PULL_CURE
    ),
    "ImagePullFailed": Meaning(
        "The image could not be pulled, for a reason that is not among those known.", _PULL_CAUSE, _PULL_CURE
    ),
    "ImageNotFound": Meaning(
        "The registry does not have the repository or the tag.",
        "A mistyped name, a tag that was never pushed (a build that failed), or one that was cleaned away.",
        "Look into the registry, then correct the image or push it. The next try comes by itself within 5 min.",
    ),
    "ImageDenied": Meaning(
        "The registry does not let the node pull the image.",
        "No imagePullSecrets, a login that has expired or is of another registry, or a mistyped name: Docker Hub"
        " answers the same for both.",
        "Check the name, then the secrets: `kubectl get pod POD -o jsonpath='{.spec.imagePullSecrets}'`. They must"
        " lie in the pod's namespace, and name the image's registry.",
    ),
    "FailedToRetrieveImagePullSecret": Meaning(
        "A Secret of imagePullSecrets does not exist; the pull goes on without it.",
        "It was never made in this namespace, or has another name.",
        "If the pull fails too, create it here: `kubectl create secret docker-registry SECRET`. Else take it out of"
        " imagePullSecrets of the pod or of its service account.",
    ),
    "ImageRateLimited": Meaning(
        "The registry answers that the node pulls too often.",
        "Pulls without a login, which a registry counts for all nodes behind one address.",
        "Pull with a login (imagePullSecrets) or from a mirror. It also ends by itself, for Docker Hub after some"
        " hours.",
    ),
    "RegistryUnreachable": Meaning("The node does not reach the image's registry.", _REACH_CAUSE, _REACH_CURE),
    "RegistryUntrusted": Meaning(
        "The image's registry answers, and the node does not trust its certificate, or it speaks no TLS at all.",
        "An authority of the company that the node's runtime was never told of, a certificate that has expired or is"
        " of another name, a proxy that opens connections, a registry without TLS.",
        "Give the runtime of every node the authority (containerd: /etc/containerd/certs.d/REGISTRY/hosts.toml), or the"
        " registry a certificate that they trust. The kubelet tries again by itself.",
    ),
    "RegistryUnavailable": Meaning(
        "The runtime could not reach the image's registry; the kubelet tries again.", _REACH_CAUSE, _REACH_CURE
    ),
    "ImageDiskFull": Meaning(
        "The node's disk has no room for the image.",
        "Large images, logs or emptyDir volumes, faster than the kubelet clears images that are not used.",
        "Free space on that node or give it a larger disk: `kubectl describe node NODE` shows DiskPressure. Meanwhile"
        " `kubectl cordon NODE` keeps new pods off.",
    ),
    "ImageWrongPlatform": Meaning(
        "The image is not built for the node's architecture or system.",
        "An image built for amd64 alone on an arm64 node, or the other way round.",
        "Build it for both, or choose nodes by nodeSelector kubernetes.io/arch. What the nodes are:"
        " `kubectl get nodes -L kubernetes.io/arch`.",
    ),
    "ImageNeverPulled": Meaning(
        "imagePullPolicy is Never, and the node does not have the image.", _NEVER_CAUSE, _NEVER_CURE
    ),
    "ErrImageNeverPull": Meaning(
        "imagePullPolicy is Never, and the node does not have the image.", _NEVER_CAUSE, _NEVER_CURE
    ),
    "InvalidImageName": Meaning(
        "The image's name cannot be read: upper case in the repository, a second tag, a stray character.",
        "Mostly a template that put nothing, or too much, in the place of the registry or the tag.",
        _NAME_CURE,
    ),
    "InspectFailed": Meaning(
        "The image's name cannot be read, or the runtime cannot inspect the image.",
        "A template that put nothing, or too much, in the place of the registry or the tag; or a damaged image store.",
        f"{_NAME_CURE} If the name is right, look at the node's runtime: `kubectl describe node NODE`.",
    ),
    "ImageInspectError": Meaning(
        "The runtime has the image but cannot read it.",
        "A damaged image store on the node, after a full disk or a hard stop.",
        "If pods with other images fail there too, take the node out (`kubectl drain NODE`) and have its image store"
        " cleaned. Else remove the image on the node, so that it is pulled anew.",
    ),
    "ImageUnverified": Meaning("The image has no signature that the node accepts.", _SIGNED_CAUSE, _SIGNED_CURE),
    "SignatureValidationFailed": Meaning(
        "The image's signature does not satisfy the policy of the node's runtime.", _SIGNED_CAUSE, _SIGNED_CURE
    ),
    "SlowImagePull": Meaning(
        "A pull takes long; nothing has failed so far.",
        "A large image, a slow registry, or a queue: by default a kubelet pulls one image after the other.",
        "Wait, or see whether other pulls of that node are slow too: `kubectl describe pod POD`, events Pulling and"
        " Pulled. Smaller images or a mirror near the nodes help for good.",
    ),
}
