"""The server's version: several of its rules came with one."""

from __future__ import annotations

from typing import Any

import msgspec

from kubectl_sidecars.errors import SidecarsError
from kubectl_sidecars.kube.http.client import Client


def server_version(client: Client) -> str:
    """`v1.35.4`; "" where the server does not tell."""
    try:
        answer = client.get("/version")
        found: dict[str, Any] = msgspec.json.decode(answer.body, type=dict)
    except (SidecarsError, msgspec.DecodeError):
        return ""
    return str(found.get("gitVersion", "")) if answer.is_ok else ""
