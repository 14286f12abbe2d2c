"""The times that a reflector waits, in seconds."""

from __future__ import annotations

from typing import NamedTuple

RETRY_LIMIT = 6.0
"""Most seconds between two tries, so that a server that is back is heard within 10 s, connecting included."""
LIST_PATIENCE = 2.0
"""Seconds that a list waits by itself between two tries; before a longer wait the resource is reported as stale."""
FORBIDDEN_RETRIES = 8
"""Retries, half a minute in all, where the server forbids what it gave before: one that starts forbids everything until
it has read its roles (RBAC authorizer, v1.35)."""
DENIED_FIRST, DENIED_LIMIT = 5.0, 60.0
"""Seconds after which a resource that is denied is asked for again, at first and at most: rights may be given."""
WAITED, GATHER_PAUSE = 0.002, 0.5
"""A read that took longer than the first had to wait for its bytes; one that took less than the second is followed by a
pause of that time. A change that is read alone costs three times as much as one in a row (measured at 100 a second)."""


class Waits(NamedTuple):
    """The times for which a watch may say nothing."""

    quiet: float = 75.0
    """After this time without a byte a new watch is opened at the same version.

    Silence alone is no outage. A server sends a bookmark about every minute (cacher.go, v1.35), but promises none, and
    sends none for a resource that has not changed since the server started. Whether the server answers at all is the
    question of Liveness. This is for what it cannot tell: one of several servers behind one address that hangs.
    """
    silence: float = 9.0
    """After this time without a byte from the server it is asked whether it is there; see Liveness."""
    answer: float = 6.0
    """So long it may take to connect, and to answer: a silent server is reported within 20 s."""
    again: float = 2.0
    """After this time a server that did not answer is asked once more."""
    proof: float = 2.0
    """So long a watch has to last without an unreadable byte, where the one before it did not."""


WAITS = Waits()
