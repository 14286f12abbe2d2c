"""Runs a kubectl command that only reads, and returns what it prints."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

from kubectl_sidecars.errors import SidecarsError

PATIENCE = 60
"""Seconds after which a command that does not end is ended."""
MOST = 2_000_000
"""Bytes of the output that are kept: its end, where the events are."""


def output_of(words: Sequence[str]) -> str:
    """The output of a command without a terminal. Raises SidecarsError, of one line, if it cannot be run or fails."""
    try:
        done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        raise SidecarsError(f"{words[0]} has not ended in {PATIENCE} s") from None
    except OSError as error:
        hint = " is not on the PATH" if isinstance(error, FileNotFoundError) else f": {error.strerror}"
        raise SidecarsError(f"{words[0]}{hint}") from None
    if done.returncode:
        errors = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise SidecarsError(errors[-1] if errors else f"{words[0]} ended with exit status {done.returncode}")
    return done.stdout[-MOST:].decode("utf-8", "replace")
