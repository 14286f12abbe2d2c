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

import msgspec

from kubectl_sidecars.decode import Bytes
from kubectl_sidecars.errors import ClusterError, SidecarsError
from kubectl_sidecars.escape import visible
from kubectl_sidecars.kube import urls
from kubectl_sidecars.kube.backoff import Backoff, retry_after
from kubectl_sidecars.kube.config.client_config import ClientConfig, client_config
from kubectl_sidecars.kube.config.connection_options import ConnectionOptions, parse_timeout
from kubectl_sidecars.kube.errors import (
    UnreachableError,
    connection_error,
    connection_errors,
    server_error,
    status_message,
    status_reason,
)
from kubectl_sidecars.kube.http.response_buffer import ReadBody, read_all
from kubectl_sidecars.kube.login.pool import Response, Timeouts

T = TypeVar("T")

READ_TIMEOUT = 60.0
"""Seconds without a byte before a response counts as lost, where --request-timeout sets none."""
CONNECT_TIMEOUT = 15.0
_CLOCK_TOLERANCE = timedelta(seconds=2)
"""Differences between two clocks that are ignored: a Date header has whole seconds, and arrives late."""
MAX_TRIES = 5
RETRIED_STATUSES = frozenset({429, 500, 502, 503, 504})
"""Too many requests, and a server or a proxy that is starting or busy: repeated, with a delay."""


class Result(msgspec.Struct, frozen=True):
    """A response with its whole body, as client-go's rest.Result. `date` is the server's clock."""

    status: int
    body: Bytes
    date: datetime

    @property
    def is_ok(self) -> bool:
        """True for status 200."""
        return self.status == 200

    @property
    def message(self) -> str:
        """The server's message where the status is not 200, safe to print."""
        return status_message(self.status, self.body)

    @property
    def reason(self) -> str:
        """The server's reason where the status is not 200, as `Forbidden`."""
        return status_reason(self.status, self.body)

    def error(self) -> SidecarsError:
        """The error for this response, where the status is not 200; see `server_error`."""
        return server_error(self.status, self.body)


def connect(options: ConnectionOptions, environ: Mapping[str, str] = os.environ) -> Client:
    """A client of the cluster that the options and the kubeconfig name. Sends no request yet.

    Raises UsageError for a wrong kubeconfig, flag or timeout.
    """
    return Client(
        client_config(options, environ),
        timeout=parse_timeout(options.request_timeout),
        log=sys.stderr if options.debug else None,
        environ=environ,
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
    ) -> None:
        self.namespace, self.context = config.namespace, config.context
        self.server = urls.shown(config.cluster.server)
        self.backoff = Backoff
        self._config, self._environ = config, environ
        self._timeout, self._log, self._sleep = timeout, log, sleep
        self._lock = threading.Lock()
        self._session: Any = None
        self._ahead = timedelta(0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes all idle connections. Does not wait for a login in another thread: its plugin may run for long."""
        session, self._session = self._session, None
        if session is not None:
            session.close()

    def now(self) -> datetime:
        """The time by the server's clock, from its last Date header; by the local clock before the first response."""
        return datetime.now(UTC) + self._ahead  # noqa: TID251 - a shell may read the clock

    def get(self, path: str, params: urls.Params | None = None) -> Result:
        """The response with its body, repeated while the connection breaks or the status is one of RETRIED_STATUSES.

        Raises ClusterError after MAX_TRIES, and at once where the server cannot be reached.
        """
        return self._with_retries(path, params, self.read)

    def stream(self, path: str, params: urls.Params | None = None) -> Response:
        """As `get`, with the body not read yet: pass the response to `read`."""
        return self._with_retries(path, params, lambda response: response)

    def _with_retries(self, path: str, params: urls.Params | None, take: Callable[[Response], T]) -> T:
        backoff = self.backoff()
        while True:
            at_least = 0.0
            last_try = backoff.tries + 1 >= MAX_TRIES
            try:
                response = self.open(path, params)
                if response.status not in RETRIED_STATUSES:
                    return take(response)
                result = self.read(response)
            except UnreachableError as error:
                if last_try or not error.is_broken:  # one that broke off may work again at once
                    raise
            else:
                if last_try:
                    raise result.error()
                at_least = retry_after(response.headers.get("Retry-After"))
            self._sleep(backoff.next(at_least))

    def read(self, response: Response, body_of: ReadBody = read_all) -> Result:
        """The response with its body, which `body_of` reads. Raises ClusterError if the connection breaks."""
        try:
            body = body_of(response)
        except connection_errors() as error:
            response.close()
            raise self.connection_error(error) from None
        response.release_conn()
        return Result(response.status, body, self.date(response))

    def open(
        self, path: str, params: urls.Params | None = None, *, read_timeout: float | None = None, compress: bool = True
    ) -> Response:
        """The response to one request, with the body not read yet. A 401 renews the credentials, once.

        Raises ClusterError on a second 401, and if the server cannot be reached.
        """
        session = self._current(None)
        response = self._request(session, path, params, read_timeout, compress)
        if response.status == 401:
            self._drop(response)
            response = self._request(self._current(session), path, params, read_timeout, compress)
        if response.status == 401:
            self._drop(response)
            raise Result(401, b"", self.now()).error()
        ahead = self.date(response) - (self.now() - self._ahead)
        self._ahead = ahead if abs(ahead) > _CLOCK_TOLERANCE else timedelta(0)
        return response

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

    def _request(
        self, session: Any, path: str, params: urls.Params | None, read_timeout: float | None, compress: bool
    ) -> Response:
        url = session.base + path + (f"?{urls.query(params)}" if params else "")
        headers = session.headers()
        if not compress:
            headers = [pair for pair in headers if pair[0] != "Accept-Encoding"]
        read = self._timeout or READ_TIMEOUT
        started = time.monotonic()
        try:
            timeouts = Timeouts(self._timeout or CONNECT_TIMEOUT, read_timeout or read)
            response: Response = session.pool.get(url, headers, timeouts)
        except connection_errors() as error:
            failure = self.connection_error(error)
            self._log_request(url, type(error).__name__, started)
            raise failure from None
        self._log_request(url, response.status, started)
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


def abort(response: Response) -> None:
    """Ends a read that waits for the server. Called from another thread."""
    shutdown = getattr(response, "shutdown", None)  # urllib3 >= 2.3; before, the thread ends with its process
    if shutdown is not None:
        try:
            shutdown()
        except (OSError, ValueError, RuntimeError):  # it has ended already
            return
