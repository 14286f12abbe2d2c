"""--watch --record: the last log lines of containers with findings, written as lines of type LOG."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress

from kubectl_sidecars.api import ContainerLog, ObjectMeta
from kubectl_sidecars.causes.cause import LogRequest
from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.kube.http.client import Client
from kubectl_sidecars.kube.read.logs import read_log
from kubectl_sidecars.recording import Writer
from kubectl_sidecars.recording.format import LOG
from kubectl_sidecars.report import PodReport
from kubectl_sidecars.report.differences import differing, gone
from kubectl_sidecars.report.live import Inspected
from kubectl_sidecars.report.logs import found_logs
from kubectl_sidecars.snapshot import Line

LINES = 50
"""Lines of each log, its last ones."""
READERS, MOST_WAITING = 4, 200
"""Logs that are read at a time, and logs that wait for their turn. Where more pods fail at once, others are left out
until something changes in those pods."""

RunKey = tuple[int, str]
"""Restarts of a container and the kind of its state: with each of them its log may have other last lines."""


class LogRecorder:
    """Writes lines of a watch to a recording, and the logs that the findings of its pods tell the reader to look at.

    Each log is read once for each run of its container, in a thread; one that cannot be read is left out."""

    def __init__(self, client: Client, writer: Writer) -> None:
        self._client, self._writer = client, writer
        self._lock = threading.Lock()
        self._is_closed = False
        self._asked: dict[LogRequest, RunKey] = {}
        self._waiting: dict[LogRequest, None] = {}
        self._readers = 0

    def write(self, line: Line) -> None:
        """Writes one line; it is in the file when this returns. Raises UsageError if it cannot be written."""
        with self._lock:
            if not self._is_closed:
                self._writer.write(line)

    def follow(self, before: Inspected, now: Inspected) -> None:
        """Asks for the logs of the pods that differ, and forgets those that are gone. Returns at once."""
        with self._lock:
            for pod in gone(before.pods, now.pods):
                for request, _run in wanted(before.pods[pod][0]):
                    self._asked.pop(request, None)
            for pod in differing(before.pods, now.pods):
                for request, run in wanted(now.pods[pod][0]):
                    if self._asked.get(request) != run and len(self._waiting) < MOST_WAITING:
                        self._asked[request] = run
                        self._waiting[request] = None
            for _ in range(min(READERS - self._readers, len(self._waiting))):
                self._readers += 1
                threading.Thread(target=self._read_all, daemon=True, name="log").start()

    def close(self) -> None:
        """Writes nothing any more. Does not wait for logs that are being read."""
        with self._lock:
            self._is_closed = True

    def _read_all(self) -> None:
        """In a thread: reads the logs that wait, until there are none."""
        while (request := self._next()) is not None:
            log = read_log(
                self._client,
                request.namespace,
                request.pod,
                request.container,
                lines=LINES,
                previous=request.previous,
            )
            lines = tuple(log.text.decode("utf-8", "replace").splitlines())
            if lines and not log.error:
                pod = ObjectMeta(name=request.pod, namespace=request.namespace, uid=request.uid)
                value = ContainerLog(pod, request.container, request.previous, lines)
                with suppress(UsageError):  # the next line of the watch meets the same error, where it can be said
                    self.write(Line(self._client.now(), LOG, value))

    def _next(self) -> LogRequest | None:
        with self._lock:
            if self._is_closed or not self._waiting:
                self._readers -= 1
                return None
            request = next(iter(self._waiting))
            del self._waiting[request]
            return request


def wanted(report: PodReport) -> Iterator[tuple[LogRequest, RunKey]]:
    """The logs of a pod's findings, each with the run of its container."""
    runs = {container.name: (container.restart_count, container.state.kind) for container in report.containers}
    for request in found_logs(report):
        yield request, runs.get(request.container, (0, ""))
