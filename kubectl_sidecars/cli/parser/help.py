"""The text of --help, made from a command and its flags."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from kubectl_sidecars.cli.parser.flag import Command, Flag

WIDTH = 100
"""Columns of the help."""
TEXT_AT = 32
"""The column at which the text of a flag begins."""


def help_lines(command: Command, program: str) -> Iterator[str]:
    """The lines of --help: usage, description, flags by group, examples."""
    yield from ("Usage:", f"  {' '.join(filter(None, (program, command.usage, '[flags]')))}", "")
    yield from textwrap.wrap(command.description, WIDTH)
    for title, flags in command.groups:
        yield from ("", f"{title}:")
        for flag in flags:
            yield from _flag_lines(flag)
    yield ""
    yield from command.epilog.rstrip("\n").split("\n")


def _flag_lines(flag: Flag) -> Iterator[str]:
    """`  -n, --namespace NAMESPACE     text`, with the names aligned and the text folded in its own column."""
    short = f"{flag.names[0]}, " if len(flag.names) > 1 else "    "
    names = f"  {short}{flag.name}{f' {flag.value}' if flag.value else ''}"
    indent = " " * TEXT_AT
    lead = names.ljust(TEXT_AT)
    if len(names) > TEXT_AT - 2:
        yield names
        lead = indent
    yield from textwrap.wrap(
        described(flag), WIDTH, initial_indent=lead, subsequent_indent=indent, break_on_hyphens=False
    )


def described(flag: Flag) -> str:
    """The text of a flag, with its choices, and whether it may be repeated."""
    parts = [flag.help]
    if flag.choices:
        parts.append(f"one of {', '.join(flag.choices)}")
    if flag.is_repeatable:
        parts.append("may be repeated")
    return "; ".join(parts)
