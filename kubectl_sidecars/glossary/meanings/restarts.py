"""Containers that end and are restarted."""

from __future__ import annotations

from kubectl_sidecars.glossary.meanings.codes import LAST_WORDS
from kubectl_sidecars.glossary.meanings.meaning import Meaning

_HOOK_CAUSE = (
    "The hook's command is not in the image, ends with an error, or calls what the container does not serve yet:"
    " hook and program start together."
)
_HOOK_CURE = (
    "Try the hook's command while the container is up: `kubectl exec POD -c NAME -- COMMAND`. Let it retry, and"
    " write to /proc/1/fd/1 to have its output in the log."
)
_NO_START_CAUSE = (
    "The binary is not in the image or is not executable, or the working directory is missing; the message names it."
)
_NO_START_CURE = (
    "Read the message: `kubectl describe pod POD`. Correct command, workingDir or the image; there is no log, because"
    " it never ran."
)
_RESTARTED_CAUSE = "The node or its container runtime was restarted."
_RESTARTED_CURE = (
    "Look at the node about that time: `kubectl describe node NODE`. If the container runs again, the pod needs no"
    " change."
)

RESTARTS: dict[str, Meaning] = {
    "CrashLoopBackOff": Meaning(
        "A container keeps ending, and the kubelet waits before each restart: the first restart is immediate, then 10"
        " s, doubled each time, up to 5 min (a node may be configured for less). The wait starts when the container"
        " ends, and is reset after a run of more than 10 min. Exit 0 counts as well. The word does not say the cause.",
        "The program ends with an error of its own, runs out of memory, or is killed by its liveness or startup probe.",
        "Read why the last run ended: `kubectl logs POD -c NAME --previous`, and exit code, reason and Killing"
        " events in `kubectl describe pod POD`. A deleted pod is recreated without the wait, but its last log is"
        " lost.",
    ),
    "Error": Meaning(
        "A container ended with an exit code other than 0 and without a more specific reason; see the exit code.",
        "Usually an error of the program: its configuration, or a service that it cannot reach.",
        LAST_WORDS,
    ),
    "ExitError": Meaning(
        "The container exits by itself with a code other than 0.",
        "Usually its configuration, or a service that it cannot reach.",
        f"{LAST_WORDS} `kubectl sidecars explain exit/2` explains a code.",
    ),
    "OOMKilled": Meaning(
        "The kernel killed a process of the container because the container reached its memory limit, or the node"
        " ran out. With exit 137 it was the main process. With another code it was another process in it, and the exit"
        " may have its own cause: the runtime's counter is never reset. A real OOM kill may also be reported as"
        " Error 137. There is no event for it on the pod.",
        "A memory limit below the peak use of the program, a runtime that does not know the limit (heap"
        " size), or a leak.",
        "Compare limit and use: `kubectl top pod POD --containers`. Raise the limit if the program needs it; if"
        " the use keeps growing, look for the leak. If the node ran out, it has a SystemOOM event: `kubectl describe"
        " node NODE`.",
    ),
    "OOMKilledProcess": Meaning(
        "A process in the container was killed because memory ran out, not necessarily the main one.",
        "A worker, a command run by exec or a probe reached the container's memory limit; the exit itself may have"
        " another"
        " cause.",
        "Look in the log for a worker that disappeared: `kubectl logs POD -c NAME --previous`. Raise the memory"
        " limit, or"
        " run fewer workers.",
    ),
    "PossiblyOOMKilled": Meaning(
        "The container was killed with 137 and has a memory limit; an OOM kill is possible, but not recorded.",
        "Memory, or a kill by a process in the container or on the node.",
        "Watch its memory until it ends again: `kubectl top pod POD --containers`. The kernel's log on the node (dmesg)"
        " proves an OOM kill.",
    ),
    "KilledBySignal": Meaning(
        "The container was ended by a signal; who sent it is not recorded.",
        "SIGSEGV, SIGABRT or SIGILL: a crash in native code. SIGKILL or SIGTERM: someone in the container or on the"
        " node.",
        f"{LAST_WORDS} `kubectl sidecars explain SIGSEGV` explains a signal.",
    ),
    "seccomp killed": Meaning(
        "CRI-O: the container made it made a system call that its seccomp profile forbids, and was killed.",
        "A profile that is too strict for this version of the program or of its C library.",
        "Allow the call in securityContext.seccompProfile; the node's audit log (type=SECCOMP) names it.",
    ),
    "KeepsCompleting": Meaning(
        "The container keeps exiting with 0 and is restarted each time.",
        "A command that does its work and exits, a server that goes into the background, or a sidecar that is asked to"
        " quit.",
        "Keep a server in the foreground; run finite work as a Job or an init container. What it did last:"
        " `kubectl logs POD -c NAME --previous`.",
    ),
    "CommandNotFound": Meaning(
        "The container's command is not in the image or not in PATH.",
        "A misspelled path, an image without a shell or without the tool, a binary that has moved in a new version,"
        " or a"
        " volume mounted over it.",
        "Compare command and args with the image. If it has a shell, look inside:"
        " `kubectl debug POD -it --copy-to=POD-look --container=NAME -- sh`.",
    ),
    "CommandNotExecutable": Meaning(
        "The container's command exists but cannot be executed.",
        "A script that is not executable (files of a ConfigMap volume have mode 0644), a noexec mount, or another"
        " architecture.",
        "Make it executable in the image, set defaultMode: 0755 on the ConfigMap's volume, or call it through its"
        " interpreter (`sh /path/script.sh`).",
    ),
    "StartError": Meaning("The runtime could not start the program; see exit/128.", _NO_START_CAUSE, _NO_START_CURE),
    "ContainerCannotRun": Meaning(
        "The runtime could not start the program; see exit/128.", _NO_START_CAUSE, _NO_START_CURE
    ),
    "RunContainerError": Meaning(
        "The runtime created the container but could not start its program; see exit/128.",
        _NO_START_CAUSE,
        _NO_START_CURE,
    ),
    "LivenessProbeFailed": Meaning(
        "The liveness probe fails, so the kubelet kills the container.",
        "The app hangs, answers later than timeoutSeconds (often for lack of CPU), starts more slowly than the probe"
        " allows, or the probe uses the wrong port or path.",
        "Read the probe's answer (Unhealthy events: `kubectl describe pod POD`) and what the app logged then: `kubectl"
        " logs POD -c NAME --previous`. A slow start needs a startupProbe, a slow answer more timeoutSeconds or CPU.",
    ),
    "StartupProbeFailed": Meaning(
        "The startup probe never passes, so the kubelet kills the container.",
        "The app waits for something that is not there, starts more slowly than failureThreshold times"
        " periodSeconds, or the probe uses the wrong port, path or file.",
        "See how far it gets: `kubectl logs POD -c NAME --previous`. Fix what it waits for, or raise failureThreshold.",
    ),
    "PostStartHookFailed": Meaning(
        "The postStart hook fails, so the kubelet kills the container.", _HOOK_CAUSE, _HOOK_CURE
    ),
    "PostStartHookError": Meaning(
        "The postStart hook failed, so the kubelet killed the container. The output of the hook is not kept.",
        _HOOK_CAUSE,
        _HOOK_CURE,
    ),
    "FailedPostStartHook": Meaning(
        "A postStart hook failed, and its container is killed; the output of the hook is not kept.",
        _HOOK_CAUSE,
        _HOOK_CURE,
    ),
    "StatusLost": Meaning(
        "How the container ended was not recorded: the runtime or the node was restarted.",
        _RESTARTED_CAUSE,
        _RESTARTED_CURE,
    ),
    "ContainerStatusUnknown": Meaning(
        "The kubelet could not find the container when the pod ended, and set exit code 137 itself. It does not mean"
        " that the container was killed.",
        _RESTARTED_CAUSE,
        _RESTARTED_CURE,
    ),
    "Stopped": Meaning(
        "The container was stopped from outside; the finding says what stopped it.",
        "A deletion, an eviction, a changed image or a resize.",
        "Nothing in the container itself: see what stopped it in `kubectl describe pod POD`.",
    ),
    "NotRestarted": Meaning(
        "A container has ended and should be restarted, but the kubelet does not start it.",
        "The kubelet is stuck or overloaded, or is an early 1.35, which may not restart containers of a pod with a"
        " startup"
        " probe (kubernetes#136910).",
        "Let its owner create another pod: `kubectl delete pod POD`. If it happens again, look at the kubelet's version"
        " (`kubectl get nodes`) and its log.",
    ),
    "RestartedBefore": Meaning(
        "A container was restarted some time ago, and has run since.",
        cure="Nothing now. Why it ended then: `kubectl logs POD -c NAME --previous`, if the node still has the log.",
    ),
    "RestartRule": Meaning(
        "A restart rule of the container decided what happened after its exit.",
        "It exited with a code that is listed in its restartPolicyRules.",
        "Nothing if that is intended. Why it exited: `kubectl logs POD -c NAME --previous`; if it should not be"
        " restarted, remove the code from the rule.",
    ),
    "RestartAllContainers": Meaning(
        "A restart rule restarts all containers of the pod in place.",
        "A container exited with a code for which its restartPolicyRules say RestartAllContainers.",
        "Find out why that container exited: `kubectl logs POD -c NAME --previous`. The kubelet set the exit 137 of the"
        " others itself.",
    ),
    "RestartingAllContainers": Meaning(
        "A restart rule restarts all containers of the pod in place: killed without grace period and preStop hooks,"
        " then started again from the first init container. The kubelet sets exit code 137 itself here.",
        "Another container exited with a code for which its restartPolicyRules say RestartAllContainers.",
        "Find the container with another reason, and read why it exited: `kubectl logs POD -c NAME --previous`.",
    ),
    "StartedBeforeProxy": Meaning(
        "The app started before its proxy, and failed because it had no network.",
        "App and proxy are both plain containers, which start together.",
        "Nothing if it runs now. Make the proxy a native sidecar (initContainers, restartPolicy: Always) with a"
        " startupProbe, or let the app retry.",
    ),
    "PortConflict": Meaning(
        "Two containers of one pod bind the same port. The containers of a pod share one network, so the second one"
        " fails.",
        "A helper with the same default port as the app, such as 8080 or 9090, or a port that was copied.",
        "Give one of them another port: a flag or variable of the container, and its containerPort and probes.",
    ),
}
