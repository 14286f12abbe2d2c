"""One resource kept up to date: a list, then watches from there, as client-go's Reflector."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from kubectl_sidecars.api import Object
from kubectl_sidecars.errors import ClusterError, SidecarsError, UsageError
from kubectl_sidecars.escape import visible
from kubectl_sidecars.kube.backoff import Backoff, retry_after
from kubectl_sidecars.kube.errors import connection_errors, is_timeout, server_error, status_message, status_reason
from kubectl_sidecars.kube.http.client import RETRIED_STATUSES, Client, abort
from kubectl_sidecars.kube.http.response_buffer import stream_body
from kubectl_sidecars.kube.login.pool import Response
from kubectl_sidecars.kube.read.interning import PodInterner
from kubectl_sidecars.kube.read.pager import Pager
from kubectl_sidecars.kube.read.resources import Query
from kubectl_sidecars.kube.read.store import Store
from kubectl_sidecars.kube.read.sync_state import ResourceUpdate, SyncPhase, SyncState
from kubectl_sidecars.kube.read.watch_decoder import Bookmark, Change, WatchDecoder, WatchError
from kubectl_sidecars.snapshot import Line, key

FIRST_LIMIT = 50
"""Objects of the first page: few, so that the first rows come soon."""
WATCH_SECONDS = 300
"""The server ends a watch after this to twice this time, so that not all end together (client-go reflector.go)."""
QUIET_TIMEOUT = 75.0
"""Seconds without a byte after which a new watch is opened at the same version.

Silence alone is no outage. A server sends a bookmark about every minute (cacher.go, v1.35), but promises none, and
sends none for a resource that has not changed since the server started. The connection cannot tell either: the kernel
of a server that hangs still acknowledges keepalives. client-go pings over HTTP/2 (after 30 s, for 15 s); here the next
watch is the ping. If the server answers it, all is well and nothing is reported. If not, the resource is stale: over
TLS after CONNECT_TIMEOUT, a minute and a half after the last byte.
"""
FORBIDDEN_RETRIES = 6
"""Retries, half a minute in all, where the server forbids what it gave before: one that starts forbids everything until
it has read its roles (RBAC authorizer, v1.35)."""
WAITED, GATHER_PAUSE = 0.002, 0.5
"""A read that took longer than the first had to wait for its bytes; one that took less than the second is followed by a
pause of that time. A change that is read alone costs three times as much as one in a row (measured at 100 a second)."""

T = TypeVar("T", bound=Object)


class _Gone(Exception):  # noqa: N818 - not an error: the server no longer knows the version, list again
    pass


class _Retry(Exception):  # noqa: N818 - not an error: report it, wait and watch again
    def __init__(self, error: SidecarsError, at_least: float = 0.0) -> None:
        super().__init__(str(error))
        self.error, self.at_least = error, at_least


class Reflector(Generic[T]):
    """Lists and watches one query in a thread of its own, and calls `post` with each update.

    `pause` waits for a number of seconds, and returns True if the reflector is to stop. `quiet` is QUIET_TIMEOUT.
    """

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
        self.forbidden_retries = 0
        self.interner = PodInterner()
        self.store = Store[T](self.interner, query.keep)
        self.response: Response | None = None

    def run(self) -> None:
        """Runs until `stop` is set or the server denies the resource. Raises UsageError for an invalid selector."""
        while not self.stop.is_set():
            try:
                if not (self.version or self._list()):
                    return
                if not self._watch():
                    return
            except _Gone:
                self.version = ""
            except _Retry as retry:
                self._wait(retry.error, retry.at_least)
            except SidecarsError as error:
                if isinstance(error, UsageError) and not self.is_listed:  # a wrong selector stays wrong
                    raise
                self._wait(error)

    def abort(self) -> None:
        """Ends a read that waits for the server. Called from another thread."""
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
        """Reports the resource as denied, after FORBIDDEN_RETRIES. An optional resource counts as an empty list."""
        if self.forbidden_retries:
            self.forbidden_retries -= 1
            raise _Retry(error)
        if self.query.resource.is_optional:
            self.is_listed = True
            self._report(SyncPhase.LIVE)
        else:
            self._report(SyncPhase.DENIED, error)

    def _list(self) -> bool:
        """Lists all objects; after a gap, reports only what changed in it. False if there is nothing to watch."""
        pager = Pager(self.client, self.query, first_limit=FIRST_LIMIT)
        keys: set[str] = set()
        for page in self._pages(pager):
            lines: list[Line] = []
            now = self.client.now()
            for value, raw in page:
                keys.add(key(value))
                line = self.store.listed(value, raw, now)
                if line is not None:
                    lines.append(line)
            undecodable, pager.undecodable = tuple(pager.undecodable), []
            self.post(ResourceUpdate(self.query.display_name, tuple(lines), undecodable=undecodable))
            if self.stop.is_set():
                return False
        if pager.error is not None:
            self._deny(pager.error)
            return False
        deleted = self.store.retain(keys, self.client.now())
        self.version, self.is_listed = pager.resource_version, True
        self._report(SyncPhase.LIVE, lines=deleted)
        return True

    def _pages(self, pager: Pager[T]) -> Iterable[Iterable[tuple[T, bytes]]]:
        if self.keep_raw:
            return pager.raw_pages()
        return (((value, b"") for value in page) for page in pager.pages())

    def _watch(self) -> bool:
        """Reads one watch to its end. False if the server denies it."""
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
                self.forbidden_retries = FORBIDDEN_RETRIES
                self._report(SyncPhase.LIVE)
                self._read(response)
                return True
            return self._refused(response)
        except connection_errors() as error:
            raise self.client.connection_error(error) from None
        finally:
            self.response = None
            response.close()

    def _refused(self, response: Response) -> bool:
        body = response.read(decode_content=True)
        if response.status == 410:
            raise _Gone
        if response.status in {403, 404, 405}:
            self._deny(ClusterError(status_message(response.status, body), reason=status_reason(response.status, body)))
            return False
        at_least = retry_after(response.headers.get("Retry-After")) if response.status in RETRIED_STATUSES else 0.0
        raise _Retry(server_error(response.status, body), at_least)

    def _read(self, response: Response) -> None:
        decoder = WatchDecoder(self.query.resource.type, self.interner, keep_raw=self.keep_raw)
        chunks, has_events = stream_body(response), False
        while not self.stop.is_set():
            begun = time.monotonic()
            try:
                chunk = next(chunks, b"")
            except connection_errors() as error:
                if not is_timeout(error):
                    raise
                self.backoff.reset()  # see QUIET_TIMEOUT
                return
            if not chunk:
                break
            waited = time.monotonic() - begun
            events = decoder.feed(chunk)
            if events and not has_events:
                has_events = True
                self.backoff.reset()
            self._handle(events, decoder)
            if WAITED < waited < GATHER_PAUSE:
                self.stop.wait(GATHER_PAUSE)
        if not has_events and not self.stop.is_set():  # no tight loop with a server that only closes the connection
            self.pause(self.backoff.next())

    def _handle(self, events: list[Change[T] | Bookmark | WatchError], decoder: WatchDecoder[T]) -> None:
        now = self.client.now()
        lines: list[Line] = []
        failure: WatchError | None = None
        for event in events:
            match event:
                case Change():
                    self.version = event.object.metadata.resource_version or self.version
                    line = self.store.apply(event, now)
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
            raise _Retry(ClusterError(message))
