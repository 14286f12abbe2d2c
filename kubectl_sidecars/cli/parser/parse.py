"""Parses a command line; what is wrong with it is said in kubectl's words (pflag v1.0, kubectl v1.35)."""

from __future__ import annotations

from kubectl_sidecars.cli.parser.line import split
from kubectl_sidecars.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kubectl_sidecars.cli.parser.flag import Command, Flag

BOOLEANS = {
    **dict.fromkeys(("1", "t", "T", "TRUE", "true", "True"), True),
    **dict.fromkeys(("0", "f", "F", "FALSE", "false", "False"), False),
}
"""The values of a switch (strconv.ParseBool)."""


class Arguments:
    """The parsed words and flags. Every flag of the command has a value: see `Flag.default`."""

    __slots__ = ("values", "words")

    def __init__(self, words: tuple[str, ...], values: Mapping[str, object]) -> None:
        self.words = words
        self.values = values

    def text(self, key: str) -> str:
        """The value of a flag that takes a text."""
        return str(self.values[key])

    def number(self, key: str) -> int:
        """The value of a flag that takes a number."""
        return int(str(self.values[key]))

    def texts(self, key: str) -> tuple[str, ...]:
        """All values of a flag that may be repeated."""
        values = self.values[key]
        return tuple(map(str, values)) if isinstance(values, tuple) else ()

    def is_on(self, key: str) -> bool:
        """True if the switch is on."""
        return bool(self.values[key])


def parse(command: Command, argv: Sequence[str], program: str) -> Arguments:
    """The arguments of a command, flags and words in any order. Raises UsageError.

    `program` is how the user calls it, for the hint below an error: `kubectl sidecars inspect`.
    """
    try:
        return _parsed(command, argv)
    except UsageError as error:
        raise UsageError(f"{error}\nSee '{program} --help' for usage.") from None


def _parsed(command: Command, argv: Sequence[str]) -> Arguments:
    line = split(argv, command.flags)
    if line.unknown:
        raise UsageError(line.unknown[0])
    if line.pending:
        raise UsageError(f"flag needs an argument: {line.pending[1]}")
    if line.words and not command.usage:
        raise UsageError(f'unknown argument "{line.words[0]}"')
    values: dict[str, object] = {flag.key: flag.default for flag in command.flags}
    for flag, text in line.given:
        value = _value(flag, text)
        before = values[flag.key]
        values[flag.key] = (*before, value) if isinstance(before, tuple) else value
    return Arguments(tuple(line.words), values)


def _value(flag: Flag, text: str | None) -> object:
    if not flag.takes_value:
        return True if text is None else _checked(flag, text, BOOLEANS.get(text), "must be true or false")
    text = text or ""
    if flag.is_number:
        return _checked(flag, text, int(text) if text.removeprefix("-").isdecimal() else None, "must be a number")
    if flag.choices and text not in flag.choices:
        allowed = ", ".join(flag.choices)
        if flag.name == "--output":
            raise UsageError(
                f'unable to match a printer suitable for the output format "{text}", allowed formats are: {allowed}'
            )
        return _checked(flag, text, None, f"must be one of {allowed}")
    return text


def _checked(flag: Flag, text: str, value: object, problem: str) -> object:
    if value is None:
        raise UsageError(f'invalid argument "{text}" for "{", ".join(flag.names)}" flag: {problem}')
    return value
