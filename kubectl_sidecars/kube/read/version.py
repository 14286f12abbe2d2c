"""The server's version: several of its rules came with one."""

from __future__ import annotations

from typing import Any

import msgspec

from kubectl_sidecars.errors import SidecarsError
from kubectl_sidecars.kube.http.client import Client


def server_version(client: Client) -> str:
    """`v1.35.4`; "" where the server does not tell."""
    try:
        result = client.get("/version")
        found: dict[str, Any] = msgspec.json.decode(result.body, type=dict)
    except (SidecarsError, msgspec.DecodeError):
        return ""
    return str(found.get("gitVersion", "")) if result.is_ok else ""
