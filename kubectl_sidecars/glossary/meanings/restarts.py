"""Containers that end and are started again."""

from __future__ import annotations

from kubectl_sidecars.glossary.meanings.codes import LAST_WORDS
from kubectl_sidecars.glossary.meanings.meaning import Meaning

_HOOK_CAUSE = (
    "The hook's command is not in the image, ends with an error, or asks for what the container does not serve yet:"
    " hook and program start together."
)
_HOOK_CURE = (
    "Try the hook's command while the container is up: `kubectl exec POD -c NAME -- COMMAND`. Let it retry, and"
    " write to /proc/1/fd/1 what the log should show."
)
_NO_START_CAUSE = (
    "The binary is not in the image or is not executable, or the working directory is missing; the message names it."
)
_NO_START_CURE = (
    "Read the message: `kubectl describe pod POD`. Correct command, workingDir or the image; there is no log, for it"
    " never ran."
)
_RESTARTED_CAUSE = "The node or its container runtime was restarted."
_RESTARTED_CURE = (
    "Look at the node about that time: `kubectl describe node NODE`. If the container runs again there is nothing to"
    " mend in the pod."
)

RESTARTS: dict[str, Meaning] = {
    "CrashLoopBackOff": Meaning(
        "A container ends again and again, and the kubelet waits before it starts it anew: at once after the first"
        " end, then 10 s, doubled each time, up to 5 min (a node may be set to less). The wait starts when the"
        " container ends, and is forgotten after a run of more than 10 min. Exit 0 counts as well. The word says"
        " nothing of the cause.",
        "The program ends with an error of its own, runs out of memory, or is killed by its liveness or startup probe.",
        "Read why the last run ended: `kubectl logs POD -c NAME --previous`, and exit code, reason and Killing"
        " events in `kubectl describe pod POD`. A deleted pod is made anew without the wait, but its last log is"
        " gone.",
    ),
    "Error": Meaning(
        "A container ended with an exit code other than 0 and without a better reason; the code tells more.",
        "Mostly the program's own error: configuration, or a service that it cannot reach.",
        LAST_WORDS,
    ),
    "ExitError": Meaning(
        "The container ends by itself with a code other than 0.",
        "Mostly configuration, or a service that it cannot reach.",
        f"{LAST_WORDS} `kubectl sidecars explain exit/2` says what a code means.",
    ),
    "OOMKilled": Meaning(
        "The kernel killed a process of the container because the container reached its memory limit, or the node"
        " ran out. With exit 137 it was the main process. With another code it was some process in it, and the exit"
        " may have its own cause: the runtime's counter never goes back. A real OOM kill may also be reported as"
        " Error 137. There is no event for it on the pod.",
        "A memory limit lower than the program needs at its peak, a runtime that is not told of the limit (heap"
        " size), or a leak.",
        "Compare limit and use: `kubectl top pod POD --containers`. Raise the limit where the need is real; where"
        " the use only grows, look for the leak. If the node ran out, it has a SystemOOM event: `kubectl describe"
        " node NODE`.",
    ),
    "OOMKilledProcess": Meaning(
        "Some process in the container was killed for want of memory, not surely the first one.",
        "A worker, an exec'd command or a probe reached the container's memory limit; the exit itself may have another"
        " cause.",
        "Look in the log for a worker that vanished: `kubectl logs POD -c NAME --previous`. Raise the memory limit, or"
        " run fewer workers.",
    ),
    "PossiblyOOMKilled": Meaning(
        "The container was killed with 137 and has a memory limit; that it ran out is a guess.",
        "Memory, or a kill from elsewhere: by a process in it, or on the node.",
        "Watch its memory until it ends again: `kubectl top pod POD --containers`. The kernel's log on the node (dmesg)"
        " proves an OOM kill.",
    ),
    "KilledBySignal": Meaning(
        "The container was ended by a signal, and nothing tells who sent it.",
        "SIGSEGV, SIGABRT or SIGILL: a crash in native code. SIGKILL or SIGTERM: someone in the container or on the"
        " node.",
        f"{LAST_WORDS} `kubectl sidecars explain SIGSEGV` says more of a signal.",
    ),
    "seccomp killed": Meaning(
        "CRI-O: the container made a system call that its seccomp profile forbids, and was killed for it.",
        "A profile that is too narrow for this version of the program or of its C library.",
        "Allow the call in securityContext.seccompProfile; the node's audit log (type=SECCOMP) names it.",
    ),
    "KeepsCompleting": Meaning(
        "The container ends with 0 and is started again, over and over.",
        "A command that does its work and ends, a server that goes into the background, or a sidecar that is told to"
        " quit.",
        "Keep a server in the foreground; run work that ends as a Job or an init container. What it did last:"
        " `kubectl logs POD -c NAME --previous`.",
    ),
    "CommandNotFound": Meaning(
        "The container's command is not in the image or not in PATH.",
        "A mistyped path, an image without a shell or without the tool, a binary that a new version has elsewhere, or a"
        " volume mounted over it.",
        "Compare command and args with the image. Where it has a shell, look into it:"
        " `kubectl debug POD -it --copy-to=POD-look --container=NAME -- sh`.",
    ),
    "CommandNotExecutable": Meaning(
        "The container's command exists but may not be executed.",
        "A script without its x bit (a ConfigMap volume gives 0644), a noexec mount, or another architecture.",
        "Give it the x bit in the image, set defaultMode: 0755 on the ConfigMap's volume, or call it through its"
        " interpreter (`sh /path/script.sh`).",
    ),
    "StartError": Meaning("The runtime could not start the program; see exit/128.", _NO_START_CAUSE, _NO_START_CURE),
    "ContainerCannotRun": Meaning(
        "The runtime could not start the program; see exit/128.", _NO_START_CAUSE, _NO_START_CURE
    ),
    "RunContainerError": Meaning(
        "The runtime made the container but could not start its program; see exit/128.", _NO_START_CAUSE, _NO_START_CURE
    ),
    "LivenessProbeFailed": Meaning(
        "The liveness probe fails, and the kubelet kills the container for it.",
        "The app hangs, answers later than timeoutSeconds (often for want of CPU), starts more slowly than the probe"
        " waits, or the probe asks the wrong port or path.",
        "Read the probe's answer (Unhealthy events: `kubectl describe pod POD`) and what the app did then: `kubectl"
        " logs POD -c NAME --previous`. A slow start wants a startupProbe, a slow answer more timeoutSeconds or CPU.",
    ),
    "StartupProbeFailed": Meaning(
        "The startup probe never passes, and the kubelet kills the container for it.",
        "The app waits for something that does not come, starts more slowly than failureThreshold times"
        " periodSeconds, or the probe asks the wrong port, path or file.",
        "See how far it gets: `kubectl logs POD -c NAME --previous`. Mend what it waits for, or raise"
        " failureThreshold.",
    ),
    "PostStartHookFailed": Meaning(
        "The postStart hook fails, and the kubelet kills the container for it.", _HOOK_CAUSE, _HOOK_CURE
    ),
    "PostStartHookError": Meaning(
        "The postStart hook failed, and the kubelet killed the container for it. What the hook printed is kept"
        " nowhere.",
        _HOOK_CAUSE,
        _HOOK_CURE,
    ),
    "FailedPostStartHook": Meaning(
        "A postStart hook failed, and its container is killed; what the hook printed is kept nowhere.",
        _HOOK_CAUSE,
        _HOOK_CURE,
    ),
    "StatusLost": Meaning(
        "How the container ended was not recorded: the runtime or the node was restarted.",
        _RESTARTED_CAUSE,
        _RESTARTED_CURE,
    ),
    "ContainerStatusUnknown": Meaning(
        "The kubelet could not find the container when the pod ended, and made up exit code 137. It proves no kill.",
        _RESTARTED_CAUSE,
        _RESTARTED_CURE,
    ),
    "Stopped": Meaning(
        "The container was stopped from outside; the finding says by whom.",
        "A deletion, an eviction, a changed image or a resize.",
        "Nothing in the container itself: look at what stopped it in `kubectl describe pod POD`.",
    ),
    "NotRestarted": Meaning(
        "A container has ended and should run again, and the kubelet does not start it.",
        "The kubelet is stuck or overloaded, or is an early 1.35, which may forget containers beside one with a startup"
        " probe (kubernetes#136910).",
        "Let its owner make another pod: `kubectl delete pod POD`. If it comes again, look at the kubelet's version"
        " (`kubectl get nodes`) and its log.",
    ),
    "RestartedBefore": Meaning(
        "A container was restarted some time ago, and has run since.",
        cure="Nothing now. Why it ended then: `kubectl logs POD -c NAME --previous`, as long as the node keeps it.",
    ),
    "RestartRule": Meaning(
        "A restart rule of the container decided what followed its exit.",
        "It exited with a code that its restartPolicyRules name.",
        "Nothing where that is meant. Why it exited: `kubectl logs POD -c NAME --previous`; if it need not be started"
        " again, take the code out of the rule.",
    ),
    "RestartAllContainers": Meaning(
        "A restart rule starts all of the pod's containers anew, in place.",
        "A container exited with a code for which its restartPolicyRules say RestartAllContainers.",
        "Find out why that one exited: `kubectl logs POD -c NAME --previous`. The exit 137 of the others is made up.",
    ),
    "RestartingAllContainers": Meaning(
        "A restart rule restarts all containers of the pod in place: killed without grace and without preStop hooks,"
        " then started from the first init container on. Exit code 137 is made up here.",
        "Another container exited with a code for which its restartPolicyRules say RestartAllContainers.",
        "Look for the container whose reason is another, and read why it exited: `kubectl logs POD -c NAME"
        " --previous`.",
    ),
    "StartedBeforeProxy": Meaning(
        "The app started before its proxy was there, and failed for want of a network.",
        "App and proxy are both plain containers, which start together.",
        "Nothing now, if it runs. Make the proxy a native sidecar (initContainers, restartPolicy: Always) with a"
        " startupProbe, or let the app retry.",
    ),
}
