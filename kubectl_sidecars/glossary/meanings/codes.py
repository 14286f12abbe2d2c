"""Exit codes (the shells' conventions; containerd and CRI-O for what lies outside of them)."""

from __future__ import annotations

from kubectl_sidecars.glossary.meanings.meaning import Meaning

LAST_WORDS = (
    "Read its last words: `kubectl logs POD -c NAME --previous`, or without --previous while it is not started again."
)
"""The cure for a program that ended by itself."""
_NATIVE_CRASH = (
    "Read the log before the crash: `kubectl logs POD -c NAME --previous`. Compare with the image before: whether it"
    " began with a new version, or on a new kind of node."
)
_BY_HAND = (
    "Look who sent it: `kubectl events --for pod/POD` shows what the kubelet did; what a process in the container or on"
    " the node did, only their logs show."
)

CODES: dict[int, Meaning] = {
    -1: Meaning(
        "no exit code of the program: the runtime (CRI-O) lost the container's status",
        "The runtime or the node was restarted.",
        "Look at the node about that time: `kubectl describe node NODE`. Of the program it says nothing.",
    ),
    0: Meaning(
        "success. Under restartPolicy Always the kubelet starts the container again all the same, with back-off, so a"
        " sidecar or a server that keeps completing shows CrashLoopBackOff",
        "Where it should run on: a command that does its work and ends, a server that went into the background, or a"
        " sidecar that was told to quit.",
        "In a Job nothing. Else keep the program in the foreground, or run work that ends as a Job or an init"
        " container.",
    ),
    1: Meaning(
        "the program's own error; its log tells",
        "Mostly configuration, or a service that it cannot reach.",
        LAST_WORDS,
    ),
    2: Meaning(
        "wrong usage of a shell or of flags, or a Go panic",
        "After an upgrade often a flag that is gone; else a mistake in command or args.",
        f"{LAST_WORDS} Then compare command and args with what this version takes.",
    ),
    126: Meaning(
        "the command was found but may not be executed",
        "A script without its x bit (a ConfigMap volume gives 0644), a noexec mount, or a binary for another"
        " architecture.",
        "Give it the x bit in the image, set defaultMode: 0755 on the ConfigMap's volume, or call it through its"
        " interpreter (`sh /path/script.sh`).",
    ),
    127: Meaning(
        "a shell did not find the command, in the image or in PATH",
        "A mistyped name, a tool that this image does not have, or a volume mounted over it.",
        "The log names the command: `kubectl logs POD -c NAME --previous`. Correct it, or take an image that has it.",
    ),
    128: Meaning(
        "the runtime could not start the program (reason StartError)",
        "The binary is not in the image or is not executable, or the working directory is missing.",
        "The state's message names it: `kubectl describe pod POD`. Correct command, workingDir or the image; there"
        " is no log, for it never ran.",
    ),
    129: Meaning(
        "ended by SIGHUP (signal 1): its terminal has gone, or it was told to read its files anew", "", _BY_HAND
    ),
    130: Meaning("ended by SIGINT (signal 2): interrupted, as by Ctrl-C", "", _BY_HAND),
    131: Meaning(
        "ended by SIGQUIT (signal 3): asked to stop, and by some runtimes to write their stacks first", "", _BY_HAND
    ),
    132: Meaning(
        "ended by SIGILL (signal 4): an instruction that the CPU does not know",
        "A binary built for a newer CPU than this node has, or one that ends itself so on an error.",
        "Compare a node where it works: `kubectl get node NODE -o yaml`. Build for the older CPU, or keep the pod to"
        " nodes that can run it (nodeSelector).",
    ),
    133: Meaning("ended by SIGTRAP (signal 5): an assertion of the program or its runtime", "", _NATIVE_CRASH),
    134: Meaning(
        "ended by SIGABRT (signal 6): the program gave up by itself",
        "An assertion that failed, or a runtime that found no memory.",
        _NATIVE_CRASH,
    ),
    135: Meaning(
        "ended by SIGBUS (signal 7): memory behind a mapped file could not be had",
        "A shared-memory volume (/dev/shm has 64 MiB) or a disk that is full, or a mapped file that was cut short.",
        "Mount an emptyDir with medium: Memory and a larger sizeLimit on /dev/shm, or make room on the volume.",
    ),
    136: Meaning("ended by SIGFPE (signal 8): a division by zero, mostly", "", _NATIVE_CRASH),
    137: Meaning(
        "ended by SIGKILL (signal 9). With reason OOMKilled the kernel's OOM killer did it; with a Killing event the"
        " kubelet did, after a probe failed or a grace period was over; a native sidecar that is killed so at the"
        " end of its pod is no fault. With reason ContainerStatusUnknown the kubelet made the code up. Without any"
        " of these nobody recorded who did it",
        "Its memory limit is too low, its liveness or startup probe fails, or it does not stop within its grace"
        " period.",
        "Look at the last state's reason and at Killing events: `kubectl describe pod POD`. Then see OOMKilled,"
        " LivenessProbeFailed or StartupProbeFailed.",
    ),
    139: Meaning(
        "ended by SIGSEGV (signal 11): a crash in native code",
        "A fault of the program or of a native library in it; seldom a binary for another architecture.",
        _NATIVE_CRASH,
    ),
    141: Meaning(
        "ended by SIGPIPE (signal 13): whoever read its output has gone",
        "The other side of a pipe or a connection ended first.",
        f"{LAST_WORDS} Look what ended beside it.",
    ),
    143: Meaning(
        "ended by SIGTERM (signal 15): it was asked to stop and did; normal at the end of a pod and after a failed"
        " liveness probe, and no crash",
        "A deletion, a failed probe, or a changed image.",
        "If it should have run on, look who stopped it: Killing events in `kubectl describe pod POD`.",
    ),
    152: Meaning("ended by SIGXCPU (signal 24): it used more CPU time than its ulimit allows", "", LAST_WORDS),
    153: Meaning("ended by SIGXFSZ (signal 25): it wrote a file larger than its ulimit allows", "", LAST_WORDS),
    159: Meaning(
        "ended by SIGSYS (signal 31): a system call that its seccomp profile forbids",
        "A profile that is too narrow for this version of the program or of its C library.",
        "Allow the call in securityContext.seccompProfile; the node's audit log (type=SECCOMP) names it.",
    ),
    255: Meaning(
        "out of range, or lost: the runtime was restarted and no longer knows how the container ended (Unknown)",
        "With reason Unknown a restart of the runtime or the node; with Error an exit(-1) of the program.",
        "With Unknown look at the node: `kubectl describe node NODE`; with Error at the log:"
        " `kubectl logs POD -c NAME --previous`.",
    ),
}
"""The texts without their closing full stop."""
