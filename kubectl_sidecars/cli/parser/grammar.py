"""The parser of all commands: kubectl's connection flags, and kubectl's messages for usage errors."""

from __future__ import annotations

import argparse

from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.kube.config.flags import FLAGS, connection_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any, NoReturn

    from kubectl_sidecars.kube.config.connection_options import ConnectionOptions

REQUESTS_LOGGED = 6
"""The level of -v from which on kubectl logs each request (client-go transport/round_trippers.go, v0.35)."""
WIDTH = 100
"""Columns of the help. Without it, add_argument would read the size of the terminal for each flag."""


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Writes `Usage:` on a line of its own, as kubectl does."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "Usage:\n  " if prefix is None else prefix)


def formatter(prog: str) -> argparse.HelpFormatter:
    """The formatter of --help."""
    return _Formatter(prog, max_help_position=32, width=WIDTH)


_BOOLEANS = {
    **dict.fromkeys(("1", "t", "T", "TRUE", "true", "True"), True),
    **dict.fromkeys(("0", "f", "F", "FALSE", "false", "False"), False),
}
"""The values that pflag accepts for a switch (strconv.ParseBool)."""


class Parser(argparse.ArgumentParser):
    """An argument parser that raises UsageError, in kubectl's words (pflag v1.0, kubectl v1.35)."""

    _words: Sequence[str] = ()

    def read(self, argv: Sequence[str]) -> argparse.Namespace:
        """The parsed command line, with flags and words in any order. Raises UsageError."""
        self._words = argv
        words = [word for raw in argv if (word := self._without_value(raw)) is not None]
        return self.parse_intermixed_args([_pflag_style(word) for word in words])

    def error(self, message: str) -> NoReturn:
        """Raises UsageError for a message of argparse."""
        raise UsageError(f"{_kubectl_words(message, self._words)}\nSee '{self.prog} --help' for usage.")

    def _without_value(self, word: str) -> str | None:
        """A switch without its value: `--watch` for `--watch=true`, None for `--watch=false`. Other words unchanged."""
        flag, equals, value = word.partition("=")
        action = self._option_string_actions.get(flag)
        if not equals or action is None or action.nargs != 0:
            return word
        if value not in _BOOLEANS:
            self.error(f'invalid argument "{value}" for "{flag}" flag: must be true or false')
        return flag if _BOOLEANS[value] else None

    def _check_value(self, action: argparse.Action, value: object) -> None:
        if action.choices is None or value in action.choices:
            return
        allowed = ", ".join(map(str, action.choices))
        flag = action.option_strings[-1] if action.option_strings else str(action.metavar)
        if flag == "--output":
            message = (
                f'unable to match a printer suitable for the output format "{value}", allowed formats are: {allowed}'
            )
        else:
            message = f'invalid argument "{value}" for "{flag}" flag: must be one of {allowed}'
        self.error(message)


def _pflag_style(word: str) -> str:
    """The word without the equals sign of `-n=shop`, which pflag drops and argparse would keep."""
    return word[:2] + word[3:] if len(word) > 2 and word[0] == "-" != word[1] and word[2] == "=" else word


def _kubectl_words(message: str, argv: Sequence[str]) -> str:
    """A message of argparse in the words of pflag."""
    names, _, problem = message.removeprefix("argument ").partition(": ")
    flags = names.split("/")
    if problem.startswith("expected one argument"):
        short = flags[0] if flags[0] in argv and flags[-1] not in argv else ""
        return f"flag needs an argument: {f'{short[1]!r} in {short}' if short else flags[-1]}"
    if problem.startswith("invalid int value: "):
        value = problem.partition(": ")[2].strip("'")
        return f'invalid argument "{value}" for "{", ".join(flags)}" flag: must be a number'
    unknown = message.removeprefix("unrecognized arguments: ").split()
    if message.startswith("unrecognized arguments: ") and unknown:
        flag = next((word for word in unknown if word.startswith("-")), unknown[0]).partition("=")[0]
        if flag.startswith("-") and not flag.startswith("--"):
            return f"unknown shorthand flag: {flag[1:2]!r} in {flag}"
        return f"unknown flag: {flag}" if flag.startswith("-") else f'unknown argument "{flag}"'
    return message


def connection_flags(parser: argparse.ArgumentParser) -> None:
    """Adds kubectl's connection flags, in the order of their table."""
    add = parser.add_argument_group("Connection (as kubectl's)").add_argument
    for flag in FLAGS:
        names = [flag.short, flag.name] if flag.short else [flag.name]
        common: dict[str, Any] = {"dest": flag.option, "help": flag.help}
        if not flag.value:
            add(*names, action="store_true", **common)
        elif isinstance(flag.default, tuple):
            add(*names, action="append", default=[], metavar=flag.value, **common)
        else:
            add(*names, default=flag.default, metavar=flag.value, **common)
    add("-v", "--v", type=int, default=0, metavar="LEVEL", help="from 6 on, log each request on stderr, as kubectl")


def connection(given: argparse.Namespace) -> ConnectionOptions:
    """The connection options of a parsed command line."""
    return connection_options(vars(given), debug=getattr(given, "debug", False) or given.v >= REQUESTS_LOGGED)
