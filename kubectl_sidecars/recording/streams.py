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
    """The text of a binary stream: unpacked where it is gzip, by content and not by name; UTF-8 without a BOM, also where
    it was written in UTF-16, as PowerShell's `>` does."""
    plain = io.BufferedReader(stream)
    if plain.peek(2)[:2] == b"\x1f\x8b":
        plain = io.BufferedReader(gzip.GzipFile(fileobj=plain))
    try:
        encoding = json.detect_encoding(plain.peek(4)[:4])
    except CUT_OFF:
        return plain  # whoever reads meets it again, and can say so
    if encoding == "utf-8-sig":
        plain.read(3)
    elif encoding != "utf-8":
        text = plain.read().decode(encoding, errors="replace").removeprefix("\ufeff")
        return io.BufferedReader(io.BytesIO(text.encode()))
    return plain
