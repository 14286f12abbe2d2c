"""The flags of a command, read from the parser that takes them: one source for parsing, completion and the manual."""

from __future__ import annotations

from kubectl_sidecars.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable


class Flag(Record):
    """One flag under all its names."""

    names: tuple[str, ...]
    takes_value: bool
    value: str
    """The placeholder of its value: NAMESPACE, FILE; "" where there is none or the choices say it."""
    choices: tuple[str, ...]
    is_repeatable: bool
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
        help=(action.help or "").replace("%%", "%"),
        group=group,
    )


def by_name(flags: tuple[Flag, ...]) -> dict[str, Flag]:
    return {name: flag for flag in flags for name in flag.names}


def written(flag: Flag) -> str:
    """One line, for a table that completion reads faster than argparse is loaded."""
    yes = {True: "yes", False: "no"}
    names, choices = ",".join(flag.names), ",".join(flag.choices)
    return "\t".join(
        (names, yes[flag.takes_value], flag.value, choices, yes[flag.is_repeatable], flag.help, flag.group)
    )


def read_flags(lines: Iterable[str]) -> tuple[Flag, ...]:
    """The flags of written lines."""
    return tuple(_read(line) for line in lines)


def _read(line: str) -> Flag:
    names, takes_value, value, choices, is_repeatable, text, group = line.split("\t")
    return Flag(
        names=tuple(names.split(",")),
        takes_value=takes_value == "yes",
        value=value,
        choices=tuple(choices.split(",")) if choices else (),
        is_repeatable=is_repeatable == "yes",
        help=text,
        group=group,
    )
