"""Requests to the API server: raw bytes in, retried where it helps, every failure one line."""

from __future__ import annotations

import os
import sys
import threading
import time
import urllib.parse
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Self, TextIO, TypeVar

import msgspec
import urllib3

from kubectl_sidecars.decode import Bytes
from kubectl_sidecars.errors import ClusterError, SidecarsError
from kubectl_sidecars.escape import visible
from kubectl_sidecars.kube import urls
from kubectl_sidecars.kube.backoff import Backoff, retry_after
from kubectl_sidecars.kube.config.client_config import Target, target
from kubectl_sidecars.kube.config.connection_options import ConnectionOptions, seconds
from kubectl_sidecars.kube.errors import (
    BROKEN,
    UnreachableError,
    lost,
    message_of,
    reason_of,
    server_error,
)
from kubectl_sidecars.kube.http.response_buffer import BodyOf, whole

Params = Mapping[str, str | int | bool]
T = TypeVar("T")

PATIENCE = 60.0
"""Seconds without a byte before an answer counts as lost, where --request-timeout sets none."""
CONNECT_PATIENCE = 15.0
_COARSE = timedelta(seconds=2)
"""A Date header counts whole seconds, and takes its time to come."""
MOST_TRIES = 5
UNWELL = frozenset({429, 500, 502, 503, 504})
"""What passes: too many requests, and a server or a proxy before it that is starting or busy."""


class Answer(msgspec.Struct, frozen=True):
    """What the server said; `date` is its clock."""

    status: int
    body: Bytes
    date: datetime

    @property
    def is_ok(self) -> bool:
        return self.status == 200

    @property
    def message(self) -> str:
        """The server's message where the status is not 200, safe to print."""
        return message_of(self.status, self.body)

    @property
    def reason(self) -> str:
        """The server's reason where the status is not 200, as `Forbidden`."""
        return reason_of(self.status, self.body)

    def error(self) -> SidecarsError:
        """The error that this answer is, where the status is not 200; see `server_error`."""
        return server_error(self.status, self.body)


def connect(options: ConnectionOptions, environ: Mapping[str, str] = os.environ) -> Client:
    """A client for the cluster that the options and the kubeconfig name. Sends nothing yet."""
    return Client(
        target(options, environ), timeout=seconds(options.request_timeout), log=_log(options), environ=environ
    )


def _log(options: ConnectionOptions) -> TextIO | None:
    return sys.stderr if options.debug else None


class Client:
    """One cluster, one user. Used by several threads at once. The kubernetes package is loaded by the first request."""

    def __init__(
        self,
        target: Target,
        *,
        timeout: float | None = None,
        log: TextIO | None = None,
        environ: Mapping[str, str] = os.environ,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self.namespace, self.context = target.namespace, target.context
        self.server = urls.shown(target.cluster.server)
        self.backoff = Backoff
        self._target, self._environ = target, environ
        self._timeout, self._log, self._sleep = timeout, log, sleep
        self._lock = threading.Lock()
        self._session: Any = None
        self._ahead = timedelta(0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        with self._lock:
            if self._session is not None:
                self._session.close()
                self._session = None

    def now(self) -> datetime:
        """The server's clock, as its last Date header told it; ours before the first answer."""
        return datetime.now(UTC) + self._ahead  # noqa: TID251 - a shell may read the clock

    def get(self, path: str, params: Params | None = None) -> Answer:
        """The whole answer. Waits and asks again while the server is not well; raises ClusterError when it stays so."""
        return self._patiently(path, params, self.read)

    def ask(self, path: str, params: Params | None = None) -> urllib3.BaseHTTPResponse:
        """The same, the body still to `read`."""
        return self._patiently(path, params, lambda response: response)

    def _patiently(self, path: str, params: Params | None, take: Callable[[urllib3.BaseHTTPResponse], T]) -> T:
        backoff = self.backoff()
        while True:
            at_least = 0.0
            last_try = backoff.tries + 1 >= MOST_TRIES
            try:
                response = self.open(path, params)
                if response.status not in UNWELL:
                    return take(response)
                answer = self.read(response)
            except ClusterError as error:
                if last_try or not _is_passing(error):
                    raise
            else:
                if last_try:
                    raise answer.error()
                at_least = retry_after(response.headers.get("Retry-After"))
            self._sleep(backoff.next(at_least))

    def read(self, response: urllib3.BaseHTTPResponse, body_of: BodyOf = whole) -> Answer:
        """The answer with its body, which `body_of` reads."""
        try:
            body = body_of(response)
        except BROKEN as error:
            response.close()
            raise self.lost(error) from None
        response.release_conn()
        return Answer(response.status, body, self.date(response))

    def open(
        self, path: str, params: Params | None = None, *, patience: float | None = None, compress: bool = True
    ) -> urllib3.BaseHTTPResponse:
        """One request, its body not read yet. A 401 renews the credentials once; a second one is a ClusterError."""
        session = self._current(None)
        response = self._request(session, path, params, patience, compress)
        if response.status == 401:
            self._drop(response)
            response = self._request(self._current(session), path, params, patience, compress)
        if response.status == 401:
            self._drop(response)
            raise Answer(401, b"", self.now()).error()
        ahead = self.date(response) - self._local()
        self._ahead = ahead if abs(ahead) > _COARSE else timedelta(0)
        return response

    @staticmethod
    def _drop(response: urllib3.BaseHTTPResponse) -> None:
        response.drain_conn()
        response.release_conn()

    def _current(self, refused: Any) -> Any:
        """The session to use; a new one when the server has refused this one, made once for all threads."""
        from kubectl_sidecars.kube.login.session import Session  # noqa: PLC0415 - loads ssl

        with self._lock:
            if self._session is None or self._session is refused:
                old, self._session = self._session, None
                self._session = Session(self._target, self._environ)
                if old is not None:
                    old.close()
            return self._session

    def _request(
        self, session: Any, path: str, params: Params | None, patience: float | None, compress: bool
    ) -> urllib3.BaseHTTPResponse:
        url = session.base + path + (f"?{query(params)}" if params else "")
        headers = session.headers()
        if not compress:
            headers["Accept-Encoding"] = "identity"
        read = self._timeout or PATIENCE
        started = time.monotonic()
        try:
            response: urllib3.BaseHTTPResponse = session.pool.request(
                "GET",
                url,
                headers=headers,
                preload_content=False,
                redirect=False,
                retries=False,
                timeout=urllib3.Timeout(connect=self._timeout or CONNECT_PATIENCE, read=patience or read),
            )
        except BROKEN as error:
            failure = self.lost(error)
            self._say(url, type(error).__name__, started)
            raise failure from None
        self._say(url, response.status, started)
        return response

    def lost(self, error: Exception) -> ClusterError:
        """What the loss of a connection means, in words."""
        return lost(error, self.server)

    def date(self, response: urllib3.BaseHTTPResponse) -> datetime:
        try:
            return parsedate_to_datetime(response.headers["Date"]).astimezone(UTC)
        except (KeyError, ValueError, TypeError):
            return self.now()

    def _local(self) -> datetime:
        return self.now() - self._ahead

    def _say(self, url: str, status: int | str, started: float) -> None:
        if self._log is not None:
            self._log.write(f"GET {visible(url)} {status} {(time.monotonic() - started) * 1000:.0f} ms\n")


def hang_up(response: urllib3.BaseHTTPResponse) -> None:
    """Ends a read that waits for the server; called from another thread."""
    shutdown = getattr(response, "shutdown", None)  # urllib3 >= 2.3; before, the thread ends with its process
    if shutdown is not None:
        try:
            shutdown()
        except (OSError, ValueError, RuntimeError):  # it has ended by itself
            return


def query(params: Params) -> str:
    """A query string; an empty text is left out, so that a caller need not ask."""
    texts = {name: _text(value) for name, value in params.items() if value != ""}
    return urllib.parse.urlencode(texts)


def _text(value: str | int | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _is_passing(error: ClusterError) -> bool:
    """A connection cut in the middle may come back at once; a server that is not there will not."""
    return isinstance(error, UnreachableError) and error.is_broken
