"""The flags of a command, read from the parser that takes them: one source for parsing, completion and the manual."""

from __future__ import annotations

import argparse
from typing import NamedTuple


class Flag(NamedTuple):
    """One flag under all its names."""

    names: tuple[str, ...]
    takes_value: bool
    value: str
    """The placeholder of its value: NAMESPACE, FILE; "" where there is none or the choices say it."""
    choices: tuple[str, ...]
    is_repeatable: bool
    default: str
    help: str
    group: str

    @property
    def name(self) -> str:
        """The long one."""
        return self.names[-1]


def flags_of(parser: argparse.ArgumentParser) -> tuple[Flag, ...]:
    """All that may be given, in the order of --help. argparse has no public way to ask."""
    return tuple(
        _flag(action, str(group.title))
        for group in parser._action_groups  # noqa: SLF001
        for action in group._group_actions  # noqa: SLF001
        if action.option_strings
    )


def _flag(action: argparse.Action, group: str) -> Flag:
    return Flag(
        names=tuple(sorted(action.option_strings, key=len)),
        takes_value=action.nargs is None,
        value=action.metavar if isinstance(action.metavar, str) else "",
        choices=tuple(map(str, action.choices or ())),
        is_repeatable=isinstance(action.default, list),
        default=action.default if isinstance(action.default, str) else "",
        help=(action.help or "").replace("%%", "%"),
        group=group,
    )


def by_name(flags: tuple[Flag, ...]) -> dict[str, Flag]:
    return {name: flag for flag in flags for name in flag.names}
