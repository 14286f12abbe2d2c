"""Writing to a real API server, for tests: what the program itself never does."""

from __future__ import annotations

import http.client
import json
import ssl
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml


class Server:
    """An API server by its kubeconfig (one cluster, one user with a token)."""

    def __init__(self, kubeconfig: Path) -> None:
        self.kubeconfig = kubeconfig
        config = yaml.safe_load(kubeconfig.read_text(encoding="utf-8"))
        self.address = urlsplit(config["clusters"][0]["cluster"]["server"])
        self.token = config["users"][0]["user"]["token"]

    def kubectl(self, *words: str, text: str | None = None) -> str:
        command = ["kubectl", "--kubeconfig", str(self.kubeconfig), *words]
        return subprocess.run(command, check=True, capture_output=True, text=True, input=text).stdout

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
        """Status and answer of one request."""
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        kind = "application/merge-patch+json" if method == "PATCH" else "application/json"
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": kind}
        host, port = self.address.hostname or "", self.address.port
        with closing(http.client.HTTPSConnection(host, port, context=context, timeout=60)) as connection:
            connection.request(method, path, json.dumps(body) if body is not None else None, headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"{}")
