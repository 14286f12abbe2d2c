"""The version of the server, on which several rules depend."""

from __future__ import annotations

from typing import Any

import msgspec

from kubectl_sidecars.decode import UNREADABLE
from kubectl_sidecars.errors import SidecarsError
from kubectl_sidecars.kube.http.client import Client


def server_version(client: Client) -> str:
    """The version, as `v1.35.4`; "" if the server does not give it."""
    try:
        result = client.get("/version")
        version: dict[str, Any] = msgspec.json.decode(result.body, type=dict)
    except (SidecarsError, *UNREADABLE):
        return ""
    return str(version.get("gitVersion", "")) if result.is_ok else ""
