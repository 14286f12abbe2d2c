"""Requests to the API server. Bodies are raw bytes; failed requests are repeated; every error is one line."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Self, TextIO, TypeVar

from kubectl_sidecars.errors import ClusterError, SidecarsError
from kubectl_sidecars.escape import visible
from kubectl_sidecars.kube import urls
from kubectl_sidecars.kube.backoff import PATIENCE, Backoff, next_try, retry_after
from kubectl_sidecars.kube.config.client_config import ClientConfig, client_config
from kubectl_sidecars.kube.config.connection_options import ConnectionOptions, parse_timeout
from kubectl_sidecars.kube.errors import (
    UnreachableError,
    connection_error,
    connection_errors,
)
from kubectl_sidecars.kube.http.exchange import GATEWAY_STATUSES, RETRIED_STATUSES, Request, Result
from kubectl_sidecars.kube.http.response_buffer import ReadBody, read_all
from kubectl_sidecars.kube.login.transport import Response, Timeouts

T = TypeVar("T")

READ_TIMEOUT = 60.0
"""Seconds without a byte before a response counts as lost, where --request-timeout sets none."""
CONNECT_TIMEOUT = 15.0
_CLOCK_TOLERANCE = timedelta(seconds=2)
"""Differences between two clocks that are ignored: a Date header has whole seconds, and arrives late."""
MAX_TRIES = 5
ANNOUNCED_DELAY = 2.0
"""Seconds from which a wait between two tries is reported on stderr."""


def connect(
    options: ConnectionOptions,
    environ: Mapping[str, str] = os.environ,
    *,
    say: Callable[[str], object] = lambda _line: None,
) -> Client:
    """A client of the cluster that the options and the kubeconfig name. Sends no request yet.

    `say` is called with a line for people when the server asks to wait.
    Raises UsageError for a wrong kubeconfig, flag or timeout.
    """
    return Client(
        client_config(options, environ),
        timeout=parse_timeout(options.request_timeout),
        log=sys.stderr if options.debug else None,
        environ=environ,
        say=say,
    )


class Client:
    """The client of one cluster as one user. Several threads may use it at a time. The first request logs in."""

    def __init__(
        self,
        config: ClientConfig,
        *,
        timeout: float | None = None,
        log: TextIO | None = None,
        environ: Mapping[str, str] = os.environ,
        sleep: Callable[[float], object] = time.sleep,
        say: Callable[[str], object] = lambda _line: None,
    ) -> None:
        self.namespace, self.context = config.namespace, config.context
        self.server = urls.shown(config.cluster.server)
        self.backoff = Backoff
        self._config, self._environ = config, environ
        self._timeout, self._log, self._sleep, self._say = timeout, log, sleep, say
        self._lock, self._announcing = threading.Lock(), threading.Lock()
        self._announced: dict[str, float] = {}
        self._session: Any = None
        self._ahead = timedelta(0)
        self.heard_at = time.monotonic()
        """The time, by the monotonic clock, at which the server last sent something."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes all idle connections. Does not wait for a login in another thread: its plugin may run for long."""
        session, self._session = self._session, None
        if session is not None:
            session.close()

    def log_in(self) -> None:
        """Reads the credentials, if they have not been read. Raises SidecarsError: before many requests all would."""
        self._current(None)

    def now(self) -> datetime:
        """The time by the server's clock, from its last Date header; by the local clock before the first response."""
        return datetime.now(UTC) + self._ahead  # noqa: TID251 - a shell may read the clock

    def get(self, path: str, params: urls.Params | None = None, *, patience: float = PATIENCE) -> Result:
        """The response with its body, repeated while the connection breaks or the status is one of RETRIED_STATUSES.

        Raises ClusterError after MAX_TRIES, before a wait of more than `patience` seconds, and at once where the server
        cannot be reached.
        """
        return self._with_retries(path, params, self.read, patience)

    def stream(self, path: str, params: urls.Params | None = None, *, patience: float = PATIENCE) -> Response:
        """As `get`, with the body not read yet: pass the response to `read`."""
        return self._with_retries(path, params, lambda response: response, patience)

    def _with_retries(self, path: str, params: urls.Params | None, take: Callable[[Response], T], patience: float) -> T:
        backoff = self.backoff()
        while True:
            failure: SidecarsError
            try:
                response = self.open(path, params)
                if response.status not in RETRIED_STATUSES:
                    return take(response)
                failure = self.read(response).error()
            except UnreachableError as error:
                if not error.is_broken:  # one that broke off may work again at once
                    raise
                failure = error
            is_last = backoff.tries + 1 >= MAX_TRIES
            delay = backoff.next(failure.retry_after)
            if is_last or delay > patience:
                raise failure
            if delay >= ANNOUNCED_DELAY:
                self._announce(f"{failure}; {next_try(failure.retry_after)}", delay)
            self._sleep(delay)

    def _announce(self, line: str, delay: float) -> None:
        """Says why a request waits, once for all requests that wait for the same at that time."""
        now = time.monotonic()
        with self._announcing:
            is_known = now < self._announced.get(line, 0.0)
            if not is_known:
                self._announced[line] = now + delay
        if not is_known:
            self._say(line)

    def read(self, response: Response, body_of: ReadBody = read_all) -> Result:
        """The response with its body, which `body_of` reads. Raises ClusterError if the connection breaks."""
        try:
            body = body_of(response)
        except connection_errors() as error:
            response.close()
            raise self.connection_error(error) from None
        response.release_conn()
        asked = retry_after(response.headers.get("Retry-After")) if response.status in RETRIED_STATUSES else 0.0
        return Result(response.status, body, self.date(response), asked)

    def open(
        self,
        path: str,
        params: urls.Params | None = None,
        *,
        timeouts: Timeouts | None = None,
        compress: bool = True,
        fresh: bool = False,
    ) -> Response:
        """The response to one request, with the body not read yet. A 401 renews the credentials, once.

        `fresh` asks for a new connection. Raises ClusterError on a second 401, and if the server cannot be reached.
        """
        session = self._current(None)
        request = Request(path, params, self._timeouts(timeouts), compress, fresh)
        response = self._request(session, request)
        if response.status == 401:
            self._drop(response)
            response = self._request(self._current(session), request)
        if response.status == 401:
            self._drop(response)
            raise Result(401, b"", self.now()).error()
        ahead = self.date(response) - (self.now() - self._ahead)
        self._ahead = ahead if abs(ahead) > _CLOCK_TOLERANCE else timedelta(0)
        return response

    def heard(self) -> None:
        """Notes that the server has sent something."""
        self.heard_at = time.monotonic()

    @staticmethod
    def _drop(response: Response) -> None:
        response.drain_conn()
        response.release_conn()

    def _current(self, refused: Any) -> Any:
        """The session to use. A new one if the server has refused `refused`, opened once for all threads."""
        from kubectl_sidecars.kube.login.session import Session  # noqa: PLC0415 - loads ssl

        with self._lock:
            if self._session is None or self._session is refused:
                old, self._session = self._session, None
                self._session = Session(self._config, self._environ)
                if old is not None:
                    old.close()
            return self._session

    def _timeouts(self, given: Timeouts | None) -> Timeouts:
        """The timeouts of a request; --request-timeout is also the time to connect."""
        if given is None:
            return Timeouts(self._timeout or CONNECT_TIMEOUT, self._timeout or READ_TIMEOUT)
        return given._replace(connect=self._timeout or given.connect)

    def _request(self, session: Any, request: Request) -> Response:
        url = session.base + request.path + (f"?{urls.query(request.params)}" if request.params else "")
        headers = session.headers()
        if not request.compress:
            headers = [pair for pair in headers if pair[0] != "Accept-Encoding"]
        started = time.monotonic()
        try:
            response: Response = session.pool.get(url, headers, request.timeouts, fresh=request.fresh)
        except connection_errors() as error:
            failure = self.connection_error(error)
            self._log_request(url, type(error).__name__, started)
            raise failure from None
        self._log_request(url, response.status, started)
        if response.status not in GATEWAY_STATUSES:
            self.heard()
        return response

    def connection_error(self, error: Exception) -> ClusterError:
        """The error for an exception of the connection."""
        return connection_error(error, self.server)

    def date(self, response: Response) -> datetime:
        """The time of a response by its Date header; `now` without one."""
        try:
            return parsedate_to_datetime(response.headers["Date"]).astimezone(UTC)
        except (KeyError, ValueError, TypeError):
            return self.now()

    def _log_request(self, url: str, status: int | str, started: float) -> None:
        if self._log is not None:
            self._log.write(f"GET {visible(url)} {status} {(time.monotonic() - started) * 1000:.0f} ms\n")
