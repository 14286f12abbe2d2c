"""Opens and reads what users name: files, devices, and pipes to which nothing may ever be written."""

from __future__ import annotations

import errno
import os
import stat

TYPE_CHECKING = False  # importing typing and pathlib costs more than all of this
if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

MOST = 16 << 20
"""Bytes of a kubeconfig, a file of roles, a token or a certificate: a thousand times what they have."""
WRITER_WAIT = 5
"""Seconds for which a pipe without a writer is waited for."""


def home() -> str:
    """The user's folder; a path that does not exist where HOME is not set and the user has no entry in passwd, as in
    a container that runs under any number."""
    found = os.path.expanduser("~")  # noqa: PTH111 - the one of pathlib raises
    return "/nonexistent" if found == "~" else found


def open_input(path: Path | str) -> BinaryIO:
    """The file, open for reading. Raises OSError, also for a pipe to which nothing writes."""
    if os.name == "nt" or not stat.S_ISFIFO(os.stat(path).st_mode):  # noqa: PTH116 - a path may be text
        return open(path, "rb")  # noqa: PTH123 - the caller closes it
    import select  # noqa: PLC0415 - few inputs are pipes

    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # without O_NONBLOCK it waits for a writer
    try:
        waiting = select.poll()
        waiting.register(descriptor, select.POLLIN)
        if not waiting.poll(WRITER_WAIT * 1000):
            raise OSError(errno.ETIMEDOUT, "it is a pipe to which nothing writes", str(path))  # noqa: TRY301
        os.set_blocking(descriptor, True)
    except OSError:
        os.close(descriptor)
        raise
    return open(descriptor, "rb")  # noqa: PTH123


def read_input(path: Path | str, most: int = MOST) -> bytes:
    """The content of a file of at most `most` bytes. Raises OSError for one that cannot be read or has more."""
    with open_input(path) as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise OSError(errno.EFBIG, f"it has more than {most >> 20} MiB", str(path))
    return content
