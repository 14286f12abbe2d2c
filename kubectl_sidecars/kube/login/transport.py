"""The interface of a connection to a server: requests, responses and their timeouts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

from kubectl_sidecars.kube.login.headers import Headers


class Timeouts(NamedTuple):
    """Seconds to open a connection, and seconds without a byte of the response.

    `head` are the seconds until the head of the response, or None for the same as `read`.
    """

    connect: float
    read: float
    head: float | None = None

    @property
    def until_head(self) -> float:
        """Seconds until the head of the response."""
        return self.read if self.head is None else self.head


class Response(Protocol):
    """A response whose body is not read yet: the part of urllib3.BaseHTTPResponse that is used.

    Its methods raise one of `errors.connection_errors` if the connection breaks.
    """

    @property
    def status(self) -> int:
        """The HTTP status."""

    @property
    def headers(self) -> Any:
        """The headers: a mapping whose names have no case."""

    @property
    def chunked(self) -> Any:
        """True for a chunked body."""

    def read(self, *, decode_content: bool = ...) -> bytes:
        """The whole body, decompressed."""

    def read1(self, amt: int) -> bytes:
        """The next bytes, as soon as there are any; empty at the end."""

    def read_chunked(self) -> Iterator[bytes]:
        """The chunks of a chunked body, each as soon as it arrives."""

    def drain_conn(self) -> None:
        """Reads the rest of the body."""

    def release_conn(self) -> None:
        """Keeps the connection for the next request, if the body has been read."""

    def close(self) -> None:
        """Closes the connection."""

    def shutdown(self) -> None:
        """Ends a read that waits for the server. Called from another thread."""


class Pool(Protocol):
    """Sends requests to a server."""

    def get(self, url: str, headers: Headers, timeouts: Timeouts, *, fresh: bool = False) -> Response:
        """The response to a GET request.

        `fresh` asks for a new connection: idle ones are closed, as they may be dead without a sign.
        Raises one of `errors.connection_errors`.
        """

    def close(self) -> None:
        """Closes all idle connections."""
