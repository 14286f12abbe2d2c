"""YAML as kubectl writes and reads it: each document as plain values, the items of a list one by one.

Read from the parser's events: a list of 10,000 pods is never held as a tree, time stamps stay text, and what aliases
stand for is counted before anything grows. Plain words mean what they mean to kubectl (sigs.k8s.io/yaml, which
is go-yaml v2): 12:30 is text there, not a number of base 60.
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
"""Characters that aliases may stand for in one document: nine lines of YAML can ask for billions."""

_WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **{word: True for base in ("true", "yes", "on") for word in (base, base.title(), base.upper())},
    **{word: False for base in ("false", "no", "off") for word in (base, base.title(), base.upper())},
}
_INTEGER = re.compile(r"[-+]?(?:0b[01_]+|0x[0-9a-fA-F_]+|0o?[0-7_]*|[1-9][0-9_]*)")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_LONGEST_NUMBER = 400


class Wrong(yaml.YAMLError):
    """Well-formed YAML that we refuse."""


def documents(text: str) -> Iterator[dict[str, Any]]:
    """The values of one document; of a list its items come first, each alone, and then the rest of
    it, in which `items` tells whether there were any.

    Raises yaml.YAMLError where it is broken; what came before has been given."""
    parser = Loader(text)
    try:
        builder = _Builder(parser)
        while not parser.check_event(yaml.StreamEndEvent):
            event = parser.get_event()
            if isinstance(event, yaml.MappingStartEvent):
                yield from builder.top()
            elif isinstance(event, yaml.NodeEvent):
                builder.value(event, 0)  # a document of another form holds no object
    finally:
        parser.dispose()


class _Builder:
    def __init__(self, parser: Any) -> None:
        self.parser = parser
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.aliased = 0

    def top(self) -> Iterator[dict[str, Any]]:
        """The mapping that a document is, its start being read: `items` are given one by one."""
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
        """The value that begins with this event, and how large it is, in characters."""
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
            raise Wrong(f"the alias *{event.anchor} stands for nothing, or for what it is part of")
        value, size = self.anchors[event.anchor]
        self.aliased += size
        if self.aliased > MOST_ALIASED:
            raise Wrong(f"aliases stand for more than {byte_size(MOST_ALIASED)}")
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
            raise Wrong("a name that is no text")
        if event.anchor:
            self.anchors[event.anchor] = event.value, len(event.value) + 1
        return str(event.value)

    @staticmethod
    def _put(values: dict[str, Any], name: str, value: Any) -> None:
        """The last of two of one name counts; what is merged (`<<`) gives way to what is said."""
        if name != "<<":
            values[name] = value
            return
        for merged in value if isinstance(value, list) else [value]:
            if isinstance(merged, dict):
                for each, member in merged.items():
                    values.setdefault(each, member)


def scalar(event: Any) -> Any:
    """Text where it is quoted or tagged so, else what the word means."""
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
    """A leading zero makes a number of base 8."""
    body = digits.lstrip("+-")
    try:
        number = int(body, 8 if body[:1] == "0" and body[1:2].isdigit() else 0)
    except ValueError:  # 0x alone
        return digits
    return -number if digits.startswith("-") else number
