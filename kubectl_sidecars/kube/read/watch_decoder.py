"""Decoding of watch events: many lines at once, and line by line where one of them cannot be decoded."""

from __future__ import annotations

from typing import Generic, TypeVar

import msgspec

from kubectl_sidecars.api import ApiObject, Event, Object, ObjectMeta, Pod
from kubectl_sidecars.decode import UNREADABLE, core_event, decode_object, decoder, is_json, problem_of
from kubectl_sidecars.kube.errors import Status
from kubectl_sidecars.kube.read.interning import PodInterner, ThinPod
from kubectl_sidecars.snapshot import Undecodable

T = TypeVar("T", bound=Object)
AnyObject = TypeVar("AnyObject")


class WatchEvent(msgspec.Struct, Generic[AnyObject], frozen=True, gc=False):
    """An event as the server sends it (metav1.WatchEvent)."""

    type: str
    object: AnyObject


class WatchChange(msgspec.Struct, Generic[AnyObject], frozen=True, gc=False):
    """An event of type ADDED, MODIFIED or DELETED. `raw` is the object's JSON, if the decoder keeps it."""

    type: str
    object: AnyObject
    raw: bytes = b""


class Bookmark(msgspec.Struct, frozen=True):
    """The watch has reached this resource version."""

    version: str


class WatchError(msgspec.Struct, frozen=True):
    """An ERROR event, after which the watch ends."""

    status: Status


class Garbled(msgspec.Struct, frozen=True):
    """Bytes that are no event of a watch. What follows them cannot be trusted: the objects have to be listed again."""

    problem: str


class _Head(ApiObject, frozen=True):
    metadata: ObjectMeta = ObjectMeta()


MOST_BYTES = 64 * 1024 * 1024
"""No event is longer: etcd takes objects of up to 1.5 MiB (--max-request-bytes, v3.6)."""
CHANGES = frozenset({"ADDED", "MODIFIED", "DELETED"})


class WatchDecoder(Generic[T]):
    """Decodes chunks of a watch.

    An object with a field of the wrong type is added to `undecodable`, and decoding goes on. Bytes that are no event
    end it, as in client-go (StreamWatcher.receive, v0.35): `Garbled` is the last event.
    """

    def __init__(self, type_: type[T], interner: PodInterner | None = None, *, keep_raw: bool = False) -> None:
        self.type, self.keep_raw = type_, keep_raw
        self._interner = interner or PodInterner()
        self.undecodable: list[Undecodable] = []
        self._rest: list[bytes] = []
        self._length = 0
        wire = ThinPod if issubclass(type_, Pod) else type_
        self._decode = decoder(WatchEvent[wire]).decode_lines  # type: ignore[valid-type]

    def feed(self, chunk: bytes) -> list[Received[T]]:
        """The events that end in this chunk. An incomplete line is kept for the next one."""
        lines, newline, rest = chunk.rpartition(b"\n")
        if not newline:
            self._rest.append(chunk)
            self._length += len(chunk)
            return [Garbled(f"an event of more than {MOST_BYTES} bytes")] if self._length > MOST_BYTES else []
        data = b"".join([*self._rest, lines]) if self._rest else lines
        self._rest, self._length = ([rest] if rest else []), len(rest)
        return self._events(data)

    def end(self) -> list[Received[T]]:
        """The events in the last line of a stream that has ended: `Garbled`, if it broke off within an object."""
        data, self._rest, self._length = b"".join(self._rest), [], 0
        return self._events(data)

    def _events(self, data: bytes) -> list[Received[T]]:
        if not self.keep_raw:
            try:
                events: list[WatchEvent[T | ThinPod]] = self._decode(data)
                if all(event.type in CHANGES and event.object.metadata.name for event in events):
                    return [WatchChange(event.type, self._whole(event.object)) for event in events]
            except UNREADABLE:
                pass  # line by line
        received: list[Received[T]] = []
        for line in data.split(b"\n"):
            event = self._line(line) if line.strip() else None
            if event is not None:
                received.append(event)
            if isinstance(event, Garbled):
                break
        return received

    def _whole(self, value: T | ThinPod) -> T:
        if isinstance(value, ThinPod):
            return self._interner.decode(value)  # type: ignore[return-value]
        return core_event(value) if isinstance(value, Event) else value  # type: ignore[return-value]

    def _line(self, line: bytes) -> Received[T] | None:
        try:
            event: WatchEvent[msgspec.Raw] = decoder(WatchEvent[msgspec.Raw]).decode(line)
            if event.type == "BOOKMARK":
                return Bookmark(decoder(_Head).decode(event.object).metadata.resource_version)
            if event.type == "ERROR":
                return WatchError(decoder(Status).decode(event.object))
        except UNREADABLE as error:
            return Garbled(problem_of(error))
        if event.type not in CHANGES:  # of a later Kubernetes; client-go passes it over too
            return None
        raw, problems = bytes(event.object), list[Undecodable]()
        value = decode_object(raw, self.type, problems)
        if problems and not is_json(raw):
            return Garbled("it is no JSON")
        if value is not None and not value.metadata.name:
            return Garbled("an object without a name")
        self.undecodable += problems
        return None if value is None else WatchChange(event.type, value, raw if self.keep_raw else b"")


Received = WatchChange[T] | Bookmark | WatchError | Garbled
