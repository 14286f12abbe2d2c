"""A command line as far as it is typed: what has been said, and what the last word is to be."""

from __future__ import annotations

from kubectl_sidecars.complete.flags import Flag, by_name
from kubectl_sidecars.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


class Said(Record):
    """The words before the last one, understood by a table of flags."""

    positionals: tuple[str, ...]
    flags: tuple[tuple[Flag, str], ...]
    """In order, each with its value; "" for one that takes none."""
    pending: Flag | None
    """The flag whose value the last word is."""
    is_ended: bool
    """After `--`: only names follow."""

    def value(self, name: str) -> str:
        """The last value given to a flag, by its long name."""
        return next((value for flag, value in reversed(self.flags) if flag.name == name), "")

    def has(self, name: str) -> bool:
        return any(flag.name == name for flag, _value in self.flags)


def read(words: Sequence[str], flags: tuple[Flag, ...]) -> Said:
    """Understands whole words. What no flag explains is passed over: completion is no place to complain."""
    known = by_name(flags)
    positionals: list[str] = []
    given: list[tuple[Flag, str]] = []
    pending: Flag | None = None
    for index, word in enumerate(words):
        if pending is not None:
            given.append((pending, word))
            pending = None
        elif word == "--":
            return Said(
                positionals=(*positionals, *words[index + 1 :]), flags=tuple(given), pending=None, is_ended=True
            )
        elif not word.startswith("-") or word == "-":
            positionals.append(word)
        else:
            found, pending = _flags_in(word, known)
            given += found
    return Said(positionals=tuple(positionals), flags=tuple(given), pending=pending, is_ended=False)


def _flags_in(word: str, known: dict[str, Flag]) -> tuple[list[tuple[Flag, str]], Flag | None]:
    """The flags that one word gives, and the one that still waits for its value: --name=value, -Aw, -nshop, -n=shop."""
    name, equals, value = word.partition("=")
    if word.startswith("--"):
        flag = known.get(name)
        if flag is None:
            return [], None
        return ([], flag) if flag.takes_value and not equals else ([(flag, value)], None)
    given: list[tuple[Flag, str]] = []
    for index, letter in enumerate(word[1:], start=1):
        flag = known.get(f"-{letter}")
        if flag is None:
            break
        if flag.takes_value:
            rest = word[index + 1 :].removeprefix("=")
            return ([*given, (flag, rest)], None) if rest else (given, flag)
        given.append((flag, ""))
    return given, None


def attached_value(word: str, flags: tuple[Flag, ...]) -> tuple[Flag, str, str] | None:
    """The short flag whose value is typed in the same word; what the candidates begin with; what is typed of the value.

    After `-n=` the shells put that back themselves (cobra bash_completionsV2.go, v1.9), after `-nst` nobody does.
    """
    if word.startswith("--"):
        return None
    given, pending = _flags_in(word, by_name(flags))
    if pending is not None:
        return (pending, "", "") if word.endswith("=") else None
    if not given or not given[-1][0].takes_value:
        return None
    flag, value = given[-1]
    before = word[: len(word) - len(value)]
    return flag, "" if before.endswith("=") else before, value
