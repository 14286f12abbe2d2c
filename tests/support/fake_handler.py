"""How the fake API server answers one request: see fake_server."""

from __future__ import annotations

import base64
import gzip
import json
import re
import socket
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

if TYPE_CHECKING:
    from tests.support.fake_server import Change, FakeServer, Fault

Object = dict[str, Any]
PATH = re.compile(r"(/api/v1|/apis/[^/]+/[^/]+)(?:/namespaces/([^/]+)(?=/))?/([a-z]+)(?:/([^/]+))?(?:/(log))?")


PLURALS = {
    "Pod": ("/api/v1", "pods"),
    "Event": ("/api/v1", "events"),
    "Node": ("/api/v1", "nodes"),
    "Namespace": ("/api/v1", "namespaces"),
    "Service": ("/api/v1", "services"),
    "Job": ("/apis/batch/v1", "jobs"),
    "CronJob": ("/apis/batch/v1", "cronjobs"),
    "ReplicaSet": ("/apis/apps/v1", "replicasets"),
    "Deployment": ("/apis/apps/v1", "deployments"),
    "StatefulSet": ("/apis/apps/v1", "statefulsets"),
    "DaemonSet": ("/apis/apps/v1", "daemonsets"),
    "ControllerRevision": ("/apis/apps/v1", "controllerrevisions"),
}


@dataclass(frozen=True)
class Request:
    path: str
    query: dict[str, str]
    headers: dict[str, str]


CHUNKED = 2048
"""Bytes above which a body comes in chunks of so many, as Go's server sends it."""


def _chunked(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), CHUNKED):
        part = body[start : start + CHUNKED]
        yield b"%x\r\n%s\r\n" % (len(part), part)
    yield b"0\r\n\r\n"


class Handler(BaseHTTPRequestHandler):
    """GET of a collection, of one object, of a log; a collection with `watch` is streamed."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = (
        True  # as Go's net package does: a head is not held back until the client has acknowledged
    )
    server: FakeServer

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        pass

    def date_time_string(self, timestamp: float | None = None) -> str:
        return self.server.date or super().date_time_string(timestamp)

    def do_GET(self) -> None:
        if self.server.on_request:
            self.server.on_request(self.connection)
        url = urlsplit(self.path)
        query = dict(parse_qsl(url.query))
        self.server.requests.append(Request(url.path, query, dict(self.headers.items())))
        fault = self.server.fault(self.path)
        if fault and fault.gate and fault.pause_after is None:
            fault.gate.wait()
        if fault and (fault.status != 200 or fault.body is not None):
            body = fault.body if fault.body is not None else _status(fault.status, fault.reason, fault.message)
            self._send(fault.status, body, fault)
        elif self.server.tokens and self.headers.get("Authorization", "")[7:] not in self.server.tokens:
            self._send(401, _status(401, "Unauthorized", "Unauthorized"))
        else:
            self._answer(url.path, query, fault)

    def _answer(self, path: str, query: dict[str, str], fault: Fault | None) -> None:
        found = PATH.fullmatch(path)
        kinds = {plural: kind for kind, (_api, plural) in PLURALS.items()}
        if found is None or found[3] not in kinds:
            self._send(404, _status(404, "NotFound", "the server could not find the requested resource"), fault)
            return
        _api, namespace, plural, name, log = found.groups()
        if log:
            self._log(name, query, fault)
        elif name:
            self._one(kinds[plural], plural, namespace or "", name, fault)
        elif query.get("watch") == "true":
            self._watch(kinds[plural], namespace or "", query, fault)
        else:
            self._list(kinds[plural], namespace or "", query, fault)

    def _one(self, kind: str, plural: str, namespace: str, name: str, fault: Fault | None) -> None:
        with self.server.changed:
            value = self.server.objects.get((kind, namespace, name))
        if value is None:
            group = PLURALS[kind][0].split("/")[2] if "apis" in PLURALS[kind][0] else ""
            what = f"{plural}.{group}" if group else plural
            self._send(404, _status(404, "NotFound", f'{what} "{name}" not found'), fault)
        else:
            self._send(200, json.dumps(value).encode(), fault)

    def _log(self, name: str, query: dict[str, str], fault: Fault | None) -> None:
        where = f"{name}/{query.get('container', '')}" + ("/previous" if query.get("previous") == "true" else "")
        text = self.server.logs.get(where)
        if text is None:
            self._send(400, _status(400, "BadRequest", f'previous terminated container "{where}" not found'), fault)
            return
        lines = text.splitlines(keepends=True)
        tail = int(query.get("tailLines", len(lines)))
        self._send(200, b"".join(lines[len(lines) - tail :])[: int(query.get("limitBytes", len(text)))], fault)

    def _list(self, kind: str, namespace: str, query: dict[str, str], fault: Fault | None) -> None:
        with self.server.changed:
            items = [
                value
                for (each, within, _name), value in sorted(self.server.objects.items())
                if each == kind and namespace in {"", within} and _selected(value, query)
            ]
            version, start = self.server.version, 0
            if token := query.get("continue"):
                asked, start = json.loads(base64.b64decode(token))
                version = asked
                if asked < self.server.oldest:
                    again = _token(self.server.version, start)
                    body = {"kind": "Status", "code": 410, "reason": "Expired", "metadata": {"continue": again}}
                    self._send(410, json.dumps(body).encode(), fault)
                    return
        end = start + int(query.get("limit", len(items) or 1))
        more = {"continue": _token(version, end), "remainingItemCount": len(items) - end} if end < len(items) else {}
        page = {"kind": f"{kind}List", "metadata": {"resourceVersion": str(version)} | more, "items": items[start:end]}
        self._send(200, json.dumps(page).encode(), fault)

    def _send(self, status: int, body: bytes, fault: Fault | None = None) -> None:
        self.send_response(status)
        if not (fault and "Content-Type" in fault.headers):
            self.send_header("Content-Type", "application/json")
        for name, value in (fault.headers if fault else {}).items():
            self.send_header(name, value)
        if "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, 1)
            self.send_header("Content-Encoding", "gzip")
        if len(body) > CHUNKED:
            self.send_header("Transfer-Encoding", "chunked")
            body = b"".join(_chunked(body))
        else:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if fault and fault.cut is not None:
            self.wfile.write(body[: fault.cut])
            self._reset()
        elif fault and fault.pause_after is not None:
            self.wfile.write(body[: fault.pause_after])
            self.wfile.flush()
            if fault.gate:
                fault.gate.wait()
                self.wfile.write(body[fault.pause_after :])
                return
            with self.server.changed:
                self.server.changed.wait_for(lambda: self.server.closing)
        else:
            self.wfile.write(body)

    def _reset(self) -> None:
        """Ends the connection with RST, as a load balancer does that has lost its backend."""
        self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True

    def _watch(self, kind: str, namespace: str, query: dict[str, str], fault: Fault | None) -> None:
        server = self.server
        seen = int(query.get("resourceVersion") or 0)
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        if seen < server.oldest:
            status = {"kind": "Status", "status": "Failure", "code": 410, "reason": "Expired", "message": "too old"}
            self._chunk(json.dumps({"type": "ERROR", "object": status}).encode() + b"\n")
            self._chunk(b"")
            return
        with server.changed:
            server.streaming += 1
            server.changed.notify_all()
            cuts = server.cuts
            at = next((index for index, each in enumerate(server.changes) if each.version > seen), len(server.changes))
        while True:
            with server.changed:
                while not (fault or server.closing or server.cuts > cuts or len(server.changes) > at):
                    server.changed.wait()
                is_cut, is_closing = server.cuts > cuts, server.closing
                news, at = server.changes[at : server.cut_at if is_cut else None], len(server.changes)
            for change in news:
                self._news(change, kind, namespace, query)
            if is_closing or fault:
                self._chunk(b"")
                return
            if is_cut:
                self._chunk(b'{"type":"MODIFIED","object":{"kind":"Pod","metadata":{"na')
                self._reset()
                return

    def _news(self, change: Change, kind: str, namespace: str, query: dict[str, str]) -> None:
        value = change.object
        if change.type == "RAW":
            self._chunk(value["line"])
        elif change.type == "BOOKMARK":
            if query.get("allowWatchBookmarks") == "true":
                self._chunk(json.dumps({"type": "BOOKMARK", "object": value | {"kind": kind}}).encode() + b"\n")
        elif (
            value["kind"] == kind
            and namespace in {"", value["metadata"].get("namespace", "")}
            and _selected(value, query)
        ):
            self._chunk(json.dumps({"type": change.type, "object": value}).encode() + b"\n")

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))


def _status(code: int, reason: str, message: str) -> bytes:
    return json.dumps({"kind": "Status", "code": code, "reason": reason, "message": message}).encode()


def _token(version: int, start: int) -> str:
    return base64.b64encode(json.dumps([version, start]).encode()).decode()


_TERM = re.compile(r"([^=!,\s]+)\s*(==|=|!=|\s+in\s+|\s+notin\s+)\s*(\([^)]*\)|[^,]*)|(!?[^,]+)")


def _selected(value: Object, query: dict[str, str]) -> bool:
    """Whether an object matches labelSelector and fieldSelector, by the part of their grammar that is in use."""
    labels = value["metadata"].get("labels", {})
    return all(
        _holds(labels.get(term[1] or term[4].lstrip("!")), term)
        for term in _TERM.finditer(query.get("labelSelector", ""))
    ) and all(_holds(_at(value, term[1]), term) for term in _TERM.finditer(query.get("fieldSelector", "")))


def _at(value: Any, path: str) -> str:
    for step in path.split("."):
        value = value.get(step, {}) if isinstance(value, dict) else {}
    return value if isinstance(value, str) else ""


def _holds(found: str | None, term: re.Match[str]) -> bool:
    if term[4]:
        return (found is None) == term[4].startswith("!")
    choices = {each.strip() for each in term[3].strip("()").split(",")}
    return (found in choices) != (term[2].strip() in {"!=", "notin"})
