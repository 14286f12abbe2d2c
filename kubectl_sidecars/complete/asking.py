"""Asks kubectl's own completion for names in the cluster and in the kubeconfig.

kubectl logs in as the user does. Our own client would take as long to load (ssl and yaml alone 60 ms of CPU, kubectl's
whole answer 70). kubectl is not waited for once it has answered.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SIGKILL = 9
"""The number of POSIX: the module signal would load enum."""
PATIENCE = 4.0
"""Seconds to wait for kubectl, which itself gives up its request one second before."""


GOGC = "400"
"""The garbage collector of Go starts at a heap of 4 MB times this / 100 (Go runtime, GC guide). The tables of kubectl
alone are larger than 4 MB: with this value it takes a seventh less CPU."""


class Kubectl:
    """kubectl, as it is found on the PATH of an environment."""

    def __init__(self, environ: Mapping[str, str], program: str = "kubectl") -> None:
        self.environ = environ
        self.program = program

    def names(self, words: Sequence[str], connection: Sequence[str], word: str) -> tuple[str, ...]:
        """The candidates of kubectl for `word` after `kubectl WORDS`; empty if it fails.

        kubectl takes no flags before `__complete`, so those of the connection follow its words.
        """
        command = [self.program, "__complete", *words, *connection, "--request-timeout=3s"]
        if words and words[-1].startswith("-"):  # the flag of the completed value must be the last
            command = [self.program, "__complete", *words[:-1], *connection, "--request-timeout=3s", words[-1]]
        try:
            output = (_output if hasattr(os, "posix_spawn") else _output_on_windows)(
                [*command, word], {"GOGC": GOGC, **self.environ}
            )
        except (OSError, ValueError):
            return ()
        lines = output.decode("utf-8", "replace").splitlines()
        return tuple(line for line in lines if line and not line.startswith((":", "_activeHelp_")))


def _output(command: Sequence[str], environ: Mapping[str, str]) -> bytes:
    """The stdout of a command; empty if it takes longer than PATIENCE. Without subprocess, whose import takes 20 ms.

    A command that has answered is not waited for.
    """
    reader, writer = os.pipe()
    files = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_DUP2, writer, 1),
        (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
    ]
    try:
        child = os.posix_spawn(_on_path(command[0], environ), tuple(command), environ, file_actions=files)
    except BaseException:
        os.close(reader)
        raise
    finally:
        os.close(writer)
    try:
        output, is_whole = _until_end(reader)
    finally:
        os.close(reader)
    if not is_whole:
        os.kill(child, SIGKILL)
        os.waitpid(child, 0)
    return output if is_whole else b""


def _until_end(pipe: int) -> tuple[bytes, bool]:
    """The bytes from the pipe, and True if they are complete: at the end of the pipe, or of kubectl's last line."""
    import select  # noqa: PLC0415
    import time  # noqa: PLC0415

    output, end = b"", time.monotonic() + PATIENCE
    while select.select([pipe], [], [], max(0.0, end - time.monotonic()))[0]:
        chunk = os.read(pipe, 65536)
        if not chunk:
            return output, True
        output += chunk
        if output.endswith(b"\n") and output[output.rfind(b"\n", 0, -1) + 1 :].startswith(b":"):
            return output, True
    return output, False


def _on_path(program: str, environ: Mapping[str, str]) -> str:
    """The path of the program on the PATH of the environment; its name if it is not there."""
    if "/" in program:
        return program
    places = (f"{folder}/{program}" for folder in os.get_exec_path(environ) if folder)
    return next((path for path in places if os.access(path, os.X_OK) and not os.path.isdir(path)), program)  # noqa: PTH112


def _output_on_windows(command: Sequence[str], environ: Mapping[str, str]) -> bytes:
    import subprocess  # noqa: PLC0415

    try:
        done = subprocess.run(
            command,
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return b""
    return done.stdout
