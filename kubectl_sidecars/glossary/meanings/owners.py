"""Pods that the API server does not let a controller make."""

from __future__ import annotations

from kubectl_sidecars.glossary.meanings.meaning import Meaning

_REFUSAL = (
    "Read the refusal: `kubectl describe replicaset OWNER`, or the Job, StatefulSet or DaemonSet that creates the pods."
)
_RETRIED = "The controller retries by itself, possibly after some minutes."
_QUOTA = "`kubectl describe quota` shows used and hard."

OWNERS: dict[str, Meaning] = {
    "FailedCreate": Meaning(
        "A controller could not create a pod: the API server refused it.",
        "A quota, an admission webhook or policy, a missing ServiceAccount, or a template that is invalid.",
        f"{_REFUSAL} {_RETRIED}",
    ),
    "InvalidPod": Meaning(
        "The API server rejects the pod as invalid.",
        "A webhook that changes pods and makes a mistake, or an error in the template that is only checked for pods.",
        f"The message names the field. {_REFUSAL} If the template is correct, a webhook changed the pod:"
        " `kubectl get mutatingwebhookconfigurations`.",
    ),
    "LimitRange": Meaning(
        "A LimitRange of the namespace forbids what a container of the pod asks for.",
        "A request or limit outside of its minimum and maximum, or none where it wants one.",
        "`kubectl describe limitrange` shows the bounds. Correct requests and limits of the container, injected ones"
        f" included, or the LimitRange. {_RETRIED}",
    ),
    "PodSecurity": Meaning(
        "The namespace's pod security standard forbids the pod, or OpenShift's security context constraint.",
        "The template lacks what the standard asks for: runAsNonRoot, seccompProfile, dropped capabilities; or it"
        " uses a hostPath or privileged.",
        "The message lists each violation; correct them in securityContext. The standard is a label of the namespace:"
        " `kubectl get namespace NAMESPACE --show-labels`.",
    ),
    "QuotaExceeded": Meaning(
        "The pod would exceed a ResourceQuota of its namespace.",
        "More replicas, larger requests, or old pods that still count; in a rollout old and new count together.",
        f"{_QUOTA} Raise the quota, request less, or delete what is not needed. {_RETRIED}",
    ),
    "QuotaNeedsRequests": Meaning(
        "A ResourceQuota counts a resource that the pod's containers do not request.",
        "A container (often an injected sidecar) without the requests or limits that the quota counts.",
        f"{_QUOTA} Set them in every container, init containers included, or set defaults for the namespace with a"
        " LimitRange.",
    ),
    "WebhookDenied": Meaning(
        "An admission webhook refuses the pod.",
        "A policy (Kyverno, Gatekeeper) that the pod does not satisfy; its message says which.",
        f"{_REFUSAL} Change the template accordingly, or add an exception to the policy.",
    ),
    "WebhookUnreachable": Meaning(
        "An admission webhook does not answer, and no pod is created without it.",
        "Its own pods are down, its Service has no endpoints, its certificate has expired, or a firewall blocks the"
        " control plane.",
        "The message names it; look at the pods behind its Service. Until it is repaired, failurePolicy: Ignore"
        " admits pods unchecked: `kubectl get validatingwebhookconfigurations`, or mutatingwebhookconfigurations.",
    ),
    "FailedDaemonPod": Meaning(
        "A pod of a DaemonSet has failed; the controller deletes it and makes another one on that node.",
        "The node refuses the pod again and again (a host port that is taken, no room, a device that is missing), or it"
        " is evicted.",
        "The last event of such a pod says why: `kubectl get events --field-selector involvedObject.kind=Pod`. Look at"
        " the node: `kubectl describe node NODE`.",
    ),
    "UnparseableSchedule": Meaning(
        "The schedule of a CronJob cannot be read, so it starts no run.",
        "A field out of its range, or a form that only other programs know.",
        "Correct spec.schedule: five fields, or @hourly and the like.",
    ),
    "UnknownTimeZone": Meaning(
        "The timeZone of a CronJob is not known, so it starts no run.",
        "A name that is misspelt, or a controller without that time zone.",
        "Use a name of the IANA database, as Europe/Berlin.",
    ),
    "FailedGetResourceMetric": Meaning(
        "An autoscaler gets no metric of its pods, so it does not scale them.",
        "A container of the pods (often an injected sidecar) without a request, or metrics-server is missing or down.",
        "Give each container a request, or measure one container (type ContainerResource). `kubectl top pods` shows"
        " whether there are metrics.",
    ),
    "SuccessfulCreate": Meaning("A controller has created a pod."),
}
