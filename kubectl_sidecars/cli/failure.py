"""What is said when a command fails, and the exit status that it leaves."""

from __future__ import annotations

import errno

from kubectl_sidecars.cli.streams import Streams
from kubectl_sidecars.errors import ExitStatus, SidecarsError


def failed(error: BaseException, streams: Streams) -> ExitStatus:
    """Prints one line on stderr and returns the exit status. kubectl writes `error:` before its own errors only."""
    if isinstance(error, KeyboardInterrupt):
        return ExitStatus.INTERRUPTED
    if isinstance(error, SidecarsError):
        streams.say(str(error) if error.reason else f"error: {error}")
        return error.status
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EFBIG):
        streams.say(f"error: the output cannot be written: {error.strerror}")
        return ExitStatus.USAGE
    if isinstance(error, MemoryError):
        streams.say("error: there is not enough memory for all of it: ask for one namespace, or split the file")
        return ExitStatus.USAGE
    name = type(error).__name__
    streams.say(f"error: this is a defect of kubectl sidecars ({name}: {error}); --debug says where it came from")
    return ExitStatus.USAGE
