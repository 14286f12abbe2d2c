"""Exit codes and signals in words, by the conventions of shells and of the runtimes (containerd, CRI-O)."""

from __future__ import annotations

from kubectl_sidecars.api import Terminated

SIGNALS = {
    1: "SIGHUP",
    2: "SIGINT",
    3: "SIGQUIT",
    4: "SIGILL",
    5: "SIGTRAP",
    6: "SIGABRT",
    7: "SIGBUS",
    8: "SIGFPE",
    9: "SIGKILL",
    10: "SIGUSR1",
    11: "SIGSEGV",
    12: "SIGUSR2",
    13: "SIGPIPE",
    14: "SIGALRM",
    15: "SIGTERM",
    24: "SIGXCPU",
    25: "SIGXFSZ",
    31: "SIGSYS",
}
"""Signal numbers of Linux on x86 and arm."""

_MEANINGS = {
    0: "success",
    2: "often wrong usage, or a Go panic",
    126: "command found but not executable",
    127: "command not found",
    128: "the runtime could not start it",
    130: "interrupted",
    134: "aborted",
    137: "killed",
    139: "segmentation fault",
    141: "broken pipe",
    143: "terminated",
    255: "often -1, or the status was lost",
}

SIGNAL_BASE = 128
"""A process that signal n ended has the exit code 128 + n."""


def signal_of(terminated: Terminated) -> int:
    """The number of the signal that ended the run; 0 if it exited by itself."""
    if terminated.signal:
        return terminated.signal
    number = terminated.exit_code - SIGNAL_BASE
    return number if number in SIGNALS else 0


def ended_on_request(terminated: Terminated) -> bool:
    """True if the exit code fits a stop by the kubelet: 143 (SIGTERM), 137 (SIGKILL), or 0 after a clean shutdown."""
    return terminated.exit_code in (0, 137, 143)


def meaning(exit_code: int) -> str:
    """The conventional meaning of an exit code in a few words; "" for a code that only the program defines."""
    return _MEANINGS.get(exit_code, "")


def signal_name(number: int) -> str:
    """`SIGKILL`; `signal 40` for a number that is not in SIGNALS."""
    return SIGNALS.get(number, f"signal {number}")


def exit_words(terminated: Terminated) -> str:
    """`exit 137 (SIGKILL)`, `exit 127 (command not found)`, `exit 3`."""
    number = signal_of(terminated)
    words = signal_name(number) if number else meaning(terminated.exit_code)
    return f"exit {terminated.exit_code} ({words})" if words else f"exit {terminated.exit_code}"
