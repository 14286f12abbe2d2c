"""A child process in a pseudo-terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time

COMMAND = [sys.executable, "-m", "kubectl_sidecars", "inspect", "--demo"]
LEFT = b"\x1b[?1049l"
"""Switches back to the normal screen."""


class Terminal:
    """A child process on a pseudo-terminal, and everything that it has written."""

    def __init__(
        self,
        *words: str,
        size: tuple[int, int] = (100, 30),
        stderr: str = "",
        hears_hangup: bool = True,
        environ: dict[str, str] | None = None,
    ) -> None:
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            if not hears_hangup:
                signal.signal(signal.SIGHUP, signal.SIG_IGN)
            os.environ.update({"TERM": "xterm-256color", **(environ or {})})
            if stderr:
                os.dup2(os.open(stderr, os.O_WRONLY | os.O_CREAT), 2)
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
            os.execv(words[0], words)  # noqa: S606 - the child is what is tested
        self.seen = b""

    def until(self, wanted: bytes) -> None:
        """Reads until the child has written this."""
        end = time.monotonic() + 60
        while wanted not in self.seen:
            assert time.monotonic() < end, self.seen[-2000:]
            self._read()

    def press(self, key: bytes, *, until: bytes) -> None:
        """Presses the key until the child has written this.

        A signal between a prompt and its read is noticed with the next key."""
        end = time.monotonic() + 60
        while until not in self.seen:
            assert time.monotonic() < end, self.seen[-2000:]
            os.write(self.master, key)
            while until not in self.seen and select.select([self.master], [], [], 1)[0] and self._read():
                pass

    def _read(self) -> bool:
        if not select.select([self.master], [], [], 1)[0]:
            return True
        try:
            found = os.read(self.master, 1 << 16)
        except OSError:
            return False
        self.seen += found
        return bool(found)

    def status(self) -> int:
        """Reads to the end; returns the exit status."""
        while self._read():
            ended, status = os.waitpid(self.pid, os.WNOHANG)
            if ended:
                while select.select([self.master], [], [], 0)[0] and self._read():
                    pass
                return os.waitstatus_to_exitcode(status)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
