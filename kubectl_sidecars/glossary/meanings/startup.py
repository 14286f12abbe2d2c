"""Containers that start: init containers, gates, injection."""

from __future__ import annotations

from kubectl_sidecars.glossary.meanings.meaning import Meaning

STARTUP: dict[str, Meaning] = {
    "InitFailed": Meaning(
        "An init container failed for good, so no main container will start.",
        "It ended with an error, and the pod's restartPolicy is Never.",
        "Read why: `kubectl logs POD -c NAME`. Fix it and create the pod again; this one is not retried.",
    ),
    "InitRunAgain": Meaning(
        "An init container that had finished is run again, while the main containers run on.",
        "Its finished container was removed from the node, by docker, crictl or nerdctl (prune, rm).",
        "Delete the pod when that suits: in a new one it runs once. Leave finished containers on nodes to the kubelet.",
    ),
    "InitRunsLong": Meaning(
        "An init container has been running for long; the main containers wait for it.",
        "A long migration or download, or a lock that another run of it has.",
        "See whether it makes progress: `kubectl logs POD -c NAME -f`. Do not stop a migration halfway without need.",
    ),
    "InitWaits": Meaning(
        "An init container waits for something that is not there.",
        "The service that it waits for is down, has another name or namespace, or cannot be reached before the proxy of"
        " the mesh runs.",
        "Its log says for what: `kubectl logs POD -c NAME`. Check that it exists: `kubectl get endpointslices`.",
    ),
    "InitNeedsLaterContainer": Meaning(
        "An init container asks at localhost what a container of its pod serves that starts only after it: a deadlock.",
        "Plain containers start when all init containers are done, so a proxy among them cannot serve an init"
        " container.",
        "Make the proxy a native sidecar: move it to initContainers, in front of the one that needs it, with"
        " restartPolicy: Always and a startupProbe.",
    ),
    "SidecarNotNative": Meaning(
        "A container that never exits is among the init containers without restartPolicy: Always.",
        "An injector or a webhook that does not know the field and has dropped it, or a manifest without it.",
        "See whether it is in what you applied: `kubectl get pod POD -o yaml` against the workload's template. If a"
        " webhook drops it, update that webhook: `kubectl get mutatingwebhookconfigurations`.",
    ),
    "RestartPolicyStripped": Meaning(
        "A webhook has dropped restartPolicy: Always of a native sidecar, and the pod is refused.",
        "A mutating webhook built with a client older than Kubernetes 1.28, which loses fields that it does not know.",
        "Update that webhook, or keep it off these pods by its selectors: `kubectl get mutatingwebhookconfigurations`.",
    ),
    "StartupProbePending": Meaning(
        "The container runs, and its startup probe has not passed yet.",
        "A slow start, or a start that waits for something that is not there.",
        "See how far it gets: `kubectl logs POD -c NAME -f`. If it only needs more time, raise failureThreshold.",
    ),
    "PostStartHookPending": Meaning(
        "The container runs; the kubelet waits for its postStart hook, and reports nothing until it ends.",
        "A hook that waits for something, without a time limit.",
        "Give the hook a time limit of its own, or do its work in the container. What it does now:"
        " `kubectl exec POD -c NAME -- ps`, where the image has ps.",
    ),
    "InjectionMissing": Meaning(
        "A label or annotation asks for a sidecar that the pod does not have.",
        "The injector did not run when the pod was created, or its webhook does not select this pod or namespace.",
        "Look at the webhook's selectors (`kubectl get mutatingwebhookconfigurations`) and the namespace's labels, then"
        " recreate the pods: `kubectl rollout restart deployment/APP`.",
    ),
    "UnknownInjectionKey": Meaning(
        "An annotation or label has the prefix of an injector, but the injector knows no such key.",
        "A spelling mistake, or a key of another version. The injector ignores it without a word.",
        "Correct the key in the pod template of its workload; the finding names the known key that is most alike.",
    ),
}
