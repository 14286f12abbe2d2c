"""Containers on their way up: init containers, gates, injection."""

from __future__ import annotations

from kubectl_sidecars.glossary.meanings.meaning import Meaning

STARTUP: dict[str, Meaning] = {
    "InitFailed": Meaning(
        "An init container failed for good, so no main container will start.",
        "It ended with an error, and the pod's restartPolicy is Never.",
        "Read why: `kubectl logs POD -c NAME`. Mend it and make the pod anew; this one is not tried again.",
    ),
    "InitRunsLong": Meaning(
        "An init container works and works; the main containers wait for it.",
        "A long migration or download, or a lock that another run of it holds.",
        "See whether it moves: `kubectl logs POD -c NAME -f`. Do not end a migration half-way without need.",
    ),
    "InitWaits": Meaning(
        "An init container waits for something that does not come.",
        "The service that it waits for is down, of another name, in another namespace, or cannot be reached before the"
        " mesh's proxy runs.",
        "Its log says for what: `kubectl logs POD -c NAME`. Look whether that is there: `kubectl get endpointslices`.",
    ),
    "SidecarNotNative": Meaning(
        "A container that never ends stands among the init containers without restartPolicy: Always.",
        "An injector or a webhook that does not know the field and has dropped it, or a manifest that leaves it out.",
        "See whether it is in what you applied: `kubectl get pod POD -o yaml` against the workload's template. If a"
        " webhook drops it, update that webhook: `kubectl get mutatingwebhookconfigurations`.",
    ),
    "RestartPolicyStripped": Meaning(
        "A webhook has dropped restartPolicy: Always of a native sidecar, and the pod is refused.",
        "A mutating webhook built with a client older than Kubernetes 1.28, which loses fields that it does not know.",
        "Update that webhook, or keep it off these pods by its selectors: `kubectl get mutatingwebhookconfigurations`.",
    ),
    "StartupProbePending": Meaning(
        "The container runs, and its startup probe has not passed so far.",
        "A start that takes its time, or waits for something that does not come.",
        "See how far it is: `kubectl logs POD -c NAME -f`. If it only needs longer, raise failureThreshold.",
    ),
    "PostStartHookPending": Meaning(
        "The container runs; the kubelet waits for its postStart hook, and reports nothing till then.",
        "A hook that waits for something, without a time limit.",
        "Give the hook a time limit of its own, or do its work in the container. What it does now:"
        " `kubectl exec POD -c NAME -- ps`, where the image has ps.",
    ),
    "InjectionMissing": Meaning(
        "A label or annotation asks for a sidecar that the pod does not have.",
        "The injector did not run when the pod was made, or its webhook does not select this pod or namespace.",
        "Look at the webhook's selectors (`kubectl get mutatingwebhookconfigurations`) and the namespace's labels, then"
        " make the pods anew: `kubectl rollout restart deployment/APP`.",
    ),
}
