"""A server of two pods, a and b, and a watch of them; a module that needs other pods has a `server` of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.fake_server import FakeServer, serve
from tests.support.kube_clients import client, pod
from tests.support.kube_watches import Watch


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with serve([pod("a"), pod("b")]) as running:
        yield running


@pytest.fixture
def watch(server: FakeServer, tmp_path: Path) -> Iterator[Watch]:
    with client(server, tmp_path) as kube:
        running = Watch(kube)
        yield running
        running.stop.set()
        running.until(lambda: False)
