"""Opens the bytes of a file, a pipe or a gzip archive as UTF-8."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from typing import Any

CUT_OFF = (EOFError, zlib.error, gzip.BadGzipFile)
"""The errors of reading a damaged or truncated gzip file, raised after the intact part."""


MOST_CONVERTED = 256 << 20
"""Bytes of UTF-16, which is held as a whole."""


def opened(stream: Any) -> io.BufferedReader:
    """The content of a binary stream as UTF-8 without a BOM. Closing it closes the stream.

    gzip is recognised by content, not by name, and unpacked. UTF-16, which `>` in PowerShell writes, is converted.
    """
    plain = io.BufferedReader(stream)
    if plain.peek(2)[:2] == b"\x1f\x8b":
        plain = io.BufferedReader(_Unpacked(plain))
    try:
        encoding = json.detect_encoding(plain.peek(4)[:4])
    except CUT_OFF:
        return plain  # raised again for the reader, who reports it
    if encoding == "utf-8-sig":
        plain.read(3)
    elif encoding != "utf-8" and not plain.peek(4).startswith(bytes(4)):
        with plain:
            text = plain.read(MOST_CONVERTED).decode(encoding, errors="replace").removeprefix("\ufeff")
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
            raise self._damage  # gzip itself would report the end of the file
        try:
            part = self._gzip.read1(len(buffer))  # read() would lose this part of a truncated file
        except CUT_OFF as error:
            self._damage = error
            raise
        buffer[: len(part)] = part
        return len(part)

    def close(self) -> None:
        super().close()
        self._gzip.close()
        self._packed.close()
