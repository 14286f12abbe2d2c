"""What can go wrong for a user, and the exit status that it leaves. Imports nothing, so that usage errors are fast."""

from __future__ import annotations

from enum import IntEnum


class ExitStatus(IntEnum):
    """The contract with scripts."""

    OK = 0
    """Nothing at or above --fail-on."""
    FINDINGS = 1
    """Findings at or above --fail-on."""
    USAGE = 2
    """A flag, a name or a file that is wrong or does not exist."""
    CLUSTER = 3
    """The cluster cannot be reached, or forbids."""
    INTERRUPTED = 130
    """Ctrl-C."""


class SidecarsError(Exception):
    """One line for the user that says what is wrong and what to do."""

    status = ExitStatus.USAGE


class UsageError(SidecarsError):
    """The command line is wrong, or names something that does not exist."""


class ClusterError(SidecarsError):
    """The cluster cannot be reached, or does not let us in."""

    status = ExitStatus.CLUSTER
