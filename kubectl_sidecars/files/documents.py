"""Splits text into objects of the API as JSON: single objects and lists, JSON and YAML, also truncated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec
import yaml

from kubectl_sidecars import yamls
from kubectl_sidecars.decode import UNREADABLE, decoder
from kubectl_sidecars.files.document import Document, Envelope, ObjectKind, document, is_there
from kubectl_sidecars.snapshot import Undecodable

_LOGS = re.compile(rb"^==== START logs for .*?^==== END logs for [^\n]*$", re.MULTILINE | re.DOTALL)
"""kubectl cluster-info dump without --output-directory prints them between the objects (clusterinfo_dump.go, v1.35)."""
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"|[][{}]', re.DOTALL)
_OPEN, _CLOSE = {b"{", b"["}, {b"}", b"]"}
_BYTE = re.compile(r"\(byte (\d+)\)")
_MARK = re.compile(rb"^---", re.MULTILINE)
_ITEMS = re.compile(rb'"items"\s*:\s*\[\s*')
_SPACE = re.compile(rb"[\s,]*")
_NEXT = re.compile(rb"^(?:\{|---)", re.MULTILINE)


def documents(data: bytes | bytearray, name: str, problems: list[Undecodable]) -> Iterator[Document]:
    """The objects in the text of a file, in order. What cannot be read is added to `problems`, with its line."""
    if b"==== START logs for " in data:
        data = _LOGS.sub(b"", data)
    reading = _Reading(data, name, problems)
    start = reading.skip(0)
    while start < len(data) and data[start] in b"{[":
        end = reading.end_of(start)
        yield from reading.json(start, end)
        start = reading.skip(end)
    yield from reading.yaml(start)


class _Reading:
    """The text of one file, and the list that its problems are added to."""

    def __init__(self, data: bytes | bytearray, name: str, problems: list[Undecodable]) -> None:
        self.data, self.name, self.problems = data, name, problems
        self.view = memoryview(data)
        self.counted = 0, 1
        self.aliased = yamls.Aliased(len(data))

    def skip(self, start: int) -> int:
        """The next position that is neither white space nor a comma."""
        space = _SPACE.match(self.data, start)
        return space.end() if space else start

    def end_of(self, start: int) -> int:
        """The end of the JSON value that starts here; of a damaged one, where the next one seems to start."""
        if not self._problem(start, len(self.data)):
            return len(self.data)
        if end := self._closed(start):
            return end
        following = _NEXT.search(self.data, start + 1)
        return following.start() if following else len(self.data)

    def json(self, start: int, end: int) -> Iterator[Document]:
        """The objects of a JSON value; of a damaged list its intact items."""
        if self._problem(start, end):
            yield from self._items_of_damaged(start, end)
        else:
            yield from self._unfold(start, end)

    def yaml(self, start: int) -> Iterator[Document]:
        """The objects of the YAML documents from this position on. A broken document is skipped and reported."""
        marks = [mark.start() for mark in _MARK.finditer(self.data, start)]
        for begin, end in zip([start, *marks], [*marks, len(self.data)], strict=True):
            text = self.data[begin:end].decode(errors="replace")
            if not _has_content(text):
                continue
            try:
                yield from self._yaml_document(text, begin)
            except yaml.MarkedYAMLError as error:
                index = error.problem_mark.index if error.problem_mark else 0
                self._wrong(begin + len(text[:index].encode()), f"{error.problem or error.context}")
            except (yaml.YAMLError, ValueError, RecursionError) as error:
                self._wrong(begin, str(error).partition("\n")[0])

    def _problem(self, start: int, end: int) -> str:
        try:
            decoder(msgspec.Raw).decode(self.view[start:end])
        except UNREADABLE as error:
            return str(error)
        return ""

    def _closed(self, start: int) -> int | None:
        """The position after the bracket that closes the one at `start`; None if it is not closed."""
        depth = 0
        for token in _TOKEN.finditer(self.data, start):
            if token[0] in _OPEN:
                depth += 1
            elif token[0] in _CLOSE:
                depth -= 1
                if depth == 0:
                    return token.end()
        return None

    def _items_of_damaged(self, start: int, end: int) -> Iterator[Document]:
        """The intact items of a damaged list. Each damaged item, and a missing rest, is reported."""
        found = _ITEMS.search(self.data, start, end)
        place: int | None = found.end() if found else None
        known = len(self.problems)
        while place is not None and self.data[place : place + 1] == b"{":
            after = self._closed(place)
            if after is None or after > end:
                place = None
            else:
                yield from self._one(msgspec.Raw(self.view[place:after]), place)
                place = self.skip(after)
        if place is None or len(self.problems) == known:  # it is the list itself
            self._wrong(start, self._problem(start, end), end)

    def _unfold(self, place: int, end: int) -> Iterator[Document]:
        """The items of a list, or the object itself. Items that the API server sent have no kind."""
        raw = msgspec.Raw(self.view[place:end])
        try:
            if self.data[place : place + 1] == b"[":
                envelope = Envelope()
                items: list[msgspec.Raw] | None = _raws(raw)
            else:
                envelope = decoder(Envelope).decode(raw)
                items = _raws(envelope.items) if is_there(envelope.items) else None
        except UNREADABLE as error:
            self._wrong(place, str(error))
            return
        if items is None:
            yield from self._one(raw, place)
            return
        if not items:
            yield Document(kind=envelope.kind or "List", api_version="", raw=b"")
        of_items = ObjectKind(kind=envelope.kind.removesuffix("List"), api_version=envelope.api_version)
        for item in items:
            yield from self._one(item, place, of_items)

    def _one(self, raw: msgspec.Raw | bytes, place: int, default: ObjectKind = ObjectKind()) -> Iterator[Document]:  # noqa: B008
        try:
            found = document(raw, default)
        except UNREADABLE as error:
            self._wrong(place, str(error))
            return
        yield found

    def _yaml_document(self, text: str, place: int) -> Iterator[Document]:
        nameless: list[bytes] = []
        for value in self._whole_values(text, place):
            if "items" in value:  # the rest of a list
                if not value["items"]:
                    yield Document(kind="List", api_version="", raw=b"")
                for_items = ObjectKind(kind=str(value.get("kind")).removesuffix("List"))
                for raw in nameless:
                    yield from self._one(raw, place, for_items)
            elif "kind" in value or "object" in value:
                yield from self._one(msgspec.json.encode(value), place)
            else:
                nameless.append(msgspec.json.encode(value))

    def _whole_values(self, text: str, place: int) -> Iterator[dict[str, Any]]:
        """The mappings of a document, without the last item of a truncated list.

        Truncated YAML may still be valid. kubectl writes the kind of a list after its items: if the kind is missing,
        the last item may be incomplete.
        """
        last: dict[str, Any] | None = None
        try:
            for value in yamls.documents(text, self.aliased):
                if "items" in value and "kind" not in value:
                    self._wrong(place, "Input data was truncated", place + len(text.encode()))
                    last = None
                if last is not None:
                    yield last
                last = value
        except (yaml.YAMLError, ValueError, RecursionError):
            if last is not None:  # the error is after it
                yield last
            raise
        if last is not None:
            yield last

    def _wrong(self, start: int, problem: str, end: int | None = None) -> None:
        """Adds a problem with its line. The position is the byte that msgspec names, else `end`, else `start`."""
        byte = _BYTE.search(problem)
        place = start + int(byte[1]) if byte else end or start
        since, line = self.counted if self.counted[0] <= place else (0, 1)
        self.counted = place, line + self.data.count(b"\n", since, place)
        problem = "too many levels deep" if "recursion" in problem else problem.partition(" (byte")[0]
        text = f"line {self.counted[1]}: {problem}"
        self.problems.append(Undecodable("File", "", self.name, text))


def _raws(raw: msgspec.Raw) -> list[msgspec.Raw]:
    items: list[msgspec.Raw] | None = decoder(list[msgspec.Raw] | None).decode(raw)
    return items or []


def _has_content(text: str) -> bool:
    """True if there is more than comments, directives and document separators."""
    return any(line.strip() and not line.startswith(("#", "%", "---\n")) for line in text.splitlines(keepends=True))
