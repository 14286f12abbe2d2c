"""In place of a standard stream that the parent process has closed, where Python has None."""

from __future__ import annotations

import errno
import io
import os
from typing import Any


class ClosedStream(io.TextIOWrapper):
    """A stream that fails when it is read or written; without `fails` what is written is thrown away."""

    def __init__(self, *, fails: bool = True) -> None:
        super().__init__(_Closed() if fails else io.BytesIO(), write_through=True)  # type: ignore[arg-type]

    def isatty(self) -> bool:
        """False."""
        return False


class _Closed(io.RawIOBase):
    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def readinto(self, _buffer: Any) -> int:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))

    def write(self, _data: Any) -> int:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
