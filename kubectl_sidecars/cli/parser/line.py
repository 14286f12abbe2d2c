"""Splits the words of a command line into flags with their values and other words, as pflag does (v1.0)."""

from __future__ import annotations

from kubectl_sidecars.cli.parser.flag import Flag

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    Given = tuple[Flag, str | None]
    """A flag and its value; None for a switch without one."""


class ParsedLine:
    """The words of a command line, split by a table of flags."""

    __slots__ = ("given", "is_ended", "pending", "unknown", "words")

    def __init__(self) -> None:
        self.words: list[str] = []
        """The words that are neither a flag nor a flag's value."""
        self.given: list[Given] = []
        """In order."""
        self.pending: tuple[Flag, str] | None = None
        """The flag at the end that lacks its value, and how it is spelled there."""
        self.unknown: list[str] = []
        """An error for each flag that is not in the table, in pflag's words."""
        self.is_ended = False
        """True after `--`: only words follow."""

    def value(self, name: str) -> str:
        """The last value of a flag, by its long name; "" if it is not given."""
        return next((value or "" for flag, value in reversed(self.given) if flag.name == name), "")

    def has(self, name: str) -> bool:
        """True if the flag with this long name is given."""
        return any(flag.name == name for flag, _value in self.given)


def by_name(flags: Sequence[Flag]) -> dict[str, Flag]:
    """Each flag by each of its names."""
    return {name: flag for flag in flags for name in flag.names}


def split(words: Sequence[str], flags: Sequence[Flag]) -> ParsedLine:
    """The line of these words. Raises nothing: see `Line.unknown` and `Line.pending`."""
    known = by_name(flags)
    line = ParsedLine()
    for index, word in enumerate(words):
        if line.pending is not None:
            line.given.append((line.pending[0], word))
            line.pending = None
        elif word == "--":
            line.words += words[index + 1 :]
            line.is_ended = True
            break
        elif not word.startswith("-") or word == "-":
            line.words.append(word)
        else:
            add_flags(line, word, known)
    return line


def add_flags(line: ParsedLine, word: str, known: dict[str, Flag]) -> None:
    """Adds the flags of one word to the line: --name=value, -Aw, -nshop, -n=shop."""
    if not word.startswith("--"):
        _add_short(line, word, known)
        return
    name, equals, value = word.partition("=")
    flag = known.get(name)
    if flag is None:
        line.unknown.append(f"unknown flag: {name}")
    elif equals or not flag.takes_value:
        line.given.append((flag, value if equals else None))
    else:
        line.pending = flag, name


def _add_short(line: ParsedLine, word: str, known: dict[str, Flag]) -> None:
    for index, letter in enumerate(word[1:], start=1):
        flag, rest = known.get(f"-{letter}"), word[index + 1 :]
        if flag is None:
            line.unknown.append(f"unknown shorthand flag: {letter!r} in -{word[index:]}")
            return
        if rest.startswith("="):
            line.given.append((flag, rest[1:]))
            return
        if flag.takes_value:
            if rest:
                line.given.append((flag, rest))
            else:
                line.pending = flag, f"{letter!r} in -{word[index:]}"
            return
        line.given.append((flag, None))
