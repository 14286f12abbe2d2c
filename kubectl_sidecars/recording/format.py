"""What the lines of a recording look like."""

from __future__ import annotations

import msgspec

from kubectl_sidecars.api import ApiObject, Time

SCHEMA = "sidecars-recording/v1"
TYPES = {"ADDED", "MODIFIED", "DELETED"}
"""The changes that a watch tells of; its BOOKMARK and ERROR tell of the watch itself."""
LONGEST = 16 << 20
"""No line is longer: etcd takes no object above 1.5 MiB."""


class Header(ApiObject, frozen=True):
    """The first line: what was recorded, by which version of this tool and of Kubernetes, and from when."""

    schema: str = ""
    tool: str = ""
    kubernetes: str = ""
    started: Time | None = None
    redacted: bool = True


class Entry(ApiObject, frozen=True):
    """Any other line. `object` is the API's own; `schema` is there to find a header amid the lines."""

    time: Time | None = None
    type: str = ""
    object: msgspec.Raw = msgspec.Raw()
    schema: str = ""
