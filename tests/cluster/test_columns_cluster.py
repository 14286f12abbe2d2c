"""Our columns against the API server's own tables, which are what kubectl prints."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from kubectl_sidecars.api import Pod
from kubectl_sidecars.decode import decode_page
from kubectl_sidecars.lifecycle.columns import columns
from tests.cluster import statuses
from tests.cluster.server import Server

GENERATED = 600


def printed(server: Server, *words: str) -> dict[str, tuple[str, str, str]]:
    """READY, STATUS and RESTARTS by name, as kubectl prints them."""
    text = server.kubectl("get", "pods", "--no-headers", *words)
    rows = (re.split(r" {2,}", line.strip()) for line in text.splitlines())
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


def ours(server: Server, *words: str) -> dict[str, tuple[str, str, str]]:
    page, problems = decode_page(server.kubectl("get", "pods", "-o", "json", *words).encode(), Pod)
    assert problems == []
    now = datetime.now(UTC)  # noqa: TID251 - the real printer reads the clock too
    said = ((pod.metadata.name, columns(pod)) for pod in page.items)
    return {name: (column.ready, column.status, column.restarts(now)) for name, column in said}


def test_generated_statuses_print_as_the_servers_tables_do(server: Server, namespace: str) -> None:
    path = f"/api/v1/namespaces/{namespace}/pods"

    def write(seed: int) -> int:
        pod, status = statuses.pod(seed)
        made, answer = server.call("POST", path, pod)
        assert made == 201, json.dumps(answer)
        name = pod["metadata"]["name"]
        patched, _ = server.call("PATCH", f"{path}/{name}/status", {"status": status})
        if pod["metadata"].get("finalizers"):
            server.call("DELETE", f"{path}/{name}")
        return patched

    try:
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(write, range(GENERATED)))
        assert answers.count(200) >= 500
        assert ours(server, "-n", namespace) == printed(server, "-n", namespace)
    finally:
        for seed in range(0, GENERATED, 9):
            server.call("PATCH", f"{path}/generated-{seed:04d}", {"metadata": {"finalizers": None}})
