"""One resource kept up to date: list, watch from there, go on after every kind of end."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Generic, TypeVar

import urllib3

from kubectl_sidecars.api import Object
from kubectl_sidecars.errors import ClusterError, SidecarsError, UsageError
from kubectl_sidecars.escape import visible
from kubectl_sidecars.kube.backoff import Backoff, retry_after
from kubectl_sidecars.kube.errors import (
    CONNECTION_ERRORS,
    server_error,
    status_message,
    status_reason,
)
from kubectl_sidecars.kube.http.client import (
    RETRIED_STATUSES,
    Client,
    abort,
)
from kubectl_sidecars.kube.http.response_buffer import stream_body
from kubectl_sidecars.kube.read.interning import PodInterner
from kubectl_sidecars.kube.read.pager import Pager
from kubectl_sidecars.kube.read.resources import Query
from kubectl_sidecars.kube.read.sync_state import ResourceUpdate, SyncPhase, SyncState
from kubectl_sidecars.kube.read.watch_decoder import (
    Bookmark,
    Change,
    WatchDecoder,
    WatchError,
)
from kubectl_sidecars.snapshot import Line, key

FIRST_LIMIT = 50
"""A first page that is small, so that the first rows come soon."""
WATCH_SECONDS = 300
"""After this long, or up to twice as long, the server ends a watch: not all at once (client-go reflector.go)."""
QUIET_TIMEOUT = 75.0
"""Seconds without a byte after which a watch is opened anew from where it was.

Silence alone is no outage: a server sends a bookmark about each minute (cacher.go, v1.35), but promises none, and
of a resource that has not changed since it was started it sends none. Nor can the connection tell: the kernel of a
server that hangs goes on to acknowledge keepalives. client-go pings over HTTP/2 (after 30 s, for 15 s); our ping is
the next watch. A server that answers it is well, and nobody is told. One that does not is stale, over TLS as soon as
CONNECT_PATIENCE is over: a minute and a half after its last word.
"""
FORBIDDEN_RETRIES = 6
"""Refusals of what was given before that are waited through, half a minute in all: a server that starts forbids
everything until it has read its roles (RBAC authorizer, v1.35)."""
AWAITED, GATHER = 0.002, 0.5
"""Seconds from which on a read has waited for its bytes; and for which more are left to come, where they come fast.
A change that is read alone costs three times one that is read in a row (measured at 100 a second)."""

T = TypeVar("T", bound=Object)


class _Gone(Exception):  # noqa: N818 - not an error: the server has forgotten what we would go on from
    pass


class _Wait(Exception):  # noqa: N818 - not an error: ask again later
    def __init__(self, error: SidecarsError, at_least: float = 0.0) -> None:
        super().__init__(str(error))
        self.error, self.at_least = error, at_least


class Reflector(Generic[T]):
    """Runs in a thread of its own; `post` takes its news, `pause` waits and says whether to stop."""

    def __init__(
        self,
        client: Client,
        query: Query[T],
        post: Callable[[ResourceUpdate], None],
        stop: threading.Event,
        *,
        keep_raw: bool = False,
        pause: Callable[[float], bool] | None = None,
        quiet: float = QUIET_TIMEOUT,
    ) -> None:
        self.client, self.query, self.post, self.stop = client, query, post, stop
        self.keep_raw = keep_raw
        self.pause = pause or stop.wait
        self.quiet = quiet
        self.backoff = Backoff()
        self.version = ""
        self.is_listed = False
        self.pardons = 0
        self.known: dict[str, T] = {}
        self._interner = PodInterner()
        self.response: urllib3.BaseHTTPResponse | None = None

    def run(self) -> None:
        """Until `stop` is set, or the server denies the resource. Raises UsageError for what it cannot be asked."""
        while not self.stop.is_set():
            try:
                if not (self.version or self._list()):
                    return
                if not self._watch():
                    return
            except _Gone:
                self.version = ""
            except _Wait as wait:
                self._wait(wait.error, wait.at_least)
            except SidecarsError as error:
                if isinstance(error, UsageError) and not self.is_listed:  # a selector that is none will never be one
                    raise
                self._wait(error)

    def abort(self) -> None:
        """Ends a read that waits for the server; called from another thread."""
        if self.response is not None:
            abort(self.response)

    def _wait(self, error: SidecarsError, at_least: float = 0.0) -> None:
        if not self.stop.is_set():
            self._report(SyncPhase.STALE, error)
            self.pause(self.backoff.next(at_least))

    def _report(self, phase: SyncPhase, error: SidecarsError | None = None, lines: tuple[Line, ...] = ()) -> None:
        state = SyncState(
            phase,
            self.client.now(),
            error.message if error else "",
            error.reason if error else "",
            is_retrying=phase is SyncPhase.STALE,
            is_listed=self.is_listed,
        )
        self.post(ResourceUpdate(self.query.display_name, lines, state))

    def _deny(self, error: ClusterError) -> None:
        """Reports the resource as denied, after PARDONS retries. An optional resource counts as an empty list then."""
        if self.pardons:
            self.pardons -= 1
            raise _Wait(error)
        if self.query.resource.is_optional:
            self.is_listed = True
            self._report(SyncPhase.LIVE)
        else:
            self._report(SyncPhase.DENIED, error)

    def _list(self) -> bool:
        """Everything that is there; after a gap, only what changed in it. False when there is nothing to watch."""
        pager = Pager(self.client, self.query, first_limit=FIRST_LIMIT)
        seen: set[str] = set()
        for page in self._pages(pager):
            lines = tuple(line for value, raw in page if (line := self._listed(value, raw, seen)) is not None)
            undecodable, pager.undecodable = tuple(pager.undecodable), []
            self.post(ResourceUpdate(self.query.display_name, lines, undecodable=undecodable))
            if self.stop.is_set():
                return False
        if pager.error is not None:
            self._deny(pager.error)
            return False
        now = self.client.now()
        gone = tuple(Line(now, "DELETED", self.known.pop(each)) for each in self.known.keys() - seen)
        self.version, self.is_listed = pager.resource_version, True
        self._report(SyncPhase.LIVE, lines=gone)
        return True

    def _pages(self, pager: Pager[T]) -> Iterable[Iterable[tuple[T, bytes]]]:
        if self.keep_raw:
            return pager.raw_pages()
        return (((value, b"") for value in page) for page in pager.pages())

    def _listed(self, value: T, raw: bytes, seen: set[str]) -> Line | None:
        seen.add(key(value))
        before = self.known.get(key(value))
        if before is not None and before.metadata.resource_version == value.metadata.resource_version:
            return None
        return self._line(Change("ADDED" if before is None else "MODIFIED", value, raw), self.client.now())

    def _line(self, change: Change[T], now: datetime) -> Line | None:
        where = key(change.object)
        keep = self.query.keep
        if keep is not None and where not in self.known and not keep(change.object):
            return None
        if change.type == "DELETED":
            self.known.pop(where, None)
            self._interner.forget(change.object)
            return Line(now, change.type, change.object, change.raw)
        value = self.known[where] = self._interner.of(change.object)
        return Line(now, change.type, value, change.raw)

    def _watch(self) -> bool:
        """One watch to its end. False when it is denied."""
        params: dict[str, str | int | bool] = {
            **self.query.params,
            "watch": True,
            "allowWatchBookmarks": True,
            "resourceVersion": self.version,
            "timeoutSeconds": int(WATCH_SECONDS * (1 + random.random())),  # noqa: S311 - no secret
        }
        response = self.client.open(self.query.path, params, read_timeout=self.quiet, compress=False)
        self.response = response
        try:
            if response.status == 200:
                self.pardons = FORBIDDEN_RETRIES
                self._report(SyncPhase.LIVE)
                self._read(response)
                return True
            return self._refused(response)
        except CONNECTION_ERRORS as error:
            raise self.client.connection_error(error) from None
        finally:
            self.response = None
            response.close()

    def _refused(self, response: urllib3.BaseHTTPResponse) -> bool:
        body = response.read(decode_content=True)
        if response.status == 410:
            raise _Gone
        if response.status in {403, 404, 405}:
            self._deny(ClusterError(status_message(response.status, body), reason=status_reason(response.status, body)))
            return False
        at_least = retry_after(response.headers.get("Retry-After")) if response.status in RETRIED_STATUSES else 0.0
        raise _Wait(server_error(response.status, body), at_least)

    def _read(self, response: urllib3.BaseHTTPResponse) -> None:
        decoder = WatchDecoder(self.query.resource.type, self._interner, keep_raw=self.keep_raw)
        chunks, heard = stream_body(response), False
        while not self.stop.is_set():
            begun = time.monotonic()
            try:
                chunk = next(chunks, b"")
            except urllib3.exceptions.ReadTimeoutError:  # it was quiet: see QUIET
                self.backoff.reset()
                return
            if not chunk:
                break
            waited = time.monotonic() - begun
            events = decoder.feed(chunk)
            if events and not heard:
                heard = True
                self.backoff.reset()
            self._handle(events, decoder)
            if AWAITED < waited < GATHER:
                self.stop.wait(GATHER)
        if not heard and not self.stop.is_set():  # a server that only hangs up is not to be asked in a tight loop
            self.pause(self.backoff.next())

    def _handle(self, events: list[Change[T] | Bookmark | WatchError], decoder: WatchDecoder[T]) -> None:
        now = self.client.now()
        lines: list[Line] = []
        failure: WatchError | None = None
        for event in events:
            match event:
                case Change():
                    self.version = event.object.metadata.resource_version or self.version
                    line = self._line(event, now)
                    if line is not None:
                        lines.append(line)
                case Bookmark():
                    self.version = event.version or self.version
                case WatchError():
                    failure = event
                    break
        undecodable, decoder.undecodable = tuple(decoder.undecodable), []
        if lines or undecodable:
            self.post(ResourceUpdate(self.query.display_name, tuple(lines), undecodable=undecodable))
        if failure is not None:
            if failure.status.code == 410:
                raise _Gone
            message = f"the watch of {self.query.display_name} failed: {visible(failure.status.message)}"
            raise _Wait(ClusterError(message))
