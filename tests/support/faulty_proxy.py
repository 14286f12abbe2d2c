"""A proxy before an API server that spoils what passes, one fault at a time: see tests/support/faults.py.

    with FaultyProxy(server.url) as proxy:
        kubeconfig["server"] = proxy.url
        proxy.fail("html")       # whatever is open breaks off, and every request meets the fault
        proxy.mend()

It speaks plain HTTP/1.1 to the client and forwards GET requests, each over a connection of its own, without verifying
the certificate of the server.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import random
import socket
import ssl
import struct
import subprocess
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import urlsplit

SPARED = frozenset({"corrupt", "trickle", "hang", "drop"})
"""Faults that meet the connections that are open; the others break them off."""
CUT_AFTER = 100
"""Bytes of a body after which `cut` breaks off."""
TRICKLE = 5000
"""Bytes a second that `trickle` lets pass."""
LOGIN = b"<!doctype html><html><title>Log in</title><form>user, password</form></html>\n" * 4


class FaultyProxy(ThreadingHTTPServer):
    """The proxy and its present fault, "" for none. `calm` is set while there is none."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    allow_reuse_address = True

    def __init__(self, target: str, port: int = 0) -> None:
        self.target = urlsplit(target)
        self.fault, self.calm, self.random = "", threading.Event(), random.Random(1)
        self.calm.set()
        self.open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), _Handler)
        self.port = self.server_address[1]
        self._thread: threading.Thread | None = None
        self._listen()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.mend()
        self._shut()
        self._break()

    def fail(self, fault: str) -> None:
        """From now on."""
        self.fault = fault
        self.calm.clear()
        if fault == "refuse":
            self._shut()
        elif fault == "drop":
            _iptables("-I", self.port)
        if fault not in SPARED:
            self._break()

    def mend(self) -> None:
        """All is well again; what hung goes on."""
        fault, self.fault = self.fault, ""
        if fault == "refuse":
            self.socket = socket.create_server(("127.0.0.1", self.port), backlog=64)
            self._listen()
        elif fault == "drop":
            _iptables("-D", self.port)
        self.calm.set()

    def _listen(self) -> None:
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def _shut(self) -> None:
        if self._thread is not None:
            self.shutdown()
            self._thread.join()
            self.socket.close()
            self._thread = None

    def _break(self) -> None:
        for each in tuple(self.open):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        self.open.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        self.open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that leaves, or is thrown out, is no error."""

    def upstream(self) -> http.client.HTTPConnection:
        host, port = self.target.hostname or "", self.target.port
        if self.target.scheme == "http":
            return http.client.HTTPConnection(host, port)
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return http.client.HTTPSConnection(host, port, context=context)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: FaultyProxy

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        pass

    def do_GET(self) -> None:
        answer = ANSWERS.get(self.server.fault)
        if answer is not None:
            answer(self)
        else:
            self._forward()

    def reset(self) -> None:
        """Ends the connection with RST."""
        self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True

    def answer(self, status: int, body: bytes, type_: str = "application/json", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", type_)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def _forward(self) -> None:
        if self.server.fault == "hang":
            self.server.calm.wait()
        with contextlib.closing(self.server.upstream()) as upstream:
            hidden = {"host", "connection", "accept-encoding"}
            headers = {name: value for name, value in self.headers.items() if name.lower() not in hidden}
            upstream.request("GET", self.path, headers=headers)
            self._pass_on(upstream.getresponse())

    def _pass_on(self, response: http.client.HTTPResponse) -> None:
        self.send_response_only(response.status)
        for name, value in response.getheaders():
            if name.lower() not in {"transfer-encoding", "content-length", "connection"}:
                self.send_header(name, value)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        sent = 0
        for piece in _pieces(response):
            spoil = SPOILED.get(self.server.fault)
            if self.server.fault == "hang":
                self.server.calm.wait()
            elif self.server.fault == "cut" and sent + len(piece) > CUT_AFTER:
                self._chunk(piece[: max(0, CUT_AFTER - sent)])
                self.reset()
                return
            elif self.server.fault == "trickle":
                self._trickle(piece)
                continue
            self._chunk(spoil(self.server.random, piece) if spoil else piece)
            sent += len(piece)
        self.wfile.write(b"0\r\n\r\n")

    def _trickle(self, piece: bytes) -> None:
        for start in range(0, len(piece), TRICKLE // 10):
            self.server.calm.wait(0.1)  # at once when it is over
            self._chunk(piece[start : start + TRICKLE // 10])

    def _chunk(self, data: bytes) -> None:
        if data:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
            self.wfile.flush()


def _pieces(response: http.client.HTTPResponse) -> Iterator[bytes]:
    while piece := response.read1(1 << 16):
        yield piece


def _corrupt(rng: random.Random, piece: bytes) -> bytes:
    """Three bytes of it are others."""
    spoiled = bytearray(piece)
    for _ in range(3):
        spoiled[rng.randrange(len(spoiled))] = rng.randrange(128, 256)
    return bytes(spoiled)


SPOILED: dict[str, Callable[[random.Random, bytes], bytes]] = {"corrupt": _corrupt}


def _status(code: int, reason: str, message: str, **headers: str) -> Callable[[_Handler], None]:
    status = {"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": code, "reason": reason}
    body = json.dumps(status | {"message": message}).encode()
    return lambda handler: handler.answer(code, body, **headers)


def _garbage(handler: _Handler) -> None:
    handler.wfile.write(handler.server.random.randbytes(2000))
    handler.close_connection = True


def _bad_chunks(handler: _Handler) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    handler.wfile.write(head + b'zz\r\n{"type":"ADDED"}\r\n')
    handler.close_connection = True


def _stream(body: bytes) -> Callable[[_Handler], None]:
    """The body as a stream without a length, as a watch has it."""

    def answer(handler: _Handler) -> None:
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        handler.wfile.write(head + b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body))

    return answer


ANSWERS: dict[str, Callable[[_Handler], None]] = {
    "reset": _Handler.reset,
    "429": _status(429, "TooManyRequests", "too many requests, please try again later", Retry_After="3600"),
    "500": _status(500, "InternalError", "etcdserver: leader changed"),
    "503": _status(503, "ServiceUnavailable", "apiserver is shutting down"),
    "403": _status(403, "Forbidden", "forbidden: not yet ready to handle request"),
    "401": _status(401, "Unauthorized", "Unauthorized"),
    "garbage": _garbage,
    "html": lambda handler: handler.answer(200, LOGIN, "text/html; charset=utf-8"),
    "empty json": lambda handler: handler.answer(200, b"{}"),
    "array": _stream(b"[1,2,3]\n"),
    "bad chunks": _bad_chunks,
    "redirect": lambda handler: handler.answer(302, b"", "text/html", Location="https://login.invalid/"),
}


def _iptables(action: str, port: int) -> None:
    """Drops every packet to and from the port, or no longer. Needs root."""
    for side in ("--dport", "--sport"):
        rule = ["INPUT", "-i", "lo", "-p", "tcp", side, str(port), "-j", "DROP"]
        subprocess.run(["iptables", "-w", action, *rule], check=True, capture_output=True)
