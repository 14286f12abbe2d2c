"""Splits large JSON into its objects while it is read: a dump of a gigabyte is never held as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from kubectl_sidecars.recording import CUT_OFF, LONGEST

CHUNK = 1 << 20
"""Bytes that are read at a time."""
HEAD = 1 << 16
"""Bytes in which a list says its kind and begins its items."""
_PLAIN = rb'[^"\\\[\]{}]++|"(?:[^"\\]++|\\.)*+"'
_FLAT = rb"\{(?:%b)*+\}|\[(?:%b)*+\]" % (_PLAIN, _PLAIN)
_BRACKET = re.compile(rb"(?:%b|\\.|%b)*+([\[\]{}])" % (_PLAIN, _FLAT), re.DOTALL)
"""The next bracket that is not within a string, nor one of a pair without others between, which are passed over: half
of all. It matches only where each string up to it is closed."""
_SPACE = re.compile(rb"[\s,]*")
_ITEMS = re.compile(
    rb'\s*\{(?:\s*"(?:kind|apiVersion)"\s*:\s*"[^"\\]*"\s*,|\s*"metadata"\s*:\s*\{[^{}]*\}\s*,)*\s*"items"\s*:\s*\['
)
"""The beginning of a list, as kubectl and the API server write it."""
_LIST = re.compile(rb'"kind"\s*:\s*"(\w+)List"')


class SplitError(Exception):
    """The text cannot be split any further; the message says why."""


class Splitter:
    """The objects of a text that begins with `head`: the items of lists, and objects that follow each other."""

    def __init__(self, head: bytearray, stream: BinaryIO) -> None:
        self._text, self._stream = head, stream
        self._at = 0
        self.kind = ""
        """The kind of the items of the list that is read, where the list says it before them: those may not say it."""

    def objects(self) -> Iterator[bytes]:
        """Each object as JSON. Raises SplitError at the end of what can be read."""
        while opened := self._next():
            if opened not in (b"{", b"["):
                raise SplitError("what follows is no JSON")
            while len(self._text) - self._at < HEAD and self._more():
                pass
            listed = _ITEMS.match(self._text, self._at) if opened == b"{" else None
            if listed is None and opened != b"[":
                yield self._take()
                continue
            kind = _LIST.search(listed[0]) if listed else None
            self.kind = kind[1].decode() if kind else ""
            self._at = listed.end() if listed else self._at + 1
            while self._next() == b"{":
                yield self._take()
            self._take(2 if listed else 1)  # the rest of the list, in which no objects are
            self.kind = ""

    def _next(self) -> bytes:
        """The byte at the next position that is neither white space nor a comma; empty at the end."""
        while True:
            found = _SPACE.match(self._text, self._at)
            self._at = found.end() if found else self._at
            if self._at == len(self._text):
                self._text.clear()
                self._at = 0
            if self._at < len(self._text) or not self._more():
                return bytes(self._text[self._at : self._at + 1])

    def _take(self, depth: int = 0) -> bytes:
        """The text up to the bracket that closes the one here, or `depth` brackets that are open already."""
        start = place = self._at
        if not depth:
            place, depth = start + 1, 1
        while True:
            found = _BRACKET.match(self._text, place)
            if found is None:
                if len(self._text) - place > LONGEST:
                    raise SplitError("it is no JSON of Kubernetes objects")
                if len(self._text) - start > LONGEST:
                    raise SplitError(f"an object has more than {LONGEST >> 20} MiB")
                if start > CHUNK:
                    del self._text[:start]
                    place, start = place - start, 0
                    self._at = 0
                if not self._more():
                    raise SplitError("Input data was truncated")
                continue
            place = found.end()
            depth += 1 if found[1] in b"[{" else -1
            if depth == 0:
                break
        self._at = place
        return bytes(self._text[start:place])

    def _more(self) -> bool:
        try:
            part = self._stream.read(CHUNK)
        except CUT_OFF as error:
            raise SplitError(f"the gzip file is damaged: {error}") from error
        self._text += part
        return bool(part)
