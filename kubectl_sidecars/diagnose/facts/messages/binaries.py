"""Messages of loader, shell and kernel that cannot run a program: in its last words, or the runtime's."""

from __future__ import annotations

from kubectl_sidecars.diagnose.facts.messages.row import AtFault, Row

BINARIES = (
    # execve(2) ENOEXEC
    Row(
        "other architecture",
        r"exec format error",
        "its program is for another processor, is a script without #! in its first line, or is damaged on {node}",
        AtFault.IMAGE,
        "Build the image for the architecture of the node, or choose other nodes. If it ran there before, remove the"
        " image from the node, so that it is pulled again.",
    ),
    # glibc 2.33 and later, sysdeps/x86/dl-get-cpu-features.c
    Row(
        "old processor",
        r"CPU does not support (x86-64-v\d|z\d{2}\b)",
        "its image is built for {0}, which the processor that {node} offers does not support",
        AtFault.NODE,
        "Give the virtual machine a newer CPU model (host), choose other nodes, or an image for older processors.",
    ),
    # env(1), bash and dash print the carriage return that ends the line of a script written on Windows
    Row(
        "Windows line ends",
        r"(?:\\r|\^M|\r)'?\"?:? (?:No such file|command not found|not found|bad interpreter|invalid option)"
        r"|\$'\\r': command not found|^set: illegal option -\r?$",
        "its script has Windows line ends (CRLF)",
        AtFault.IMAGE,
        "Save the script with Unix line ends (dos2unix, or `*.sh text eol=lf` in .gitattributes), and build the image"
        " again.",
    ),
    # exec of containerd's and tini's init: the file is there, what its first line or its ELF header names is not
    Row(
        "no interpreter",
        r"^exec (/\S{1,200}): no such file or directory|(\S{1,200}): bad interpreter: No such file",
        "{0} cannot be run: the image lacks it, or the interpreter or C library that it names",
        AtFault.IMAGE,
        "Look at its first line (a shell that the image has, no Windows line ends), or build it static or on the"
        " image's own base.",
    ),
)
