"""One object in a file, and the objects of a JSON text that is too large to be held as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from kubectl_sidecars.api import ApiObject
from kubectl_sidecars.decode import UNREADABLE, decoder
from kubectl_sidecars.files.splitting import SplitError, Splitter
from kubectl_sidecars.snapshot import Undecodable


class Document(ApiObject, frozen=True):
    """One object as JSON, with its kind and version; `type` is that of the watch event that it came in, else ADDED.

    An empty list is a document without bytes: it says that there are no objects.
    """

    kind: str
    api_version: str
    raw: bytes
    type: str = "ADDED"


class Envelope(ApiObject, frozen=True):
    """An object, a list of objects, or an object as a watch wraps it (kubectl get --output-watch-events)."""

    kind: str = ""
    api_version: str = ""
    type: str = ""
    object: msgspec.Raw = msgspec.Raw()
    items: msgspec.Raw = msgspec.Raw()


class ObjectKind(ApiObject, frozen=True):
    kind: str = ""
    api_version: str = ""


def streamed(head: bytearray, stream: BinaryIO, name: str, problems: list[Undecodable]) -> Iterator[Document]:
    """The objects of a large JSON text that begins with `head`, while it is read."""
    splitter, number = Splitter(head, stream), 0
    try:
        for number, raw in enumerate(splitter.objects(), 1):
            try:
                yield document(raw, ObjectKind(kind=splitter.kind))
            except UNREADABLE as error:
                problems.append(Undecodable("File", "", name, f"object {number}: {error}"))
    except SplitError as error:
        problems.append(Undecodable("File", "", name, f"after object {number}: {error}" if number else str(error)))


def document(raw: msgspec.Raw | bytes, default: ObjectKind) -> Document:
    """One object, unwrapped. `default` is what its list says of it. Raises one of UNREADABLE."""
    envelope: Envelope = decoder(Envelope).decode(raw)
    if is_wrapped := bool(envelope.type and is_there(envelope.object)):
        raw = envelope.object
    kind: ObjectKind = decoder(ObjectKind).decode(raw)
    return Document(
        kind=kind.kind or default.kind,
        api_version=kind.api_version or default.api_version,
        raw=bytes(raw),
        type=envelope.type if is_wrapped else "ADDED",
    )


def is_there(raw: msgspec.Raw) -> bool:
    """True for JSON that was in the text, also for null."""
    return memoryview(raw).nbytes > 0
