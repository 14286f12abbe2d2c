"""Decoding of watch events: many lines at once, and line by line where one of them cannot be decoded."""

from __future__ import annotations

from typing import Generic, TypeVar

import msgspec

from kubectl_sidecars.api import ApiObject, Event, Object, ObjectMeta, Pod
from kubectl_sidecars.decode import core_event, decode_object, decoder
from kubectl_sidecars.kube.errors import Status
from kubectl_sidecars.kube.read.interning import PodInterner, ThinPod
from kubectl_sidecars.snapshot import Undecodable

T = TypeVar("T", bound=Object)
AnyObject = TypeVar("AnyObject")


class WatchEvent(msgspec.Struct, Generic[AnyObject], frozen=True, gc=False):
    """An event as the server sends it (metav1.WatchEvent)."""

    type: str
    object: AnyObject


class Change(msgspec.Struct, Generic[AnyObject], frozen=True, gc=False):
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


class _Head(ApiObject, frozen=True):
    metadata: ObjectMeta = ObjectMeta()


CHANGES = frozenset({"ADDED", "MODIFIED", "DELETED"})


class WatchDecoder(Generic[T]):
    """Decodes chunks of a watch. Objects that cannot be decoded are added to `undecodable`, and decoding goes on."""

    def __init__(self, type_: type[T], interner: PodInterner | None = None, *, keep_raw: bool = False) -> None:
        self.type, self.keep_raw = type_, keep_raw
        self._interner = interner or PodInterner()
        self.undecodable: list[Undecodable] = []
        self._rest: list[bytes] = []
        wire = ThinPod if issubclass(type_, Pod) else type_
        self._decode = decoder(WatchEvent[wire]).decode_lines  # type: ignore[valid-type]

    def feed(self, chunk: bytes) -> list[Change[T] | Bookmark | WatchError]:
        """The events that end in this chunk. An incomplete line is kept for the next one."""
        lines, newline, rest = chunk.rpartition(b"\n")
        if not newline:
            self._rest.append(chunk)
            return []
        data = b"".join([*self._rest, lines]) if self._rest else lines
        self._rest = [rest] if rest else []
        return self._events(data)

    def _events(self, data: bytes) -> list[Change[T] | Bookmark | WatchError]:
        if not self.keep_raw:
            try:
                events: list[WatchEvent[T | ThinPod]] = self._decode(data)
                if all(event.type in CHANGES for event in events):
                    return [Change(event.type, self._whole(event.object)) for event in events]
            except (msgspec.DecodeError, UnicodeDecodeError):
                pass  # line by line
        decoded = (self._line(line) for line in data.split(b"\n") if line.strip())
        return [event for event in decoded if event is not None]

    def _whole(self, value: T | ThinPod) -> T:
        if isinstance(value, ThinPod):
            return self._interner.decode(value)  # type: ignore[return-value]
        return core_event(value) if isinstance(value, Event) else value  # type: ignore[return-value]

    def _line(self, line: bytes) -> Change[T] | Bookmark | WatchError | None:
        try:
            event: WatchEvent[msgspec.Raw] = decoder(WatchEvent[msgspec.Raw]).decode(line)
            if event.type == "BOOKMARK":
                return Bookmark(decoder(_Head).decode(event.object).metadata.resource_version)
            if event.type == "ERROR":
                return WatchError(decoder(Status).decode(event.object))
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            self.undecodable.append(Undecodable(self.type.__name__, "", "", str(error)))
            return None
        raw = bytes(event.object)
        value = decode_object(raw, self.type, self.undecodable) if event.type in CHANGES else None
        return None if value is None else Change(event.type, value, raw if self.keep_raw else b"")
