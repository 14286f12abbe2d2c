"""The message and the exit status of a command that fails."""

from __future__ import annotations

import errno

from kubectl_sidecars.cli.streams import Streams
from kubectl_sidecars.errors import ExitStatus, SidecarsError

_WRITING = (errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EFBIG, errno.EBADF)


def failed(error: BaseException, streams: Streams) -> int:
    """Prints the error on stderr and returns its exit status. As in kubectl, the server's errors have no `error:`."""
    if isinstance(error, KeyboardInterrupt):
        return ExitStatus.INTERRUPTED
    if isinstance(error, SidecarsError):
        streams.say(str(error) if error.reason else f"error: {error}")
        return error.status
    if isinstance(error, OSError) and error.errno in _WRITING:
        streams.say(f"error: cannot write the output: {error.strerror}")
        return ExitStatus.USAGE
    if isinstance(error, MemoryError):
        streams.say("error: there is not enough memory: inspect one namespace at a time, or split the file")
        return ExitStatus.USAGE
    name = type(error).__name__
    streams.say(f"error: this is a bug in kubectl sidecars ({name}: {error}); --debug prints where it came from")
    return ExitStatus.USAGE
