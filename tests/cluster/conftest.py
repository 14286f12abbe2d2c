"""A real cluster, started by the command that SIDECARS_TEST_CLUSTER names."""

from __future__ import annotations

import os
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster.node_keeper import NodeKeeper
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


@pytest.fixture(scope="session")
def node_keeper(server: Server, pytestconfig: pytest.Config) -> Iterator[NodeKeeper]:
    """Looks after the node during all tests that make pods; what it had to mend is printed at the end."""
    keeper = NodeKeeper(os.environ["SIDECARS_TEST_CLUSTER"], server)
    keeper.start()
    yield keeper
    keeper.close()
    reporter = pytestconfig.pluginmanager.get_plugin("terminalreporter")
    assert reporter is not None
    for line in keeper.said:
        reporter.write_line(f"the cluster's node: {line}")


@pytest.fixture
def namespace(server: Server, node_keeper: NodeKeeper) -> Iterator[str]:
    """A namespace of the test's own on a node that takes pods, gone when the test is over."""
    node_keeper.wait()
    name = f"test-{uuid.uuid4().hex[:8]}"
    server.kubectl("create", "namespace", name)
    yield name
    server.kubectl("delete", "namespace", name, "--wait=false")
