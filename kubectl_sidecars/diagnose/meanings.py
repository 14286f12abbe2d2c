"""The texts of `explain`: exit codes, and the words of kubectl's STATUS column."""

from __future__ import annotations

CODES: dict[int, str] = {
    -1: "no exit code of the program: the runtime (CRI-O) lost the container's status",
    0: (
        "success. Under restartPolicy Always the kubelet starts the container again all the same, with back-"
        " off, so a sidecar or a server that keeps completing shows CrashLoopBackOff"
    ),
    1: "the program's own error, mostly configuration or a service that it cannot reach; its log tells",
    2: "wrong usage of a shell or of flags, or a Go panic; after an upgrade look for a flag that is gone",
    126: "the command was found but may not be executed: its mode, a noexec mount, another architecture",
    127: "a shell did not find the command, in the image or in PATH",
    128: (
        "the runtime could not start the program (reason StartError): the binary is not in the image, is not"
        " executable, or its working directory is missing; the state's message names it"
    ),
    134: "ended by SIGABRT (signal 6): an assertion failed, or a runtime gave up, for want of memory perhaps",
    137: (
        "ended by SIGKILL (signal 9). With reason OOMKilled the kernel's OOM killer did it; with a Killing"
        " event the kubelet did, after a probe failed or a grace period was over; a native sidecar that is"
        " killed so at the end of its pod is no fault. With reason ContainerStatusUnknown the kubelet made the"
        " code up. Without any of these nobody recorded who did it"
    ),
    139: "ended by SIGSEGV (signal 11): a crash in native code, or a binary for another architecture",
    141: "ended by SIGPIPE (signal 13): whoever read its output has gone",
    143: (
        "ended by SIGTERM (signal 15): it was asked to stop and did; normal at the end of a pod and after a"
        " failed liveness probe, and no crash"
    ),
    255: "out of range, or lost: the runtime was restarted and no longer knows how the container ended (Unknown)",
}
"""Without the closing full stop."""

WORDS: dict[str, str] = {
    "CrashLoopBackOff": (
        "A container ends again and again, and the kubelet waits before it starts it anew: at once after the"
        " first end, then 10 s, doubled each time, up to 5 min (a node may be set to less). The wait starts"
        " when the container ends, and is forgotten after a run of more than 10 min. Exit 0 counts as well."
        " The word says nothing of the cause: look at the last state's exit code and reason, at Killing"
        " events, and at `kubectl logs --previous`."
    ),
    "OOMKilled": (
        "The kernel killed a process of the container because the container reached its memory limit, or the"
        " node ran out. With exit 137 it was the main process. With another code it was some process in it,"
        " and the exit may have its own cause: the runtime's counter never goes back. A real OOM kill may also"
        " be reported as Error 137. There is no event for it on the pod."
    ),
    "ImagePullBackOff": (
        "The image could not be pulled, and the kubelet waits before the next try: 10 s, doubled, up to 5"
        " min. The reason is in the message and the Failed event: a name or tag that does not exist, rights"
        " (imagePullSecrets), a rate limit, a registry that cannot be reached."
    ),
    "ErrImagePull": "The last try to pull the image failed; after it the container shows ImagePullBackOff.",
    "ErrImageNeverPull": "imagePullPolicy is Never, and the node does not have the image.",
    "InvalidImageName": (
        "The image's name cannot be read: upper case in the repository, a second tag, a stray character."
    ),
    "ImageInspectError": "The runtime has the image but cannot read it.",
    "CreateContainerConfigError": (
        "The container cannot be described to the runtime: a Secret, a ConfigMap or a key in one does not"
        " exist, or runAsNonRoot meets an image that runs as root. It starts by itself once that is mended."
    ),
    "CreateContainerError": (
        "The runtime refused to make the container: no command, a mount that fails, a name in use."
    ),
    "RunContainerError": "The runtime made the container but could not start its program; see exit/128.",
    "PostStartHookError": (
        "The postStart hook failed, and the kubelet killed the container for it. What the hook printed is kept nowhere."
    ),
    "ContainerCreating": (
        "The container has not been made: the pod's network, its volumes or the image come first. FailedMount"
        " and FailedCreatePodSandBox events tell which; without one it is mostly the image."
    ),
    "PodInitializing": (
        "The same as ContainerCreating, in a pod that has init containers. It stays while the init containers"
        " run and, when all of them have passed, while the main container's own image is pulled."
    ),
    "Pending": (
        "The API server has the pod, and no main container has run yet: no node fits, a scheduling gate holds"
        " it, or it is being started. The PodScheduled condition tells whether it has a node."
    ),
    "SchedulingGated": "The pod is kept from the scheduler until a controller removes its spec.schedulingGates.",
    "Running": (
        "At least one container runs. That does not mean that the pod is Ready: READY tells, and the Ready"
        " condition names the containers that are not."
    ),
    "Completed": (
        "A main container ended with 0. If all did, the pod has succeeded; native sidecars are stopped after"
        " them, and how they exit does not count."
    ),
    "NotReady": (
        "A main container has completed, another still runs, and the pod is not Ready: mostly a Job whose"
        " sidecar is a plain container, and keeps the pod from ending. Make it a native sidecar."
    ),
    "Error": "A container ended with an exit code other than 0 and without a better reason; the code tells more.",
    "Terminating": (
        "The pod is being deleted. Main containers get their stop signal at once, native sidecars after them"
        " in the reverse of their start order, and all are killed when the grace period is over. If it lasts"
        " longer, look for finalizers, a preStop hook, or a node that does not report."
    ),
    "Unknown": (
        "Of a pod: its node does not report, so nothing is known of it. Of a container (exit code 255): the runtime was"
        " restarted and lost how the container ended."
    ),
    "NodeLost": "The node does not report; what the pod shows is old.",
    "Evicted": (
        "The kubelet ended the pod because the node ran short of memory, disk or process ids, or because the"
        " pod used more local storage than it may. The message and the Evicted event name the container that"
        " used most. The pod is not restarted; its owner makes another one."
    ),
    "Preempting": "The kubelet ended the pod to make room for a critical one.",
    "DeadlineExceeded": "The pod, or its Job, was active for longer than activeDeadlineSeconds allow.",
    "BackoffLimitExceeded": (
        "The pods of a Job failed more often than its backoffLimit allows; it will not be tried again."
    ),
    "OutOfcpu": "The kubelet refused the pod: its node has not enough CPU left. Its owner makes another one.",
    "OutOfmemory": "The kubelet refused the pod: its node has not enough memory left. Its owner makes another one.",
    "OutOfpods": "The kubelet refused the pod: its node holds no more pods. Its owner makes another one.",
    "NodeAffinity": "The kubelet refused the pod: its node does not match what the pod selects.",
    "UnexpectedAdmissionError": "The kubelet refused the pod, mostly for a device or CPU set that it could not give.",
    "ContainerStatusUnknown": (
        "The kubelet could not find the container when the pod ended, and made up exit code 137. It proves no kill."
    ),
    "StartError": "The runtime could not start the program; see exit/128.",
    "ContainerCannotRun": "The runtime could not start the program; see exit/128.",
    "RestartingAllContainers": (
        "A restart rule restarts all containers of the pod in place: killed without grace and without preStop"
        " hooks, then started from the first init container on. Exit code 137 is made up here."
    ),
    "Unschedulable": "No node fits the pod; the scheduler's message counts the nodes for each reason.",
}
