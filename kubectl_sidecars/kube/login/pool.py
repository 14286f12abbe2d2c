"""Connections to one server over http.client, kept open between requests.

Responses have the methods of urllib3's that are used here, so that the rest of the client works with both. urllib3 is
loaded for proxies only: it takes 25 ms and 60 modules more than http.client.
"""

from __future__ import annotations

import http.client
import select
import socket
import ssl
import urllib.parse
import zlib
from collections.abc import Iterable, Iterator

from kubectl_sidecars.kube.login.headers import Headers
from kubectl_sidecars.kube.login.transport import Timeouts

CHUNK = 256 * 1024
MOST_UNFOLDED = 1 << 30
"""Bytes to which a gzip body may unfold: 500 pods as large as etcd keeps them have less."""
MAX_IDLE = 8
"""Connections kept open, for lists, watches and logs at the same time."""


class DirectResponse:
    """A response of http.client; see Response."""

    def __init__(self, pool: DirectPool, connection: http.client.HTTPConnection, sock: socket.socket) -> None:
        self._pool, self._connection, self._socket = pool, connection, sock
        self._fp = connection.getresponse()
        self.status, self.headers = self._fp.status, self._fp.headers
        self.chunked = bool(self._fp.chunked)

    def read(self, *, decode_content: bool = True) -> bytes:
        """The whole body; decompressed, if `decode_content`."""
        body = self._fp.read()
        is_gzip = decode_content and self.headers.get("Content-Encoding") == "gzip"
        return _decompressed(body) if is_gzip else body

    def read1(self, amt: int) -> bytes:
        """The next bytes, as soon as there are any; empty at the end."""
        piece = self._fp.read1(amt)
        if not piece and self._fp.length:  # http.client notices only a chunked body that breaks off
            raise http.client.IncompleteRead(b"", self._fp.length)
        return piece

    def read_chunked(self) -> Iterator[bytes]:
        """The chunks of a chunked body, each as soon as it arrives."""
        while piece := self._fp.read1(CHUNK):
            rest = self._fp.chunk_left  # read1 returns what its buffer holds of a chunk
            yield piece + self._fp.read(rest) if isinstance(rest, int) and rest else piece

    def drain_conn(self) -> None:
        """Reads the rest of the body. The connection is not used again if that fails."""
        try:
            self._fp.read()
        except (http.client.HTTPException, OSError):
            self.close()

    def release_conn(self) -> None:
        """Keeps the connection for the next request, if the body has been read; closes it otherwise."""
        if self._fp.isclosed() and self._connection.sock is not None:
            self._pool.keep(self._connection)
        else:
            self.close()

    def close(self) -> None:
        """Closes the connection."""
        self._fp.close()
        self._connection.close()

    def shutdown(self) -> None:
        """Ends a read that waits for the server. Called from another thread."""
        self._socket.shutdown(socket.SHUT_RD)


class DirectPool:
    """Connections without a proxy. Several threads may use it at a time."""

    def __init__(
        self,
        server: str,
        *,
        tls: ssl.SSLContext | None = None,
        tls_server_name: str = "",
        socket_options: Iterable[tuple[int, int, int]] = (),
    ) -> None:
        url = urllib.parse.urlsplit(server)
        self._host, self._port = url.hostname or "", url.port or (443 if url.scheme == "https" else 80)
        self._default_port = 443 if url.scheme == "https" else 80
        self._tls, self.tls_server_name = tls, tls_server_name or self._host
        self.socket_options = tuple(socket_options)
        self._idle: list[http.client.HTTPConnection] = []
        self._is_closed = False

    def get(self, url: str, headers: Headers, timeouts: Timeouts, *, fresh: bool = False) -> DirectResponse:
        """The response to a GET request; see Pool."""
        if fresh:
            self._close_idle()
        connection = self._idle_connection() or self._open(timeouts.connect)
        try:
            sock: socket.socket = connection.sock
            sock.settimeout(timeouts.until_head)
            target = url[url.index("/", url.index("://") + 3) :]
            compresses = any(name == "Accept-Encoding" for name, _ in headers)
            connection.putrequest("GET", target, skip_accept_encoding=compresses)
            for name, value in headers:
                connection.putheader(name, value)
            connection.endheaders()
            response = DirectResponse(self, connection, sock)
            sock.settimeout(timeouts.read)
        except BaseException:
            connection.close()
            raise
        return response

    def _idle_connection(self) -> http.client.HTTPConnection | None:
        while self._idle:
            try:
                connection = self._idle.pop()
            except IndexError:  # another thread has taken it
                return None
            if not select.select([connection.sock], [], [], 0)[0]:
                return connection
            connection.close()  # readable before a request: the server has closed it
        return None

    def _open(self, timeout: float) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection(self._host, self._port)
        connection.default_port = self._default_port  # named in the Host header, if it is another one
        sock = socket.create_connection((_name(self._host), self._port), timeout)  # type: ignore[arg-type]
        try:
            for option in self.socket_options:
                sock.setsockopt(*option)
            if self._tls is not None:
                sock = self._tls.wrap_socket(sock, server_hostname=_name(self.tls_server_name))
        except BaseException:
            sock.close()
            raise
        connection.sock = sock
        return connection

    def keep(self, connection: http.client.HTTPConnection) -> None:
        """Keeps a connection whose response has been read, up to MAX_IDLE of them."""
        if len(self._idle) < MAX_IDLE and not self._is_closed:
            self._idle.append(connection)
        else:
            connection.close()

    def close(self) -> None:
        """Closes all idle connections, and each other one when its response has been read."""
        self._is_closed = True
        self._close_idle()

    def _close_idle(self) -> None:
        while self._idle:
            try:
                self._idle.pop().close()
            except IndexError:  # another thread has taken it
                return

    def __del__(self) -> None:
        self.close()


def _name(host: str) -> str | bytes:
    """The host name; as bytes where Python need not encode it, whose tables for that (IDNA) take 2 ms to import."""
    is_plain = host.isascii() and all(0 < len(label) < 64 for label in host.split("."))
    return host.encode() if is_plain else host


def _decompressed(body: bytes) -> bytes:
    """The content of a gzip body. Raises ValueError if it is damaged or incomplete, or unfolds to more than
    MOST_UNFOLDED."""
    parts: list[bytes] = []
    left = MOST_UNFOLDED
    try:
        while body:
            decompressor = zlib.decompressobj(wbits=31)
            parts.append(decompressor.decompress(body, left))
            left -= len(parts[-1])
            if left <= 0:
                raise ValueError(f"the gzip body unfolds to more than {MOST_UNFOLDED >> 20} MiB")
            if not decompressor.eof:
                raise ValueError("the gzip body is incomplete")
            body = decompressor.unused_data
    except zlib.error as error:
        raise ValueError(f"the gzip body is damaged: {error}") from None
    return b"".join(parts)
