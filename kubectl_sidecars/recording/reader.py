"""Reads the lines of a recording."""

from __future__ import annotations

import io
from collections.abc import Iterator

from kubectl_sidecars.decode import KINDS, UNREADABLE, Head, decode_object, decoder
from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.recording.format import LONGEST, SCHEMA, TYPES, Entry, Header
from kubectl_sidecars.recording.streams import CUT_OFF
from kubectl_sidecars.snapshot import Line, Undecodable


def header(first: bytes) -> Header | None:
    """The header in this line; None for another line. Raises UsageError for a format newer than this program."""
    try:
        found: Header = decoder(Header).decode(first)
    except UNREADABLE:
        return None
    if found.schema.startswith("sidecars-recording/") and found.schema != SCHEMA:
        raise UsageError(
            f"the recording has the format {found.schema}, this version reads {SCHEMA}: update kubectl-sidecars"
        )
    return found if found.schema == SCHEMA else None


def is_recording(first: bytes) -> bool:
    """True if a file with this first line is a recording: a header, or a line with a time and an object."""
    if header(first):
        return True
    try:
        entry: Entry = decoder(Entry).decode(first)
    except UNREADABLE:
        return False
    return entry.time is not None and bool(bytes(entry.object))


def lines(stream: io.BufferedReader, name: str, problems: list[Undecodable], first: bytes = b"") -> Iterator[Line]:
    """The lines of an open recording. `first` is its first line if that has been read already.

    Damaged lines are skipped and added to `problems`.
    """
    number = 0
    try:
        for number, text in enumerate(_texts(stream, first), start=1):
            if _is_cut(text):
                problems.append(Undecodable("File", "", name, f"line {number} has more than {LONGEST >> 20} MiB"))
                continue
            try:
                line = _line(text, problems)
            except UNREADABLE as error:
                where = f"line {number}" if text.endswith(b"\n") else f"line {number}, the last, is cut off"
                problems.append(Undecodable("File", "", name, f"{where}: {error}"))
                continue
            if line is not None:
                yield line
    except EOFError:
        where = f"the gzip file stops after line {number}: it was not closed, or is cut off"
        problems.append(Undecodable("File", "", name, where))
    except CUT_OFF as error:
        problems.append(Undecodable("File", "", name, f"the gzip file is damaged after line {number}: {error}"))


def _texts(stream: io.BufferedReader, first: bytes) -> Iterator[bytes]:
    """The lines; of one that is longer than LONGEST the beginning."""
    text = first or stream.readline(LONGEST)
    while text:
        yield text
        while _is_cut(text):  # its rest is no line of its own
            text = stream.readline(LONGEST)
        text = stream.readline(LONGEST)


def _is_cut(text: bytes) -> bool:
    return len(text) >= LONGEST and not text.endswith(b"\n")


def _line(text: bytes, problems: list[Undecodable]) -> Line | None:
    """The line; None for a header, an empty line, an event about the watch itself, or a kind that is not read."""
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
