"""Reads the last lines of the logs that are shown, each in a thread; it only posts messages."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

import msgspec

from kubectl_sidecars.causes.cause import LogRequest
from kubectl_sidecars.diagnose.phrasing.last_words import telling_line
from kubectl_sidecars.errors import SidecarsError
from kubectl_sidecars.escape import without_colours
from kubectl_sidecars.feed import Feed, PodLogOptions
from kubectl_sidecars.report import PodReport
from kubectl_sidecars.tui.excerpt import Excerpt
from kubectl_sidecars.tui.messages import ExcerptRead
from kubectl_sidecars.tui.reading_host import ReadingHost

LINES, TELLING = 100, 20
"""Lines that are read of a log: a high screen shows no more; and the last ones, of which one tells why it ended."""
AGAIN = timedelta(seconds=10)
"""Time after which the log of a container that runs is read again."""
MOST_READERS, MOST_KEPT = 4, 200
GROUP = "excerpts"


class ReadRun(msgspec.Struct, frozen=True):
    """The run of a container whose log was read: its restarts and its state, and when that was."""

    restarts: int
    state: str
    read_at: datetime


class Excerpts:
    """Keeps what was read until it may have changed, and while it is read again."""

    def __init__(self, host: ReadingHost) -> None:
        self._host = host
        self._runs: dict[LogRequest, ReadRun] = {}
        self._reading: set[LogRequest] = set()
        self._stop = threading.Event()

    def want(self, request: LogRequest) -> None:
        """Reads the log, unless it was read of the same run; that of a container that runs again after some time."""
        feed, state = self._host.feed, self._host.state
        uid = request.uid or f"{request.namespace}/{request.pod}"
        pod, entry = state.inspected.snapshot.pods.get(uid), state.inspected.pods.get(uid)
        if feed.logs is None or pod is None or entry is None or request in self._reading:
            return
        now, known = _run(entry[0], request, state.now), state.excerpts.get(request)
        run = self._runs.get(request) if known else None
        has_failed = known is not None and bool(known.problem)
        if len(self._reading) >= MOST_READERS or not _is_new(run, now, request, has_failed):
            return
        self._reading.add(request)
        self._runs[request] = now
        options = PodLogOptions(pod, request.container, request.previous, follow=False, tail=LINES)
        self._host.run_in_thread(partial(self._read, feed, request, options, self._stop), GROUP)

    def _read(self, feed: Feed, request: LogRequest, options: PodLogOptions, stop: threading.Event) -> None:
        """In a thread: reads the log, and posts it."""
        try:
            excerpt = excerpt_of(line.text for line in feed.logs(options, stop)) if feed.logs else Excerpt()
        except SidecarsError as error:
            excerpt = Excerpt(problem=str(error))
        if not stop.is_set():
            self._host.post_message(ExcerptRead(feed, request, excerpt))

    def read(self, message: ExcerptRead) -> None:
        """Shows the lines of a log. The oldest of all is dropped where there are too many."""
        self._reading.discard(message.request)
        if message.feed is not self._host.feed:
            return
        known = dict(self._host.state.excerpts)
        known.pop(message.request, None)
        known[message.request] = message.excerpt
        for request in list(known)[:-MOST_KEPT]:
            del known[request]
            self._runs.pop(request, None)
        self._host.show(excerpts=known)

    def stop(self) -> None:
        """Ends the threads, soon."""
        self._stop.set()


def excerpt_of(lines: Iterator[str]) -> Excerpt:
    """The excerpt with these lines, without their colours; blank ones are left out."""
    kept = tuple(line.rstrip() for line in map(without_colours, lines) if line.strip())[-LINES:]
    return Excerpt(kept, telling_line("\n".join(kept[-TELLING:])))


def _run(report: PodReport, request: LogRequest, now: datetime) -> ReadRun:
    for container in report.containers:
        if container.name == request.container:
            return ReadRun(container.restart_count, container.state.kind, now)
    return ReadRun(0, "", now)


def _is_new(known: ReadRun | None, now: ReadRun, request: LogRequest, has_failed: bool) -> bool:
    """True if a log that was read of the known run may have other lines now, or can be read now."""
    if known is None or known.restarts != now.restarts:
        return True
    may_grow = not request.previous and now.state == "running"
    if now.read_at - known.read_at >= AGAIN and (may_grow or has_failed):
        return True
    return not request.previous and known.state != now.state
