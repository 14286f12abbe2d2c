"""Watches of a real cluster through a faulty proxy: what is said of each fault, how soon, and when all is well."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from kubectl_sidecars.cli.inspect.watch import print_all
from kubectl_sidecars.cli.parser.options import inspect_options
from kubectl_sidecars.cli.streams import Streams
from kubectl_sidecars.errors import SidecarsError
from kubectl_sidecars.feed import SyncPhase, Update
from kubectl_sidecars.feed.live import live_updates
from kubectl_sidecars.kube.config.connection_options import ConnectionOptions
from kubectl_sidecars.kube.http.client import Client, connect
from kubectl_sidecars.kube.select.pod_query import PodQuery
from tests.cluster.server import Server
from tests.support.faults import Row
from tests.support.faulty_proxy import FaultyProxy

AT_A_TIME = 4
"""Watches that are tried at the same time: each has nine threads, and its proxy as many, in one process."""
SETTLE = 3.0
"""Seconds between the first report and the fault, so that every watch is open."""
PATIENCE = 90.0
"""Seconds after which what does not come counts as never."""
NEVER = float("inf")
OLD = "warning: what is printed may be old: "


def can_meet(row: Row) -> bool:
    """Whether this user may do it: dropping packets takes root."""
    return row.fault != "drop" or (os.geteuid() == 0 and shutil.which("iptables") is not None)


class Seen(NamedTuple):
    """What a watch did in one fault. Seconds from the beginning of the fault, and from its end; inf for never."""

    said: str
    told: float
    screen: float
    """Until the state of the screen was no longer live."""
    equal: float
    live: float
    """From the end of the fault until both said that all is well."""
    invented: tuple[str, ...]
    """Pods that live, and were missing."""


class Err(io.StringIO):
    """Standard error with the time of each line."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[tuple[float, str]] = []

    def write(self, text: str) -> int:
        self.lines.append((time.monotonic(), text.strip()))
        return len(text)


class Watched:
    """A text watch in a thread, and the states that the screen would show."""

    def __init__(self, client: Client, namespace: str, selector: str) -> None:
        self.err, self.stop = Err(), threading.Event()
        self.changed = threading.Condition()
        self.updates: list[tuple[float, Update]] = []
        self.failure: SidecarsError | None = None
        self._query = PodQuery(namespace=namespace, selector=selector)
        self._client = client
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        options = inspect_options(["-o", "table", "--watch"])
        try:
            print_all(self._noted(), options, Streams(io.StringIO(), self.err, io.StringIO()))
        except SidecarsError as error:
            self.failure = error

    def _noted(self) -> Iterator[Update]:
        for update in live_updates(self._client, self._query, self.stop):
            with self.changed:
                self.updates.append((time.monotonic(), update))
                self.changed.notify_all()
            yield update

    def until(self, holds: Callable[[], bool]) -> float:
        """The time at which it holds, asked after each update; NEVER after PATIENCE."""
        with self.changed:
            is_so = self.changed.wait_for(holds, timeout=PATIENCE)
        return time.monotonic() if is_so else NEVER

    @property
    def phase(self) -> SyncPhase | None:
        return self.updates[-1][1].sync.phase if self.updates else None

    @property
    def versions(self) -> dict[str, str]:
        pods = self.updates[-1][1].snapshot.pods.values() if self.updates else ()
        return {pod.metadata.name: pod.metadata.resource_version for pod in pods}

    def end(self) -> None:
        self.stop.set()
        self._thread.join(timeout=10)


def meet(row: Row, server: Server, namespace: str, folder: Path) -> Seen:
    """Watches three pods through one fault, while one is deleted, one is created and one is changed."""
    label = f"fault={row.fault.replace(' ', '-')}"
    pods = Pods(server, namespace, row.fault.replace(" ", "-"))
    for name in ("gone", "kept", "changed"):
        pods.create(name)
    with FaultyProxy(server.address.geturl()) as proxy, connect(_options(proxy, server, folder), {}) as client:
        watched = Watched(client, namespace, label)
        try:
            watched.until(lambda: watched.phase is SyncPhase.LIVE)
            threading.Event().wait(SETTLE)
            return _meet(row, proxy, pods, watched)
        finally:
            watched.end()


def _options(proxy: FaultyProxy, server: Server, folder: Path) -> ConnectionOptions:
    path = folder / f"kubeconfig-{proxy.port}"
    config = {
        "current-context": "faults",
        "contexts": [{"name": "faults", "context": {"cluster": "faults", "user": "faults"}}],
        "clusters": [{"name": "faults", "cluster": {"server": proxy.url}}],
        "users": [{"name": "faults", "user": {"token": server.token}}],
    }
    path.write_text(json.dumps(config), encoding="utf-8")
    return ConnectionOptions(kubeconfig=str(path), interactive=False)


def _meet(row: Row, proxy: FaultyProxy, pods: Pods, watched: Watched) -> Seen:
    begun = time.monotonic()
    proxy.fail(row.fault)
    pods.delete("gone")
    pods.create("new")
    pods.change("changed")
    threading.Event().wait(row.lasts)
    proxy.mend()
    mended = time.monotonic()
    expected = pods.versions()
    equal = watched.until(lambda: watched.versions == expected)
    live = watched.until(lambda: watched.phase is SyncPhase.LIVE)
    lines = [(at, line) for at, line in watched.err.lines if OLD in line]
    said = [(at, line.replace(OLD, "")) for at, line in lines if row.said and re.search(row.said, line)]
    during = [(at, update) for at, update in watched.updates if at >= begun]
    stale = [at for at, update in during if update.sync.phase is not SyncPhase.LIVE]
    names = [{pod.metadata.name for pod in update.snapshot.pods.values()} for _, update in during]
    prefix = f"{pods.prefix}-"
    return Seen(
        said[0][1] if said else "",
        said[0][0] - begun if said else NEVER,
        stale[0] - begun if stale else NEVER,
        max(0.0, equal - mended),
        max(0.0, live - mended),
        tuple(sorted({prefix + name for seen in names for name in ("kept", "changed") if prefix + name not in seen})),
    )


class Pods:
    """Pods that no scheduler takes, so that nothing but the test changes them."""

    def __init__(self, server: Server, namespace: str, prefix: str) -> None:
        self._server, self.prefix = server, prefix
        self._path = f"/api/v1/namespaces/{namespace}/pods"

    def create(self, name: str) -> None:
        labels = {"fault": self.prefix}
        spec = {"schedulerName": "nobody", "containers": [{"name": "app", "image": "i"}]}
        pod = {"metadata": {"name": f"{self.prefix}-{name}", "labels": labels}, "spec": spec}
        status, answer = self._server.call("POST", self._path, pod)
        assert status == 201, answer

    def delete(self, name: str) -> None:
        self._server.call("DELETE", f"{self._path}/{self.prefix}-{name}")

    def change(self, name: str) -> None:
        status = {"status": {"message": "changed"}}
        self._server.call("PATCH", f"{self._path}/{self.prefix}-{name}/status", status)

    def versions(self) -> dict[str, str]:
        """The resourceVersions of a new list, by name."""
        _, answer = self._server.call("GET", f"{self._path}?labelSelector=fault%3D{self.prefix}")
        return {item["metadata"]["name"]: item["metadata"]["resourceVersion"] for item in answer["items"]}
