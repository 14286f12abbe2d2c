"""Pods that the API server does not let a controller make."""

from __future__ import annotations

from kubectl_sidecars.glossary.meanings.meaning import Meaning

_REFUSAL = (
    "Read the refusal: `kubectl describe replicaset OWNER`, or the Job, StatefulSet or DaemonSet that makes the pods."
)
_RETRIED = "The controller tries again by itself, after some minutes perhaps."
_QUOTA = "`kubectl describe quota` shows used and hard."

OWNERS: dict[str, Meaning] = {
    "FailedCreate": Meaning(
        "A controller could not make a pod: the API server refused it.",
        "A quota, an admission webhook or policy, a missing ServiceAccount, or a template that is invalid.",
        f"{_REFUSAL} {_RETRIED}",
    ),
    "InvalidPod": Meaning(
        "The API server finds the pod invalid.",
        "A webhook that changes pods and makes an error, or a template that only the pod itself is checked for.",
        f"The message names the field. {_REFUSAL} If the template is right, a webhook made it so:"
        " `kubectl get mutatingwebhookconfigurations`.",
    ),
    "PodSecurity": Meaning(
        "The namespace's pod security standard forbids the pod.",
        "The template lacks what the standard asks for: runAsNonRoot, seccompProfile, dropped capabilities; or it"
        " wants a hostPath or privileged.",
        "The message lists each point; set them in securityContext. The standard is a label of the namespace:"
        " `kubectl get namespace NAMESPACE --show-labels`.",
    ),
    "QuotaExceeded": Meaning(
        "The pod would take more than a ResourceQuota of its namespace allows.",
        "More replicas, larger requests, or old pods that still count; in a rollout old and new count together.",
        f"{_QUOTA} Raise the quota, ask for less, or end what is not needed. {_RETRIED}",
    ),
    "QuotaNeedsRequests": Meaning(
        "A ResourceQuota counts a resource that the pod's containers do not request.",
        "A container (an injected sidecar, often) without requests or limits, where the quota counts them.",
        f"{_QUOTA} Set them in every container, init containers included, or give the namespace defaults by a"
        " LimitRange.",
    ),
    "WebhookDenied": Meaning(
        "An admission webhook refuses the pod.",
        "A policy (Kyverno, Gatekeeper) that the pod does not satisfy; its message says which.",
        f"{_REFUSAL} Change the template as it says, or have the policy make an exception.",
    ),
    "WebhookUnreachable": Meaning(
        "An admission webhook does not answer, and without it no pod is made.",
        "Its own pods are down, its Service has no endpoints, its certificate has expired, or a firewall lies between"
        " control plane and nodes.",
        "The message names it; look at the pods behind its Service. While it cannot be mended, failurePolicy: Ignore"
        " lets pods pass unchecked: `kubectl get validatingwebhookconfigurations`, or mutatingwebhookconfigurations.",
    ),
    "SuccessfulCreate": Meaning("A controller has made a pod."),
}
