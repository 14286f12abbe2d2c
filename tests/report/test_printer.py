"""STATUS is that of the server's own printer, and the report says whose."""

from __future__ import annotations

import msgspec
import pytest

from kubectl_sidecars.report import inspect
from kubectl_sidecars.snapshot import Source
from tests.support.builders import container, pod, snapshot, terminated


@pytest.mark.parametrize(
    ("version", "status", "printer"),
    [
        ("v1.34.2", "Completed", "v1.34"),
        ("v1.35.4", "Error", "v1.35"),
        ("", "Error", "v1.37"),
        ("v1.99", "Error", "v1.37"),
    ],
)
def test_status_is_that_of_the_servers_version(version: str, status: str, printer: str) -> None:
    failed = pod(
        [container("app", terminated(0)), container("worker", terminated(1))],
        phase="Failed",
        spec={"restart_policy": "Never"},
    )
    source = Source("cluster", "test", server_version=version)
    report = inspect(msgspec.structs.replace(snapshot(failed), source=source))
    assert report.pods[0].status == status
    assert report.source.printer == printer
