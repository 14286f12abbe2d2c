"""Every fault of the table on a real cluster, some at the same time, each met by a watch of its own."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.cluster.fault_bench import AT_A_TIME, Seen, can_meet, meet
from tests.cluster.server import Server
from tests.support.faults import ROWS, Row

SLACK = 5.0
"""Seconds that a busy machine may take longer than the table promises."""


@pytest.fixture(scope="module")
def seen(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Seen]]:
    namespace, folder = f"test-{uuid.uuid4().hex[:8]}", tmp_path_factory.mktemp("faults")
    server.kubectl("create", "namespace", namespace)
    rows = [row for row in ROWS if can_meet(row)]
    try:
        with ThreadPoolExecutor(AT_A_TIME) as pool:
            found = pool.map(lambda row: meet(row, server, namespace, folder), rows)
            yield {row.fault: seen for row, seen in zip(rows, found, strict=True)}
    finally:
        server.kubectl("delete", "namespace", namespace, "--wait=false")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.fault)
def test_a_fault_is_told_in_time_invents_nothing_and_heals(seen: dict[str, Seen], row: Row) -> None:
    if row.fault not in seen:
        pytest.skip("packets are dropped by root alone, with iptables")
    found = seen[row.fault]
    assert found.invented == ()
    assert found.equal <= row.equal + SLACK, found
    assert found.live <= row.equal + SLACK, found
    if row.said:
        assert found.told <= row.told + SLACK, found
        assert found.screen <= row.told + SLACK, found
