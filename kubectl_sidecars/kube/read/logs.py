"""The words of a container: its log, of this run or the one before. What is missing is a value with its reason."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
import urllib3

from kubectl_sidecars.errors import ClusterError
from kubectl_sidecars.kube.errors import CONNECTION_ERRORS, status_message
from kubectl_sidecars.kube.http.client import (
    Client,
    Params,
    abort,
)
from kubectl_sidecars.kube.read.resources import PODS

MOST_BYTES = 1024 * 1024
FEWER = 4
"""What lines are divided by that were too many."""
CHUNK = 64 * 1024
NOT_THERE = (
    b"unable to retrieve container logs for ",
    b"failed to try resolving symlinks in path ",
    b"failed to open log file ",
)
"""How the kubelet says, in place of a log and with status 200, that the node has none any more (kubelet
kubelet_pods.go and kuberuntime logs.go, v1.35): its header was sent before it looked."""
NOT_FOUND = re.compile(r'previous terminated container ".*" in pod ".*" not found$')
"""How it says, in place of an earlier run's, that it has forgotten that there was one (kubelet_pods.go, v1.35)."""
GONE = "the node no longer has it"
SILENCE = 4 * 3600.0
"""A container may have nothing to say for long; the kubelet ends an idle stream after four hours."""


class Log(msgspec.Struct, frozen=True):
    """The text as the container wrote it, unescaped. Where it cannot be read, `why` is the message in its place and
    `reason` the API server's, as `Forbidden`."""

    text: bytes = b""
    why: str = ""
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
    """The last lines of a container's log: fewer than asked for where those have more than a mebibyte. The server
    counts its limit from the first of the lines, so that what is over it is the end, which matters most."""
    params = _params(container, lines, timestamps=timestamps) | {"limitBytes": MOST_BYTES, "previous": previous}
    try:
        result = client.get(_path(namespace, pod), params)
    except ClusterError as error:
        return Log(why=str(error))
    if not result.is_ok:
        forgotten = previous and NOT_FOUND.match(result.message)
        return Log(why=GONE if forgotten else result.message, reason=result.reason)
    text = bytes(result.body)
    if len(text) >= MOST_BYTES and lines > 1:
        fewer = max(1, lines // FEWER)
        return read_log(client, namespace, pod, container, lines=fewer, previous=previous, timestamps=timestamps)
    is_gone = text.startswith(NOT_THERE) and text.count(b"\n") <= 1
    return Log(why=GONE) if is_gone else Log(text)


class LogStream:
    """A log that goes on. Iterate it; `why` then says what ended it, empty for the end of the container."""

    def __init__(
        self, client: Client, namespace: str, pod: str, container: str, *, lines: int = 50, timestamps: bool = False
    ) -> None:
        self._client, self._path = client, _path(namespace, pod)
        self._params = _params(container, lines, timestamps=timestamps) | {"follow": True}
        self._response: urllib3.BaseHTTPResponse | None = None
        self._is_closed = False
        self.why = ""

    def __iter__(self) -> Iterator[bytes]:
        """Each line without its end, as soon as it is whole; of one that has no end, each piece of some CHUNK."""
        try:
            response = self._client.open(self._path, self._params, read_timeout=SILENCE, compress=False)
        except ClusterError as error:
            self.why = str(error)
            return
        self._response = response
        try:
            if response.status == 200:
                yield from self._lines(response)
            else:
                self.why = status_message(response.status, response.read(decode_content=True))
        except CONNECTION_ERRORS as error:
            self.why = "" if self._is_closed else str(self._client.connection_error(error))
        finally:
            response.close()

    def _lines(self, response: urllib3.BaseHTTPResponse) -> Iterator[bytes]:
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
        """Ends it from another thread."""
        self._is_closed = True
        if self._response is not None:
            abort(self._response)


def _path(namespace: str, pod: str) -> str:
    return f"{PODS.path(namespace, pod)}/log"


def _params(container: str, lines: int, *, timestamps: bool) -> dict[str, str | int | bool]:
    found: Params = {"container": container, "tailLines": lines, "timestamps": timestamps}
    return dict(found)
