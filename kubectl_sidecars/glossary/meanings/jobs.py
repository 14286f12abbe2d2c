"""Jobs that fail, and those that do not end."""

from __future__ import annotations

from kubectl_sidecars.glossary.meanings.meaning import Meaning

_FAILED_PODS = "Read a failed pod's log: `kubectl logs -l job-name=JOB --all-containers --prefix`."
_CREATE_AGAIN = "Fix it and create the Job again: a failed Job is not retried."
_HELD_CAUSE = "A helper that never exits by itself (a proxy, a log shipper) is in spec.containers."
_HELD_CURE = (
    "Make the helper a native sidecar: move it to initContainers, with restartPolicy: Always. To end this run, ask"
    " it to quit (Istio: /quitquitquit, Linkerd: /shutdown), or delete the Job once its result is safe."
)

JOBS: dict[str, Meaning] = {
    "NotReady": Meaning(
        "A main container has completed, another still runs, and the pod is not Ready: usually a Job whose sidecar is a"
        " plain container, which keeps the pod from completing.",
        _HELD_CAUSE,
        _HELD_CURE,
    ),
    "JobHeldOpen": Meaning(
        "The work of the Job's pod is done, and a helper that is a plain container keeps the pod from completing.",
        _HELD_CAUSE,
        _HELD_CURE,
    ),
    "OthersEnded": Meaning(
        "Some containers of a Job's pod have ended and another keeps running: it is not known whether it does work or"
        " only"
        " serves.",
        "Work that takes longer, or a helper that never exits by itself.",
        "See what it does: `kubectl logs POD -c NAME --tail=20`. A helper belongs in initContainers, with"
        " restartPolicy: Always; then it ends with the others.",
    ),
    "BackoffLimitExceeded": Meaning(
        "The pods of a Job failed more often than its backoffLimit allows; it will not be retried.",
        "Every try fails in the same way: an error of the program, its memory, or its image.",
        f"{_FAILED_PODS} {_CREATE_AGAIN}",
    ),
    "DeadlineExceeded": Meaning(
        "The pod, or its Job, was active for longer than activeDeadlineSeconds allow.",
        "Work that takes longer than planned, repeated failures, or a pod that waited to start: the"
        " deadline includes all of that.",
        "See what took the time: `kubectl describe job JOB`. A Job's deadline also deletes its running pods, and their"
        " logs with them; raise activeDeadlineSeconds, or fix what delays it.",
    ),
    "PodFailurePolicy": Meaning(
        "The Job's podFailurePolicy says that this failure is final.",
        "A pod ended with an exit code or a condition that a rule maps to FailJob.",
        f"The Job's message names the rule: `kubectl describe job JOB`. {_FAILED_PODS}",
    ),
    "MaxFailedIndexesExceeded": Meaning(
        "More indexes of the Job failed than maxFailedIndexes allows.",
        "An error of the program or of data that many indexes share.",
        f"Which ones: status.failedIndexes in `kubectl get job JOB -o yaml`. {_FAILED_PODS} {_CREATE_AGAIN}",
    ),
    "FailedIndexes": Meaning(
        "Some indexes of an Indexed Job failed.",
        "Data of these indexes, or a node that they ran on.",
        f"Which ones: status.failedIndexes in `kubectl get job JOB -o yaml`. {_FAILED_PODS} {_CREATE_AGAIN}",
    ),
    "JobFailed": Meaning(
        "A Job failed without a recorded reason.",
        "A controller that is not Kubernetes' own (spec.managedBy), or an old version of it.",
        f"Look at its conditions: `kubectl describe job JOB`. {_FAILED_PODS}",
    ),
}
