"""A real cluster, started by the command that SIDECARS_TEST_CLUSTER names."""

from __future__ import annotations

import os
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster.server import Server


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs the cluster."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("cluster")


@pytest.fixture(scope="session")
def kubeconfig() -> Path:
    command = os.environ.get("SIDECARS_TEST_CLUSTER", "")
    if not command:
        pytest.skip("SIDECARS_TEST_CLUSTER names no command that starts a cluster")
    done = subprocess.run([command, "up"], check=True, capture_output=True, text=True)
    return Path(done.stdout.split()[-1])


@pytest.fixture(scope="session")
def server(kubeconfig: Path) -> Server:
    return Server(kubeconfig)


@pytest.fixture
def namespace(server: Server) -> Iterator[str]:
    """A namespace of the test's own, gone when it is over."""
    name = f"test-{uuid.uuid4().hex[:8]}"
    server.kubectl("create", "namespace", name)
    yield name
    server.kubectl("delete", "namespace", name, "--wait=false")
