"""Lines of a TOML text: tomllib gives values without their positions, and messages with them."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from kubectl_sidecars.errors import UsageError

_AT_LINE = re.compile(r"^(.*?) \(at line (\d+), column \d+\)$")
_PART = r"""(?:"[^"]*"|'[^']*'|[\w-]+)"""
_PATH = rf"{_PART}(?:\s*\.\s*{_PART})*"
_HEADER = re.compile(rf"^\s*\[\[?\s*({_PATH})\s*\]")
_KEY = re.compile(rf"^\s*({_PATH})\s*=")


def line_of(text: str, *path: str) -> int:
    """The number of the line on which the key at `path` is set, such as ("istio-proxy", "exit_codes", "126").

    A key inside an inline table has the line of that table, a missing one that of its nearest parent; 1 without any.
    """
    lines: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    quote = ""
    for number, line in enumerate(text.splitlines(), 1):
        is_text, quote = bool(quote), _open_quote(line, quote)
        if is_text:
            continue
        if header := _HEADER.match(line):
            table = _parts(header[1])
            _add(lines, table, number)
        elif assigned := _KEY.match(line):
            _add(lines, (*table, *_parts(assigned[1])), number)
    return next((lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in lines), 1)


def toml_tables(text: str, name: str) -> dict[str, Any]:
    """The tables of a TOML text. Raises UsageError that begins with NAME:LINE if it is not TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line, problem = syntax_error(text, error)
        raise UsageError(f"{name}:{line}: {problem}") from None
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, a list in lists in lists
        problem = "too many levels deep" if isinstance(error, RecursionError) else str(error)
        raise UsageError(f"{name}:1: {problem}") from None


def syntax_error(text: str, error: tomllib.TOMLDecodeError) -> tuple[int, str]:
    """The line and the message of tomllib's error; the last line where it names none."""
    at_line = _AT_LINE.match(str(error))
    if at_line:
        return int(at_line[2]), at_line[1]
    return max(1, len(text.splitlines())), str(error).partition(" (at")[0]


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in re.findall(_PART, dotted))


def _add(lines: dict[tuple[str, ...], int], path: tuple[str, ...], number: int) -> None:
    """Records the first line of a key and of each table that it opens."""
    for end in range(1, len(path) + 1):
        lines.setdefault(path[:end], number)


def _open_quote(line: str, quote: str) -> str:
    """The triple quote that is open after this line, "" for none."""
    for mark in ('"""', "'''"):
        if quote in ("", mark) and line.count(mark) % 2:
            return "" if quote else mark
    return quote
