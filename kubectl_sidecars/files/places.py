"""The files behind `-f`: one, a directory of them, or standard input."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import msgspec

from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.recording import opened
from kubectl_sidecars.sentences import byte_size

ENDINGS = (".json", ".jsonl", ".yaml", ".yml")
"""What is read in a directory, also with .gz behind; the logs of a dump are not."""


LARGEST = 4 << 30
"""Bytes of text in one file; a recording, which is read line by line, may be larger."""


def too_large(name: str) -> UsageError:
    return UsageError(f'"{name}" holds more than {byte_size(LARGEST)}: split it, or make a recording')


class Place(msgspec.Struct, frozen=True):
    """Where bytes lie. A pipe flows once, so `data` keeps what came: a recording is read again to be replayed."""

    name: str
    data: bytes = b""
    is_file: bool = True

    def open(self) -> io.BufferedReader:
        """UTF-8 text, unpacked. A UsageError where it cannot be read."""
        if not self.is_file:
            return opened(io.BytesIO(self.data))
        try:
            return opened(Path(self.name).open("rb"))
        except OSError as error:
            raise UsageError(f'cannot read "{self.name}": {error.strerror}') from error


def places(paths: Sequence[str], stdin: BinaryIO) -> tuple[Place, ...]:
    """All files that these words of the command line stand for; a directory's in the order of their names."""
    return tuple(place for path in paths for place in _places(path, stdin))


def _places(path: str, stdin: BinaryIO) -> Iterator[Place]:
    if path == "-":
        yield _flowing("standard input", stdin)
        return
    try:
        where = Path(path)
        if not where.exists():
            raise UsageError(f'the path "{path}" does not exist')  # kubectl's words
        if where.is_dir():
            yield from _within(where)
            return
        if not where.is_file():
            with where.open("rb") as pipe:
                yield _flowing(path, pipe)
            return
    except (OSError, ValueError) as error:  # no permission; a name with a NUL
        raise UsageError(f'cannot read "{path}": {getattr(error, "strerror", None) or error}') from error
    yield Place(path)


def _flowing(name: str, stream: BinaryIO) -> Place:
    data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise too_large(name)
    return Place(name, data, is_file=False)


def _within(directory: Path) -> Iterator[Place]:
    found = sorted(each for each in directory.rglob("*") if _is_wanted(each))
    if not found:
        raise UsageError(
            f'no pods in "{directory}": it holds no .json, .yaml or .jsonl files; '
            "kubectl cluster-info dump --all-namespaces --output-directory DIR makes a folder that can be read"
        )
    yield from (Place(str(each)) for each in found)


def _is_wanted(path: Path) -> bool:
    return path.name.removesuffix(".gz").endswith(ENDINGS) and path.is_file()
