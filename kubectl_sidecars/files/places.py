"""The files behind `-f`: one, a directory of them, or standard input."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import msgspec

from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.inputs import open_input
from kubectl_sidecars.recording import opened
from kubectl_sidecars.sentences import byte_size
from kubectl_sidecars.snapshot import Undecodable

ENDINGS = (".json", ".jsonl", ".yaml", ".yml")
"""The files of a directory that are read, also with .gz at the end; logs of a dump are not."""


CHUNK = 1 << 20
LARGEST = 256 << 20
"""Bytes that are held as a whole: of YAML, and of what comes through a pipe. Recordings and JSON in files may be
larger: they are read line by line, and object by object."""


def too_large(name: str) -> UsageError:
    """The error for a file with more text than LARGEST."""
    return UsageError(f'"{name}" has more than {byte_size(LARGEST)}: save it in a file as JSON, or make a recording')


def not_text(name: str) -> UsageError:
    """The error for bytes that are no text."""
    return UsageError(f'cannot read "{name}": it is no text')


class InputFile(msgspec.Struct, frozen=True):
    """A file, or the content of a pipe in `data`: a pipe can be read once, a recording is read again for a replay."""

    name: str
    data: bytes = b""
    is_file: bool = True

    def open(self) -> io.BufferedReader:
        """The content as UTF-8 text, unpacked. Raises UsageError if it cannot be read."""
        if not self.is_file:
            return opened(io.BytesIO(self.data))
        try:
            return opened(Path(self.name).open("rb"))
        except OSError as error:
            raise UsageError(f'cannot read "{self.name}": {error.strerror}') from error


def places(paths: Sequence[str], stdin: BinaryIO, problems: list[Undecodable]) -> tuple[InputFile, ...]:
    """The files of these arguments; those of a directory sorted by name.

    Directories within one that may not be read are added to `problems`. Raises UsageError.
    """
    return tuple(place for path in paths for place in _places(path, stdin, problems))


def _places(path: str, stdin: BinaryIO, problems: list[Undecodable]) -> Iterator[InputFile]:
    if path == "-":
        yield _pipe_content("standard input", stdin)
        return
    try:
        where = Path(path)
        if not where.exists():
            raise UsageError(f'the path "{path}" does not exist')  # kubectl's words
        if where.is_dir():
            yield from _files_in(where, problems)
            return
        if not where.is_file():
            with open_input(where) as pipe:
                yield _pipe_content(path, pipe)
            return
    except (OSError, ValueError) as error:  # no permission; a name with a NUL
        raise UsageError(f'cannot read "{path}": {getattr(error, "strerror", None) or error}') from error
    yield InputFile(path)


def _pipe_content(name: str, stream: BinaryIO) -> InputFile:
    try:
        data = stream.read(CHUNK)
        if data.startswith(bytes(4)):  # a device without an end
            raise not_text(name)
        data += stream.read(LARGEST + 1 - len(data))
    except OSError as error:  # a closed stdin
        raise UsageError(f'cannot read "{name}": {error.strerror}') from error
    if len(data) > LARGEST:
        raise too_large(name)
    return InputFile(name, data, is_file=False)


def _files_in(directory: Path, problems: list[Undecodable]) -> Iterator[InputFile]:
    closed: list[OSError] = []
    walked = os.walk(directory, onerror=closed.append)
    paths = sorted(path for folder, _, names in walked for name in names if _has_pods(path := Path(folder, name)))
    problems += [Undecodable("Directory", "", str(error.filename), str(error.strerror)) for error in closed]
    if closed and not paths:
        raise closed[0]
    if not paths:
        raise UsageError(
            f'no pods in "{directory}": it has no .json, .yaml or .jsonl files; '
            "kubectl cluster-info dump --all-namespaces --output-directory DIR writes a directory that can be read"
        )
    yield from (InputFile(str(path)) for path in paths)


def _has_pods(path: Path) -> bool:
    return path.name.removesuffix(".gz").endswith(ENDINGS) and path.is_file()
