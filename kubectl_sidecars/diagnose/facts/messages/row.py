"""One row of the table of messages."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from kubectl_sidecars.diagnose.faults import MessageName

MEMORY_FULL = MessageName("memory full")
"""The name of the row for a volume in memory that has no room."""
STORAGE_FULL = MessageName("storage full")
"""The name of the row for a volume for which the storage has no room."""
LIMIT_TOO_LOW = MessageName("limit too low")
"""The name of the row for a sandbox that a memory limit does not let start."""


class AtFault(StrEnum):
    """The party whose fault it is."""

    NODE = "node"
    IMAGE = "image"
    POD = "pod"
    VOLUME = "volume"
    ELSEWHERE = "elsewhere"
    """A server or an object outside of pod and node."""


class Row(NamedTuple):
    """A message and what it means.

    `pattern` is searched without regard to case. `words` is a clause without a full stop; `{0}` is the first group of
    the pattern that matched, `{node}` the pod's node, and `{its_node}` that node as the subject of the clause. `name`
    tells one fault from another, and is never shown. `advice` may be "". `takes_new_pod` is True where the cure changes
    what a pod keeps for life."""

    name: str
    pattern: str
    words: str
    at_fault: AtFault
    advice: str = ""
    takes_new_pod: bool = False
