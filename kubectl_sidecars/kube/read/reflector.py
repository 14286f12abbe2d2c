"""One resource kept up to date: a list, then watches from there, as client-go's Reflector."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from kubectl_sidecars.api import Object
from kubectl_sidecars.errors import ClusterError, SidecarsError, UsageError
from kubectl_sidecars.kube.backoff import Backoff
from kubectl_sidecars.kube.errors import UnreadableError, connection_errors, is_timeout
from kubectl_sidecars.kube.http.client import Client
from kubectl_sidecars.kube.http.exchange import abort
from kubectl_sidecars.kube.http.response_buffer import stream_body
from kubectl_sidecars.kube.login.transport import Response
from kubectl_sidecars.kube.read.interning import PodInterner
from kubectl_sidecars.kube.read.pager import Pager
from kubectl_sidecars.kube.read.resources import Query
from kubectl_sidecars.kube.read.store import Store
from kubectl_sidecars.kube.read.sync_state import ResourceUpdate, SyncPhase, SyncState
from kubectl_sidecars.kube.read.waits import (
    DENIED_FIRST,
    DENIED_LIMIT,
    FORBIDDEN_RETRIES,
    GATHER_PAUSE,
    LIST_PATIENCE,
    RETRY_LIMIT,
    WAITED,
    WAITS,
    Waits,
)
from kubectl_sidecars.kube.read.watch_decoder import Bookmark, Garbled, Received, WatchChange, WatchDecoder, WatchError
from kubectl_sidecars.kube.read.watch_request import (
    DeniedError,
    GoneError,
    check_watch,
    failure_of,
    open_watch,
    refusal,
)
from kubectl_sidecars.object_keys import key
from kubectl_sidecars.snapshot import Line

FIRST_LIMIT = 50
"""Objects of the first page: few, so that the first rows come soon."""

T = TypeVar("T", bound=Object)


class Reflector(Generic[T]):
    """Lists and watches one query in a thread of its own, and calls `post` with each update.

    `pause` waits for a number of seconds, and returns True if the reflector is to stop.
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
        waits: Waits = WAITS,
    ) -> None:
        self.client, self.query, self.post, self.stop = client, query, post, stop
        self.keep_raw, self.waits = keep_raw, waits
        self.pause = pause or stop.wait
        self.backoff, self.denied_backoff = Backoff(limit=RETRY_LIMIT), Backoff(DENIED_FIRST, DENIED_LIMIT)
        self.version = ""
        self.is_listed = False
        self.forbidden_retries = 0
        self.doubt: SidecarsError | None = None
        """The error of a last answer that was no watch; the next one is believed with an event, or after a time."""
        self.interner = PodInterner()
        self.store = Store[T](self.interner, query.keep)
        self.response: Response | None = None
        self.is_renewed = False

    def run(self) -> None:
        """Runs until `stop` is set. Raises UsageError for an invalid selector."""
        while not self.stop.is_set():
            try:
                (self._watch if self.version else self._list)()
            except GoneError:
                self.version = ""
            except UnreadableError as error:  # what came before it may be wrong too: list again, as client-go
                self.doubt, self.version, self.store.is_trusted = error, "", False
                self._wait(error)
            except SidecarsError as error:
                if isinstance(error, UsageError) and not self.is_listed:  # a wrong selector stays wrong
                    raise
                self._wait(error)

    def renew(self) -> None:
        """Opens a new watch in place of one that is silent. Called from another thread."""
        self.is_renewed = True
        self.abort()

    def abort(self) -> None:
        """Ends a read that waits for the server. Called from another thread."""
        if self.response is not None:
            abort(self.response)

    def _wait(self, error: SidecarsError) -> None:
        if not self.stop.is_set():
            self._report(SyncPhase.STALE, error)
            self.pause(self.backoff.next(error.retry_after))

    def _report(self, phase: SyncPhase, error: SidecarsError | None = None, lines: tuple[Line, ...] = ()) -> None:
        state = SyncState(
            phase,
            self.client.now(),
            error.message if error else "",
            error.reason if error else "",
            is_retrying=error is not None,
            retry_after=error.retry_after if error else 0.0,
            is_listed=self.is_listed,
        )
        self.post(ResourceUpdate(self.query.display_name, lines, state))

    def _deny(self, error: ClusterError) -> None:
        """Reports the resource as denied, after some retries, and waits. An optional one counts as an empty list."""
        if self.forbidden_retries:
            self.forbidden_retries -= 1
            raise error
        if self.query.resource.is_optional:
            self.is_listed = True
            self._report(SyncPhase.LIVE)
        else:
            self._report(SyncPhase.DENIED, error)
        self.pause(self.denied_backoff.next())

    def _list(self) -> None:
        """Lists all objects; after a gap, reports only what changed in it."""
        pager = Pager(self.client, self.query, first_limit=FIRST_LIMIT, patience=LIST_PATIENCE)
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
                return
        if pager.error is not None:
            self._deny(pager.error)
            return
        if pager.damage:
            raise UnreadableError(f"the server's list of {self.query.display_name} is damaged: {pager.damage}")
        deleted = self.store.retain(keys, self.client.now(), pager.refused)
        self.version, self.is_listed = pager.resource_version, True
        self.denied_backoff.reset()
        self._report(SyncPhase.STALE if self.doubt else SyncPhase.LIVE, self.doubt, deleted)

    def _pages(self, pager: Pager[T]) -> Iterable[Iterable[tuple[T, bytes]]]:
        if self.keep_raw:
            return pager.raw_pages()
        return (((value, b"") for value in page) for page in pager.pages())

    def _watch(self) -> None:
        """Reads one watch to its end."""
        response = open_watch(
            self.client, self.query, self.version, self.waits.proof if self.doubt else self.waits.quiet
        )
        self.response, self.is_renewed = response, False
        try:
            if response.status == 200:
                check_watch(response, self.query)
                self.forbidden_retries = FORBIDDEN_RETRIES
                if self.doubt is None:
                    self._report(SyncPhase.LIVE)
                self._read(response)
            else:
                raise refusal(response)
        except DeniedError as error:
            self._deny(error)
        except connection_errors() as error:
            raise self.client.connection_error(error) from None
        finally:
            self.response = None
            response.close()

    def _read(self, response: Response) -> None:
        decoder = WatchDecoder(self.query.resource.type, self.interner, keep_raw=self.keep_raw)
        chunks, opened, has_events = stream_body(response), time.monotonic(), False
        while not self.stop.is_set():
            begun = time.monotonic()
            try:
                chunk = next(chunks, b"")
            except connection_errors() as error:
                if is_timeout(error) or self.is_renewed:
                    self.doubt = None
                    self.backoff.reset()  # see Waits
                    return
                if not has_events and time.monotonic() - opened < self.waits.proof:
                    self.doubt = self.client.connection_error(error)
                raise
            waited = time.monotonic() - begun
            self.client.heard()
            events = decoder.feed(chunk) if chunk else decoder.end()
            if events and not has_events and not isinstance(events[0], Garbled):
                has_events = True
                self._believe()
            self._handle(events, decoder)
            if not chunk:
                break
            if WAITED < waited < GATHER_PAUSE:
                self.stop.wait(GATHER_PAUSE)
        if not has_events and not self.stop.is_set():  # no tight loop with a server that only closes the connection
            self.pause(self.backoff.next())

    def _believe(self) -> None:
        """The server has sent a first event: what it says is the API's again."""
        self.backoff.reset()
        if self.doubt is not None:
            self.doubt = None
            self._report(SyncPhase.LIVE)

    def _handle(self, events: list[Received[T]], decoder: WatchDecoder[T]) -> None:
        now = self.client.now()
        lines: list[Line] = []
        failure: WatchError | Garbled | None = None
        for event in events:
            match event:
                case WatchChange():
                    self.version = event.object.metadata.resource_version or self.version
                    line = self.store.apply(event, now)
                    if line is not None:
                        lines.append(line)
                case Bookmark():
                    self.version = event.version or self.version
                case _:
                    failure = event
                    break
        undecodable, decoder.undecodable = tuple(decoder.undecodable), []
        if lines or undecodable:
            self.post(ResourceUpdate(self.query.display_name, tuple(lines), undecodable=undecodable))
        if failure is not None:
            raise failure_of(failure, self.query)
