"""Writes the lines that pass, so that a crash costs the last one at most."""

from __future__ import annotations

import gzip
import os
import zlib
from datetime import datetime
from types import TracebackType
from typing import Any, BinaryIO, Self

import msgspec

from kubectl_sidecars import __version__
from kubectl_sidecars.api import Event, Job, Namespace, Node, Pod, ReplicaSet
from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.recording.format import SCHEMA, Header
from kubectl_sidecars.recording.redact import redacted
from kubectl_sidecars.snapshot import Line

API_VERSIONS: dict[type, str] = {
    Pod: "v1",
    Event: "v1",
    Node: "v1",
    Namespace: "v1",
    Job: "batch/v1",
    ReplicaSet: "apps/v1",
}
"""The items of a list come without kind and apiVersion; in a recording each line says what it is."""


class Writer:
    """A recording being written: JSON Lines, gzip if the path ends with .gz, for its owner's eyes only.

    Redacted unless told otherwise. A file that exists is not overwritten unless told to."""

    def __init__(
        self, path: str, *, started: datetime, kubernetes: str = "", redact: bool = True, overwrite: bool = False
    ) -> None:
        self._path = path
        self._redact = redact
        self._file = _created(path, overwrite=overwrite)
        # No name and no time in the gzip header: the same lines make the same file.
        self._gzip = gzip.GzipFile("", "wb", fileobj=self._file, mtime=0) if path.endswith(".gz") else None
        self._put(Header(schema=SCHEMA, tool=__version__, kubernetes=kubernetes, started=started, redacted=redact))

    def write(self, line: Line) -> None:
        """One line; it is in the file when this returns."""
        value = msgspec.json.decode(line.raw) if line.raw else msgspec.to_builtins(line.object)
        value = {"kind": type(line.object).__name__, "apiVersion": API_VERSIONS[type(line.object)], **value}
        self._put(
            {"time": line.time, "type": line.type, "object": redacted(value) if self._redact else value},
        )

    def close(self) -> None:
        if self._gzip:
            self._gzip.close()
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _put(self, value: Any) -> None:
        text = msgspec.json.encode(value) + b"\n"
        try:
            if self._gzip:
                self._gzip.write(text)
                self._gzip.flush(zlib.Z_SYNC_FLUSH)
            else:
                self._file.write(text)
            self._file.flush()
        except OSError as error:
            raise UsageError(f'cannot write "{self._path}": {error.strerror}') from error


def _created(path: str, *, overwrite: bool) -> BinaryIO:
    flags = os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if overwrite else os.O_EXCL)
    try:
        file = os.fdopen(os.open(path, flags, 0o600), "wb")
        if overwrite and os.name == "posix":
            os.fchmod(file.fileno(), 0o600)  # the mode of open counts for new files only
    except FileExistsError as error:
        raise UsageError(f'"{path}" exists already: give another name, or remove it first') from error
    except OSError as error:
        raise UsageError(f'cannot write "{path}": {error.strerror}') from error
    return file
