"""Exit codes (the shells' conventions; containerd and CRI-O for what lies outside of them)."""

from __future__ import annotations

from kubectl_sidecars.glossary.meanings.meaning import Meaning

LAST_WORDS = "Read its last log lines: `kubectl logs POD -c NAME --previous`, without --previous until it is restarted."
"""The cure for a program that exited by itself."""
_NATIVE_CRASH = (
    "Read the log before the crash: `kubectl logs POD -c NAME --previous`. Check whether it"
    " began with a new version of the image, or on a new kind of node."
)
_BY_HAND = (
    "Find out who sent it: `kubectl events --for pod/POD` shows what the kubelet did; what a process in the container"
    " or"
    " on the node did is only in their logs."
)

CODES: dict[int, Meaning] = {
    -1: Meaning(
        "no exit code of the program: the runtime (CRI-O) lost the container's status",
        "The runtime or the node was restarted.",
        "Look at the node at that time: `kubectl describe node NODE`. The code says nothing about the program.",
    ),
    0: Meaning(
        "success. Under restartPolicy Always the kubelet restarts the container anyway, with back-off, so a"
        " sidecar or a server that keeps completing shows CrashLoopBackOff",
        "If it should keep running: a command that does its work and exits, a server that goes into the background, or"
        " a sidecar that was asked to quit.",
        "Nothing, if this is a Job. Otherwise keep the program in the foreground, or run finite work as a Job or an"
        " init container.",
    ),
    1: Meaning(
        "an error of the program itself; see its log",
        "Usually its configuration, or a service that it cannot reach.",
        LAST_WORDS,
    ),
    2: Meaning(
        "wrong shell syntax or flags, or a Go panic",
        "After an upgrade often a flag that no longer exists; otherwise a mistake in command or args.",
        f"{LAST_WORDS} Then compare command and args with what this version accepts.",
    ),
    126: Meaning(
        "the command was found but cannot be executed",
        "A script that is not executable (files of a ConfigMap volume have mode 0644), a noexec mount, or a binary"
        " for another"
        " architecture.",
        "Make it executable in the image, set defaultMode: 0755 on the ConfigMap's volume, or call it through its"
        " interpreter (`sh /path/script.sh`).",
    ),
    127: Meaning(
        "a shell did not find the command, in the image or in PATH",
        "A misspelled name, a tool that this image does not have, or a volume mounted over it.",
        "The log names the command: `kubectl logs POD -c NAME --previous`. Correct it, or use an image that has it.",
    ),
    128: Meaning(
        "the runtime could not start the program (reason StartError)",
        "The binary is not in the image or is not executable, or the working directory is missing.",
        "The state's message names it: `kubectl describe pod POD`. Correct command, workingDir or the image; there"
        " is no log, because it never ran.",
    ),
    129: Meaning(
        "ended by SIGHUP (signal 1): its terminal was closed, or it was asked to reload its configuration", "", _BY_HAND
    ),
    130: Meaning("ended by SIGINT (signal 2): interrupted, as by Ctrl-C", "", _BY_HAND),
    131: Meaning("ended by SIGQUIT (signal 3): asked to stop; some runtimes write a stack dump first", "", _BY_HAND),
    132: Meaning(
        "ended by SIGILL (signal 4): an instruction that the CPU does not support",
        "A binary built for a newer CPU than this node has, or a program that aborts this way on an error.",
        "Compare with a node where it works: `kubectl get node NODE -o yaml`. Build for the older CPU, or keep the"
        " pod to"
        " nodes that can run it (nodeSelector).",
    ),
    133: Meaning("ended by SIGTRAP (signal 5): a failed assertion in the program or its runtime", "", _NATIVE_CRASH),
    134: Meaning(
        "ended by SIGABRT (signal 6): the program aborted itself",
        "An assertion that failed, or a runtime that could not allocate memory.",
        _NATIVE_CRASH,
    ),
    135: Meaning(
        "ended by SIGBUS (signal 7): an access to a mapped file failed",
        "A shared-memory volume (/dev/shm has 64 MiB) or a disk that is full, or a mapped file that was cut short.",
        "Mount an emptyDir with medium: Memory and a larger sizeLimit on /dev/shm, or make room on the volume.",
    ),
    136: Meaning("ended by SIGFPE (signal 8): usually a division by zero", "", _NATIVE_CRASH),
    137: Meaning(
        "ended by SIGKILL (signal 9). With reason OOMKilled the kernel's OOM killer did it; with a Killing event the"
        " kubelet did, after a failed probe or at the end of a grace period; for a native sidecar at the"
        " end of its pod that is normal. With reason ContainerStatusUnknown the kubelet set the code itself. Without"
        " any"
        " of these, Kubernetes did not record who sent the signal",
        "Its memory limit is too low, its liveness or startup probe fails, or it does not stop within its grace"
        " period.",
        "Look at the last state's reason and at Killing events: `kubectl describe pod POD`. Then see OOMKilled,"
        " LivenessProbeFailed or StartupProbeFailed.",
    ),
    139: Meaning(
        "ended by SIGSEGV (signal 11): a crash in native code",
        "A bug in the program or in a native library; rarely a binary for another architecture.",
        _NATIVE_CRASH,
    ),
    141: Meaning(
        "ended by SIGPIPE (signal 13): the reader of its output has ended",
        "The other side of a pipe or a connection ended first.",
        f"{LAST_WORDS} Check what else ended at that time.",
    ),
    143: Meaning(
        "ended by SIGTERM (signal 15): it was asked to stop and did; normal at the end of a pod and after a failed"
        " liveness probe, not a crash",
        "A deletion, a failed probe, or a changed image.",
        "If it should have kept running, find out who stopped it: Killing events in `kubectl describe pod POD`.",
    ),
    152: Meaning("ended by SIGXCPU (signal 24): it used more CPU time than its ulimit allows", "", LAST_WORDS),
    153: Meaning("ended by SIGXFSZ (signal 25): it wrote a file larger than its ulimit allows", "", LAST_WORDS),
    159: Meaning(
        "ended by SIGSYS (signal 31): it made a system call that its seccomp profile forbids",
        "A profile that is too strict for this version of the program or of its C library.",
        "Allow the call in securityContext.seccompProfile; the node's audit log (type=SECCOMP) names it.",
    ),
    255: Meaning(
        "out of range, or lost: the runtime was restarted and lost how the container ended (Unknown)",
        "With reason Unknown a restart of the runtime or the node; with Error an exit(-1) of the program.",
        "With Unknown look at the node: `kubectl describe node NODE`; with Error at the log:"
        " `kubectl logs POD -c NAME --previous`.",
    ),
}
"""By exit code. The texts have no full stop at the end."""
