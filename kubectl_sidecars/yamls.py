"""YAML as kubectl writes and reads it: each document as plain values, the items of a list one by one.

Reads the events of the parser: a list of 10,000 pods is never held as a tree, time stamps stay text, and the size of
aliases is counted before they are expanded. Plain scalars have kubectl's types (sigs.k8s.io/yaml, which is go-yaml v2):
12:30 is text, not a number of base 60.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from kubectl_sidecars.sentences import byte_size

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

DEEPEST = 100
MOST_ALIASED = 4 << 20
"""Characters that aliases may expand to, beyond those of the text: nine lines of YAML can ask for billions."""

_WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **{word: True for base in ("true", "yes", "on") for word in (base, base.title(), base.upper())},
    **{word: False for base in ("false", "no", "off") for word in (base, base.title(), base.upper())},
}
_INTEGER = re.compile(r"[-+]?(?:0b[01_]+|0x[0-9a-fA-F_]+|0o?[0-7_]*|[1-9][0-9_]*)")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_LONGEST_NUMBER = 400


class Wrong(yaml.YAMLError):
    """Well-formed YAML that is not read."""


class Aliased:
    """The characters that the aliases of a text have expanded to: of a file, of all its documents together."""

    def __init__(self, text_size: int = 0) -> None:
        self.most, self.size = MOST_ALIASED + text_size, 0

    def add(self, size: int) -> None:
        """Counts an alias of this size. Raises Wrong for one too many."""
        self.size += size
        if self.size > self.most:
            raise Wrong(f"aliases expand to more than {byte_size(self.most)}")


def documents(text: str, aliased: Aliased | None = None) -> Iterator[dict[str, Any]]:
    """The mappings of one document. For a list: its items, then the list itself, with `items` True if it had any.

    `aliased` counts the aliases of several documents together. Raises yaml.YAMLError at the first error, after the
    mappings before it.
    """
    parser = Loader(text)
    try:
        builder = _Builder(parser, aliased or Aliased())
        while not parser.check_event(yaml.StreamEndEvent):
            event = parser.get_event()
            if isinstance(event, yaml.MappingStartEvent):
                yield from builder.top()
            elif isinstance(event, yaml.NodeEvent):
                builder.value(event, 0)  # a document that is not a mapping holds no object
    finally:
        parser.dispose()


def whole(text: str | bytes) -> Any:
    """The value of a text of one document, None for an empty one.

    Raises yaml.YAMLError, also where there is a second document."""
    parser = Loader(text)
    try:
        builder, found = _Strict(parser, Aliased()), list[Any]()
        while not parser.check_event(yaml.StreamEndEvent):
            event = parser.get_event()
            if isinstance(event, yaml.NodeEvent):
                if found:
                    raise Wrong("there is more than one document")
                found.append(builder.value(event, 0)[0])
        return found[0] if found else None
    finally:
        parser.dispose()


class _Builder:
    def __init__(self, parser: Any, aliased: Aliased) -> None:
        self.parser, self.aliased = parser, aliased
        self.anchors: dict[str, tuple[Any, int]] = {}

    def top(self) -> Iterator[dict[str, Any]]:
        """The mappings of a document that is a mapping, after its start event: each of `items`, then the rest."""
        rest: dict[str, Any] = {}
        while not isinstance(event := self.parser.get_event(), yaml.MappingEndEvent):
            name = self._name(event)
            first = self.parser.get_event()
            if name == "items" and isinstance(first, yaml.SequenceStartEvent):
                rest["items"] = False
                while not isinstance(event := self.parser.get_event(), yaml.SequenceEndEvent):
                    item, _size = self.value(event, 1)
                    if isinstance(item, dict):
                        yield item
                    rest["items"] = True  # there were some
            else:
                self._put(rest, name, self.value(first, 1)[0])
        yield rest

    def value(self, event: Any, depth: int) -> tuple[Any, int]:
        """The value that begins with this event, and its size in characters."""
        if depth > DEEPEST:
            raise Wrong(f"more than {DEEPEST} levels deep")
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        made: tuple[Any, int]
        if isinstance(event, yaml.ScalarEvent):
            made = scalar(event), len(event.value) + 1
        elif isinstance(event, yaml.SequenceStartEvent):
            made = self._sequence(depth)
        else:
            made = self._mapping(depth)
        if event.anchor:
            self.anchors[event.anchor] = made
        return made

    def _alias(self, event: Any) -> tuple[Any, int]:
        if event.anchor not in self.anchors:
            raise Wrong(f"the alias *{event.anchor} has no anchor, or is part of its own value")
        value, size = self.anchors[event.anchor]
        self.aliased.add(size)
        return value, size

    def _sequence(self, depth: int) -> tuple[list[Any], int]:
        values, total = [], 1
        while not isinstance(event := self.parser.get_event(), yaml.SequenceEndEvent):
            value, size = self.value(event, depth + 1)
            values.append(value)
            total += size
        return values, total

    def _mapping(self, depth: int) -> tuple[dict[str, Any], int]:
        values: dict[str, Any] = {}
        total = 1
        while not isinstance(event := self.parser.get_event(), yaml.MappingEndEvent):
            name = self._name(event)
            value, size = self.value(self.parser.get_event(), depth + 1)
            self._put(values, name, value)
            total += size + len(name)
        return values, total

    def _name(self, event: Any) -> str:
        if isinstance(event, yaml.AliasEvent):
            return str(self._alias(event)[0])
        if not isinstance(event, yaml.ScalarEvent):
            raise Wrong("a key that is not text")
        if event.anchor:
            self.anchors[event.anchor] = event.value, len(event.value) + 1
        return str(event.value)

    @staticmethod
    def _put(values: dict[str, Any], name: str, value: Any) -> None:
        """Sets a key: the last of equal keys counts, and keys of a merge (`<<`) do not replace others."""
        if name != "<<":
            values[name] = value
            return
        for merged in value if isinstance(value, list) else [value]:
            if isinstance(merged, dict):
                for key, member in merged.items():
                    values.setdefault(key, member)


_TAGS = frozenset(f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "map", "seq"))


class _Strict(_Builder):
    """Refuses tags that ask for more than plain values."""

    def value(self, event: Any, depth: int) -> tuple[Any, int]:
        tag = getattr(event, "tag", None)
        if tag not in (None, "!", *_TAGS):
            raise yaml.constructor.ConstructorError(
                None, None, f"could not determine a constructor for the tag {tag!r}", event.start_mark
            )
        return super().value(event, depth)


def scalar(event: Any) -> Any:
    """The value of a scalar: text if it is quoted or tagged as such, else a number, a boolean, None or text."""
    text: str = event.value
    if not event.implicit[0]:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "+-.0123456789" or len(text) > _LONGEST_NUMBER:
        return text
    if _INTEGER.fullmatch(text):
        return _integer(text.replace("_", ""))
    return float(text) if _FLOAT.fullmatch(text) else text


def _integer(digits: str) -> int | str:
    """The number, octal with a leading zero; the text if it is not a number."""
    body = digits.lstrip("+-")
    try:
        number = int(body, 8 if body[:1] == "0" and body[1:2].isdigit() else 0)
    except ValueError:  # 0x alone
        return digits
    return -number if digits.startswith("-") else number
