"""Writes the lines of a watch to a recording; a crash loses the last one at most."""

from __future__ import annotations

import os
import zlib
from datetime import datetime
from io import FileIO
from types import TracebackType
from typing import Any, Self

import msgspec

from kubectl_sidecars import __version__
from kubectl_sidecars.api_resources import API_RESOURCES
from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.recording.format import SCHEMA, Header
from kubectl_sidecars.redact import redacted
from kubectl_sidecars.snapshot import Line


class Writer:
    """A recording that is being written: JSON Lines, gzip if the path ends with .gz, mode 0600; redacted by default.

    Raises UsageError if the file exists or cannot be written.
    """

    def __init__(
        self, path: str, *, started: datetime | None = None, kubernetes: str = "", redact: bool = True
    ) -> None:
        """Opens the file. Without `started` the recording begins at the time of its first line."""
        self._path = path
        self._kubernetes = kubernetes
        self._redact = redact
        self._has_header = False
        self._file = _created(path)
        # zlib's gzip header has no name and no time: the same lines make the same file.
        self._packer = zlib.compressobj(wbits=31) if path.endswith(".gz") else None
        if started is not None:
            try:
                self._begin(started)
            except UsageError:
                self._file.close()
                raise

    def write(self, line: Line) -> None:
        """Writes one line; it is in the file when this returns."""
        if not self._has_header:
            self._begin(line.time)
        value = msgspec.json.decode(line.raw) if line.raw else msgspec.to_builtins(line.object)
        kind = type(line.object).__name__
        listed = API_RESOURCES.get(kind)  # None for a log
        version = {"apiVersion": listed.api_version} if listed else {}
        value = {"kind": kind, **version, **value}  # the items of a list come without both
        self._put({"time": line.time, "type": line.type, "object": redacted(value) if self._redact else value})

    def close(self) -> None:
        """Closes the file. Every written line is in it already."""
        try:
            if self._packer and not self._file.closed:
                self._write(self._packer.flush())
        finally:
            self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _begin(self, started: datetime) -> None:
        self._put(
            Header(
                schema=SCHEMA,
                tool=__version__,
                kubernetes=self._kubernetes,
                started=started,
                redacted=self._redact,
            )
        )
        self._has_header = True

    def _put(self, value: Any) -> None:
        text = msgspec.json.encode(value) + b"\n"
        self._write(self._packer.compress(text) + self._packer.flush(zlib.Z_SYNC_FLUSH) if self._packer else text)

    def _write(self, data: bytes) -> None:
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError as error:
            raise UsageError(f'cannot write "{self._path}": {error.strerror}') from error


def _created(path: str) -> FileIO:
    """A new file, unbuffered, so that a crash loses no written line."""
    try:
        return FileIO(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
    except FileExistsError as error:
        raise UsageError(f'"{path}" exists already: give another name, or remove it first') from error
    except OSError as error:
        raise UsageError(f'cannot write "{path}": {error.strerror}') from error
