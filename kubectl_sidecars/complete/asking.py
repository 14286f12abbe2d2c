"""Names that only the cluster or the kubeconfig knows, asked of kubectl's own completion.

It logs in as the user does. Three quarters of its time is its own start, and our own client would take as long to
load (ssl and yaml alone 60 ms of CPU, kubectl's whole answer 70): so it is started once, early, and not waited for when
it has answered.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SIGKILL = 9
"""POSIX's number: the module signal loads enum."""
PATIENCE = 4.0
"""Seconds that a person waits after TAB; kubectl itself gives up its request one second before."""


GOGC = "400"
"""Go's collector starts at a heap of 4 MB times this / 100 (Go runtime, GC guide). kubectl's tables alone are more than
4 MB: with rarer rounds it takes a seventh less CPU to start and to answer."""


class Kubectl:
    """kubectl, as it is found on the PATH of an environment."""

    def __init__(self, environ: Mapping[str, str], program: str = "kubectl") -> None:
        self.environ = environ
        self.program = program

    def names(self, words: Sequence[str], connection: Sequence[str], word: str) -> tuple[str, ...]:
        """What kubectl would offer after `kubectl WORDS`, in place of `word`; nothing when it cannot tell.

        kubectl takes no flags before `__complete`, so those of the connection follow its words.
        """
        command = [self.program, "__complete", *words, *connection, "--request-timeout=3s"]
        if words and words[-1].startswith("-"):  # the flag whose value is asked for stays next to it
            command = [self.program, "__complete", *words[:-1], *connection, "--request-timeout=3s", words[-1]]
        try:
            said = (_said if hasattr(os, "posix_spawn") else _said_on_windows)(
                [*command, word], {"GOGC": GOGC, **self.environ}
            )
        except (OSError, ValueError):
            return ()
        lines = said.decode("utf-8", "replace").splitlines()
        return tuple(line for line in lines if line and not line.startswith((":", "_activeHelp_")))


def _said(command: Sequence[str], environ: Mapping[str, str]) -> bytes:
    """Its stdout; nothing of one that takes too long. As subprocess does it, whose import takes 20 ms.

    One that has answered is left to end by itself: we are gone before it is.
    """
    ours, theirs = os.pipe()
    files = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_DUP2, theirs, 1),
        (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
    ]
    try:
        child = os.posix_spawn(_found(command[0], environ), tuple(command), environ, file_actions=files)
    except BaseException:
        os.close(ours)
        raise
    finally:
        os.close(theirs)
    try:
        said, is_whole = _until_end(ours)
    finally:
        os.close(ours)
    if not is_whole:
        os.kill(child, SIGKILL)
        os.waitpid(child, 0)
    return said if is_whole else b""


def _until_end(pipe: int) -> tuple[bytes, bool]:
    """What comes, and whether that was all: the end of the pipe, or the directive, which is kubectl's last line."""
    import select  # noqa: PLC0415
    import time  # noqa: PLC0415

    said, end = b"", time.monotonic() + PATIENCE
    while select.select([pipe], [], [], max(0.0, end - time.monotonic()))[0]:
        chunk = os.read(pipe, 65536)
        if not chunk:
            return said, True
        said += chunk
        if said.endswith(b"\n") and said[said.rfind(b"\n", 0, -1) + 1 :].startswith(b":"):
            return said, True
    return said, False


def _found(program: str, environ: Mapping[str, str]) -> str:
    """Where it is on the PATH of that environment."""
    if "/" in program:
        return program
    places = (f"{folder}/{program}" for folder in os.get_exec_path(environ) if folder)
    return next((path for path in places if os.access(path, os.X_OK) and not os.path.isdir(path)), program)  # noqa: PTH112


def _said_on_windows(command: Sequence[str], environ: Mapping[str, str]) -> bytes:
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
