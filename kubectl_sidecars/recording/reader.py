"""A recording's lines, as the shell of the live cluster gives them."""

from __future__ import annotations

import functools
import io
from collections.abc import Iterator

from kubectl_sidecars.decode import KINDS, UNREADABLE, Head, decode_object, decoder
from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.recording.format import LONGEST, SCHEMA, TYPES, Entry, Header
from kubectl_sidecars.recording.streams import CUT_OFF
from kubectl_sidecars.snapshot import Line, Undecodable


def header(first: bytes) -> Header | None:
    """The header, if this line is one. A UsageError where only a newer version can read what follows."""
    try:
        found: Header = decoder(Header).decode(first)
    except UNREADABLE:
        return None
    if found.schema.startswith("sidecars-recording/") and found.schema != SCHEMA:
        raise UsageError(f"the recording has the format {found.schema}, and this version reads {SCHEMA}: update it")
    return found if found.schema == SCHEMA else None


def is_recording(first: bytes) -> bool:
    """Whether a file that begins with this line is a recording: lines with a time and an object."""
    if header(first):
        return True
    try:
        entry: Entry = decoder(Entry).decode(first)
    except UNREADABLE:
        return False
    return entry.time is not None and bool(bytes(entry.object))


def lines(stream: io.BufferedReader, name: str, problems: list[Undecodable], first: bytes = b"") -> Iterator[Line]:
    """The lines of an open recording, of which `first` may have been read already. A damaged line costs itself."""
    number = 0
    try:
        for number, text in enumerate(_texts(stream, first), start=1):
            try:
                line = _line(text, problems)
            except UNREADABLE as error:
                where = f"line {number}" if text.endswith(b"\n") else f"line {number}, the last, is cut off"
                problems.append(Undecodable("File", "", name, f"{where}: {error}"))
                continue
            if line is not None:
                yield line
    except CUT_OFF as error:
        problems.append(Undecodable("File", "", name, f"the gzip file is damaged after line {number}: {error}"))


def _texts(stream: io.BufferedReader, first: bytes) -> Iterator[bytes]:
    if first:
        yield first
    yield from iter(functools.partial(stream.readline, LONGEST), b"")


def _line(text: bytes, problems: list[Undecodable]) -> Line | None:
    """None for a header, an empty line, a word of the watch about itself, a kind that we do not read."""
    if not text.strip():
        return None
    entry: Entry = decoder(Entry).decode(text)
    if entry.schema:
        header(text)
    if entry.time is None or entry.type not in TYPES:
        return None
    raw = bytes(entry.object)
    kind = KINDS.get(decoder(Head).decode(raw).kind)
    if kind is None:
        return None
    value = decode_object(raw, kind, problems)
    return None if value is None else Line(entry.time, entry.type, value, raw)
