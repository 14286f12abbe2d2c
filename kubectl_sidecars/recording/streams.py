"""Bytes as they lie in a file, a pipe or an archive, as UTF-8 to read on from."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from typing import Any

CUT_OFF = (EOFError, zlib.error, gzip.BadGzipFile)
"""What reading from a damaged or half-written gzip file raises; what came before it has been given."""


def opened(stream: Any) -> io.BufferedReader:
    """The text of a binary stream, which is closed with it: unpacked where it is gzip, by content and not by name;
    UTF-8 without a BOM, also where it was written in UTF-16, as PowerShell's `>` does."""
    plain = io.BufferedReader(stream)
    if plain.peek(2)[:2] == b"\x1f\x8b":
        plain = io.BufferedReader(_Unpacked(plain))
    try:
        encoding = json.detect_encoding(plain.peek(4)[:4])
    except CUT_OFF:
        return plain  # whoever reads meets it again, and can say so
    if encoding == "utf-8-sig":
        plain.read(3)
    elif encoding != "utf-8":
        with plain:
            text = plain.read().decode(encoding, errors="replace").removeprefix("\ufeff")
        return io.BufferedReader(io.BytesIO(text.encode(errors="replace")))
    return plain


class _Unpacked(io.RawIOBase):
    """The content of a gzip stream; closing it closes the stream too."""

    def __init__(self, packed: io.BufferedReader) -> None:
        self._packed = packed
        self._gzip = gzip.GzipFile(fileobj=packed)
        self._damage: Exception | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._damage:
            raise self._damage  # gzip itself would say that the file ends here
        try:
            part = self._gzip.read1(len(buffer))  # what there is: the others lose it where the file is cut off
        except CUT_OFF as error:
            self._damage = error
            raise
        buffer[: len(part)] = part
        return len(part)

    def close(self) -> None:
        super().close()
        self._gzip.close()
        self._packed.close()
