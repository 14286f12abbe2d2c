"""Errors that users see, and the exit statuses. Imports nothing heavy, so that usage errors are fast."""

from __future__ import annotations


class ExitStatus:
    """The exit statuses of the program; scripts rely on them. Numbers, as loading enum is slow."""

    OK = 0
    """Nothing at or above --fail-on."""
    FINDINGS = 1
    """Findings at or above --fail-on."""
    USAGE = 2
    """A flag, a name or a file that is wrong or does not exist."""
    CLUSTER = 3
    """The cluster cannot be reached, or denies access."""
    INTERRUPTED = 130
    """Ctrl-C."""


FORBIDDEN = "Forbidden"
"""The API's reason for a 403 (apimachinery meta/v1 StatusReasonForbidden, v0.35)."""


class SidecarsError(Exception):
    """An error with a message of one line for the user: what is wrong and what to do.

    `reason` is the API server's reason for refusing a request, such as NotFound; else "". With a reason, `message` is
    the server's message, and the line has kubectl's form: `Error from server (NotFound): pods "x" not found`.
    `retry_after` are the seconds that the server asks to wait before the next request; 0.0 if it does not ask."""

    status = ExitStatus.USAGE

    def __init__(self, message: str, *, reason: str = "", retry_after: float = 0.0) -> None:
        super().__init__(f"Error from server ({reason}): {message}" if reason else message)
        self.message, self.reason, self.retry_after = message, reason, retry_after


class UsageError(SidecarsError):
    """The command line is wrong, or names something that does not exist."""


class ClusterError(SidecarsError):
    """The cluster cannot be reached, or denies access."""

    status = ExitStatus.CLUSTER
