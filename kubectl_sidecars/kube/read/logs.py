"""Logs of containers, of the current run or the one before. An error is a value, not an exception."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from kubectl_sidecars.errors import ClusterError
from kubectl_sidecars.kube.errors import connection_errors, status_message
from kubectl_sidecars.kube.http.client import CONNECT_TIMEOUT, Client
from kubectl_sidecars.kube.http.exchange import abort
from kubectl_sidecars.kube.login.transport import Response, Timeouts
from kubectl_sidecars.kube.read.resources import PODS

MAX_BYTES = 1024 * 1024
FEWER = 4
"""The number of lines is divided by this if those lines have MAX_BYTES or more."""
CHUNK = 64 * 1024
NO_LOG = (
    b"unable to retrieve container logs for ",
    b"failed to try resolving symlinks in path ",
    b"failed to open log file ",
)
"""What the kubelet sends with status 200 in place of a log that the node no longer has: it sends the header before it
opens the file (kubelet_pods.go and kuberuntime logs.go, v1.35)."""
NO_PREVIOUS = re.compile(r'previous terminated container ".*" in pod ".*" not found$')
"""What it sends where it no longer knows that there was an earlier run (kubelet_pods.go, v1.35)."""
GONE = "the node no longer has it"
IDLE_TIMEOUT = 4 * 3600.0
"""Seconds without a byte: the kubelet ends an idle stream after four hours."""


class Log(msgspec.Struct, frozen=True):
    """The text of a log as the container wrote it, unescaped; or the error in its place.

    `reason` is the API server's, as `Forbidden`, if it refused the request.
    """

    text: bytes = b""
    error: str = ""
    reason: str = ""


def read_log(
    client: Client,
    namespace: str,
    pod: str,
    container: str,
    *,
    lines: int = 50,
    previous: bool = False,
    timestamps: bool = False,
) -> Log:
    """The last lines of a container's log: fewer than `lines` if those have more than MAX_BYTES.

    The server applies its byte limit from the first of the lines, and would cut off the end, which matters most.
    """
    params = _params(container, lines, timestamps=timestamps) | {"limitBytes": MAX_BYTES, "previous": previous}
    try:
        result = client.get(_path(namespace, pod), params)
    except ClusterError as error:
        return Log(error=str(error))
    if not result.is_ok:
        forgotten = previous and NO_PREVIOUS.match(result.message)
        return Log(error=GONE if forgotten else result.message, reason=result.reason)
    text = bytes(result.body)
    if len(text) >= MAX_BYTES and lines > 1:
        fewer = max(1, lines // FEWER)
        return read_log(client, namespace, pod, container, lines=fewer, previous=previous, timestamps=timestamps)
    is_gone = text.startswith(NO_LOG) and text.count(b"\n") <= 1
    return Log(error=GONE) if is_gone else Log(text)


class LogStream:
    """A log that is followed. Iterate it; `error` then says what ended it, "" for the end of the container."""

    def __init__(
        self, client: Client, namespace: str, pod: str, container: str, *, lines: int = 50, timestamps: bool = False
    ) -> None:
        self._client, self._path = client, _path(namespace, pod)
        self._params = _params(container, lines, timestamps=timestamps) | {"follow": True}
        self._response: Response | None = None
        self._is_closed = False
        self.error = ""

    def __iter__(self) -> Iterator[bytes]:
        """Each line without its line end, as soon as it is complete. A line longer than CHUNK comes in pieces."""
        try:
            response = self._client.open(
                self._path, self._params, timeouts=Timeouts(CONNECT_TIMEOUT, IDLE_TIMEOUT), compress=False
            )
        except ClusterError as error:
            self.error = str(error)
            return
        self._response = response
        try:
            if response.status == 200:
                yield from self._lines(response)
            else:
                self.error = status_message(response.status, response.read(decode_content=True))
        except connection_errors() as error:
            self.error = "" if self._is_closed else str(self._client.connection_error(error))
        finally:
            response.close()

    def _lines(self, response: Response) -> Iterator[bytes]:
        rest = b""
        while not self._is_closed and (chunk := response.read1(CHUNK)):
            *lines, rest = (rest + chunk).split(b"\n")
            yield from lines
            if len(rest) >= CHUNK:
                yield rest
                rest = b""
        if rest and not self._is_closed:
            yield rest

    def close(self) -> None:
        """Ends the stream. Called from another thread."""
        self._is_closed = True
        if self._response is not None:
            abort(self._response)


def _path(namespace: str, pod: str) -> str:
    return f"{PODS.path(namespace, pod)}/log"


def _params(container: str, lines: int, *, timestamps: bool) -> dict[str, str | int | bool]:
    return {"container": container, "tailLines": lines, "timestamps": timestamps}
