"""Reads the YAML that kubectl writes into kubeconfigs, and maps in braces as scripts write them: a small part of YAML.

PyYAML reads all other files. Its import takes 12 ms, a tenth of a report of one pod: most of that compiles patterns.
"""

from __future__ import annotations

import re
from typing import Any

_LINE = re.compile(r"( *)((?:- )?)(.+)", re.ASCII)
_FIELD = re.compile(r"([A-Za-z][A-Za-z0-9-]*):(?: (.+))?", re.ASCII)
_PLAIN = re.compile(r"-{0,2}[A-Za-z/][\w+/=.@:-]*(?<!:)", re.ASCII)
"""Strings without quotes. Numbers, dates and other values that YAML does not read as strings begin differently."""
_QUOTED = re.compile(r""""([ !#-\[\]-~]*)"|'([ -&(-~]*)'""")
"""Strings in quotes without escapes."""
_ITEM = re.compile(r"""([A-Za-z][A-Za-z0-9-]*): ("[^"]*"|'[^']*'|[^ "',{}]+)(?:, |$)""", re.ASCII)
"""A field of a map in braces, with what parts it from the next one."""
_VALUES: dict[str, Any] = {"true": True, "false": False, "null": None, "{}": {}, "[]": [], '""': ""}
_NOT_STRINGS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
"""Words that YAML 1.1 reads as a boolean or as null, in any case."""


class NotPlainError(Exception):
    """The text needs a YAML parser, or is not YAML."""


def read_plain(text: bytes) -> Any:
    """The value that PyYAML reads from the text. Raises NotPlainError unless it is maps and lists of plain values."""
    try:
        lines = [line for line in text.decode("ascii").split("\n") if line.strip(" ") and line.lstrip(" ")[0] != "#"]
    except UnicodeDecodeError:
        raise NotPlainError from None
    reader = _Reader(lines)
    value = reader.map(0)
    if reader.lines:
        raise NotPlainError
    return value


class _Reader:
    """Takes lines from the front of `lines`, which are kept as (spaces, dash, rest) in reverse order."""

    def __init__(self, lines: list[str]) -> None:
        matches = [_LINE.fullmatch(line) for line in reversed(lines)]
        self.lines = [(len(match[1]), match[2], match[3]) for match in matches if match]
        if len(self.lines) < len(matches):
            raise NotPlainError

    def map(self, indent: int) -> dict[str, Any]:
        """The fields of the next lines that begin after `indent` spaces."""
        fields: dict[str, Any] = {}
        while self.lines and self.lines[-1][:2] == (indent, ""):
            match = _FIELD.fullmatch(self.lines.pop()[2])
            if match is None or match[1].lower() in _NOT_STRINGS:
                raise NotPlainError
            fields[match[1]] = _value(match[2]) if match[2] else self._below(indent)
        return fields

    def _below(self, indent: int) -> Any:
        """The value of a field with nothing behind its colon: a list may begin where the field does."""
        if not self.lines:
            return None
        spaces, dash, _ = self.lines[-1]
        if dash and spaces >= indent:
            return self._list(spaces)
        return self.map(spaces) if spaces > indent else None

    def _list(self, indent: int) -> list[Any]:
        values: list[Any] = []
        while self.lines and self.lines[-1][:2] == (indent, "- "):
            rest = self.lines.pop()[2]
            if _FIELD.fullmatch(rest):
                self.lines.append((indent + 2, "", rest))
                values.append(self.map(indent + 2))
            else:
                values.append(_value(rest))
        return values


def _value(text: str) -> Any:
    if text in _VALUES:
        return _VALUES[text]
    if quoted := _QUOTED.fullmatch(text):
        return quoted[1] or quoted[2] or ""
    if text[0] == "{" and text[-1] == "}":
        return _in_braces(text[1:-1])
    if _PLAIN.fullmatch(text) and text.lower() not in _NOT_STRINGS:
        return text
    raise NotPlainError


def _in_braces(text: str) -> dict[str, Any]:
    """The fields of a map with no other map or list in it."""
    fields: dict[str, Any] = {}
    end = 0
    while end < len(text):
        match = _ITEM.match(text, end)
        if match is None or match[1].lower() in _NOT_STRINGS:
            raise NotPlainError
        fields[match[1]] = _value(match[2])
        end = match.end()
    if text.endswith(", "):
        raise NotPlainError
    return fields
