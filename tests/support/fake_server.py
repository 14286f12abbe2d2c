"""A small API server over a real socket, for the tests: lists in pages, watches, and whatever can go wrong.

    with serve(objects) as server:
        options = ConnectionOptions(kubeconfig=str(server.kubeconfig(tmp_path)))
        server.put(pod)                                   # a change that watches see: ADDED or MODIFIED
        server.delete(pod)
        server.faults.append(Fault("pods", status=429, headers={"Retry-After": "1"}))
        assert server.requests[-1].query["limit"] == "500"

Objects are plain dicts with a `kind`; each gets a resourceVersion when it is put. `play(lines)` puts and deletes what a
recording says. A Fault meets the next requests whose path (with its query) matches its regular expression.
"""

from __future__ import annotations

import contextlib
import copy
import json
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.support.fake_handler import Handler, Request
from tests.support.paths import DATA

CERTIFICATES = DATA / "certificates"
Object = dict[str, Any]


@dataclass
class Fault:
    """What meets the next `times` requests that match.

    `status` answers in place of the server (with a Status body of `message`, or `body` as it is). `cut` sends only so
    many bytes of the true answer, then resets the connection; `pause_after` then falls silent. `gate` holds the answer
    back until it is set, or what is left of it after the pause.
    """

    path: str
    status: int = 200
    message: str = ""
    reason: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    cut: int | None = None
    pause_after: int | None = None
    gate: threading.Event | None = None
    times: int = 1


@dataclass
class Change:
    version: int
    type: str
    object: Object


class FakeServer(ThreadingHTTPServer):
    """The state, and the ways to change it. All of it may be called while clients are connected."""

    daemon_threads = False
    request_queue_size = 64

    def __init__(
        self, objects: Iterable[Object], faults: Iterable[Fault], tls: str, *, client_certificate: bool
    ) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.changed = threading.Condition()
        self.objects: dict[tuple[str, str, str], Object] = {}
        self.changes: list[Change] = []
        self.faults = list(faults)
        self.requests: list[Request] = []
        self.tokens: set[str] = set()
        """Where not empty, the only tokens that are let in."""
        self.logs: dict[str, bytes] = {}
        """Log text by `POD/CONTAINER` or `POD/CONTAINER/previous`."""
        self.date: str | None = None
        self.on_request: Callable[[socket.socket], None] | None = None
        """Is shown the connection of each request: for its client certificate."""
        self.version, self.oldest, self.cuts, self.cut_at, self.closing = 100, 0, 0, 0, False
        self.streaming = 0
        """How many watches have begun to be answered so far."""
        self.connections: set[socket.socket] = set()
        self.tls = tls
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(CERTIFICATES / f"{tls}.crt", CERTIFICATES / f"{tls}.key")
            if client_certificate:
                context.load_verify_locations(CERTIFICATES / "ca.crt")
                context.verify_mode = ssl.CERT_OPTIONAL
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        for each in objects:
            self.put(each)

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.server_address[1]}"

    def kubeconfig(
        self, folder: Path, *, namespace: str = "default", user: Object | None = None, **cluster: Any
    ) -> Path:
        """A kubeconfig (JSON is YAML) with one context named `fake`; more keys of the cluster by keyword."""
        keys = {"server": self.url} | {name.replace("_", "-"): value for name, value in cluster.items()}
        if self.tls and not cluster:
            keys["certificate-authority"] = str(CERTIFICATES / "ca.crt")
        path = folder / "kubeconfig"
        config = {
            "current-context": "fake",
            "contexts": [{"name": "fake", "context": {"cluster": "fake", "user": "fake", "namespace": namespace}}],
            "clusters": [{"name": "fake", "cluster": keys}],
            "users": [{"name": "fake", "user": user or {}}],
        }
        path.write_text(json.dumps(config))
        return path

    def put(self, value: Object) -> Object:
        """Creates or updates it; the copy that is returned has the new resourceVersion."""
        value = copy.deepcopy(value)
        with self.changed:
            self.version += 1
            value.setdefault("metadata", {})["resourceVersion"] = str(self.version)
            known = self._key(value) in self.objects
            self.objects[self._key(value)] = value
            self._note("MODIFIED" if known else "ADDED", value)
        return value

    def delete(self, value: Object) -> None:
        with self.changed:
            gone = copy.deepcopy(self.objects.pop(self._key(value)))
            self.version += 1
            gone["metadata"]["resourceVersion"] = str(self.version)
            self._note("DELETED", gone)

    def play(self, lines: Iterable[Object]) -> None:
        """Puts and deletes what the lines of a recording say."""
        for line in lines:
            if line["type"] == "DELETED":
                self.delete(line["object"])
            else:
                self.put(line["object"])

    def bookmark(self) -> None:
        """Tells every watch how far it has come."""
        with self.changed:
            self.version += 1
            self._note("BOOKMARK", {"kind": "", "metadata": {"resourceVersion": str(self.version)}})

    def send(self, line: bytes) -> None:
        """Sends a line to every watch as it is, however broken."""
        with self.changed:
            self._note("RAW", {"kind": "", "line": line})

    def expire(self) -> None:
        """Forgets the past: a watch from an older resourceVersion, or a continue token, is 410 Gone."""
        with self.changed:
            self.oldest = self.version

    def cut(self) -> None:
        """Breaks off every watch in the middle of a line; what changes later is for the next one."""
        with self.changed:
            self.cuts, self.cut_at = self.cuts + 1, len(self.changes)
            self.changed.notify_all()

    def forbid(self, plural: str, times: int = 1_000_000) -> None:
        """Refuses all requests for a resource, as RBAC would."""
        what = f'{plural} is forbidden: User "ada" cannot list resource "{plural}"'
        self.faults.append(Fault(rf"/{plural}\b", 403, what, "Forbidden", times=times))

    def asked(self, plural: str, *, watch: bool | None = None) -> list[Request]:
        """The requests for a collection that have come so far."""
        found = [each for each in self.requests if each.path.endswith(f"/{plural}")]
        return [each for each in found if watch is None or ("watch" in each.query) == watch]

    @staticmethod
    def _key(value: Object) -> tuple[str, str, str]:
        meta = value["metadata"]
        return value["kind"], meta.get("namespace", ""), meta["name"]

    def _note(self, type_: str, value: Object) -> None:
        self.changes.append(Change(self.version, type_, value))
        self.changed.notify_all()

    def fault(self, path: str) -> Fault | None:
        with self.changed:
            for each in self.faults:
                if each.times > 0 and re.search(each.path, path):
                    each.times -= 1
                    return each
        return None

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        self.connections.add(connection)
        return connection, address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that leaves is no error of the server."""

    def stop(self) -> None:
        with self.changed:
            self.closing = True
            self.changed.notify_all()
            for each in self.faults:
                if each.gate:
                    each.gate.set()
        self.shutdown()
        for connection in self.connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self.server_close()


@contextlib.contextmanager
def serve(
    objects: Iterable[Object] = (),
    *,
    faults: Iterable[Fault] = (),
    tls: str = "",
    client_certificate: bool = False,
) -> Iterator[FakeServer]:
    """A running server. `tls` names the certificate: `server`, or `elsewhere` for one with another name."""
    server = FakeServer(objects, faults, tls, client_certificate=client_certificate)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join()
