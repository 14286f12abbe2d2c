"""The format of the lines of a recording."""

from __future__ import annotations

import msgspec

from kubectl_sidecars.api import ApiObject, Time

SCHEMA = "sidecars-recording/v1"
LOG = "LOG"
"""The type of a line that holds the last lines of a container's log."""
TYPES = {"ADDED", "MODIFIED", "DELETED", LOG}
"""The events about objects; BOOKMARK and ERROR are about the watch itself."""
LONGEST = 16 << 20
"""The longest line in bytes: etcd stores no object above 1.5 MiB."""


class Header(ApiObject, frozen=True):
    """The first line: what was recorded, by which version of this tool and of Kubernetes, and from when."""

    schema: str = ""
    tool: str = ""
    kubernetes: str = ""
    started: Time | None = None
    redacted: bool = True


class Entry(ApiObject, frozen=True):
    """Any other line. `object` is the object as the API sent it; `schema` is only set in a header."""

    time: Time | None = None
    type: str = ""
    object: msgspec.Raw = msgspec.Raw()
    schema: str = ""
