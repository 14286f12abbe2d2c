"""The parser and the flags of each command, and the words of those whose words are not pods."""

from __future__ import annotations

import os

from kubectl_sidecars.complete.flags import read_flags

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping

    from kubectl_sidecars.complete.flags import Flag


def parser_of(command: str) -> argparse.ArgumentParser:
    """The very one that the command uses: COMMAND_parser of cli.parser, or of the command's own module."""
    from importlib import import_module  # noqa: PLC0415 - not for completion, which reads what was written of them

    for module in ("kubectl_sidecars.cli.parser.inspect_flags", f"kubectl_sidecars.cli.commands.{command}"):
        found = getattr(import_module(module), f"{command}_parser", None)
        if found is not None:
            parser: argparse.ArgumentParser = found()
            return parser
    raise LookupError(f"no parser of {command}")


def known_flags(command: str) -> tuple[Flag, ...]:
    """The flags of a command, out of a file that `make docs` writes: argparse and its parsers take 20 ms to load."""
    return read_flags(line.partition("\t")[2] for line in _data("flags.txt") if line.startswith(f"{command}\t"))


def connection_names() -> frozenset[str]:
    """The long names of kubectl's connection flags; our own time limit stands in place of the user's."""
    flags = known_flags("inspect")
    return frozenset(flag.name for flag in flags if flag.group.startswith("Connection")) - {"--request-timeout"}


def _nothing() -> Mapping[str, str]:
    return {}


def _completion() -> Mapping[str, str]:
    from kubectl_sidecars.cli.commands.completion import ACTIONS  # noqa: PLC0415

    return ACTIONS


def _explained() -> Mapping[str, str]:
    """What `explain` knows, out of a file that `make docs` writes: the catalogue itself takes too long to load."""
    return dict(line.split("\t") for line in _data("explained.txt"))


def _data(name: str) -> list[str]:
    path = os.path.join(os.path.dirname(os.path.dirname(__file__)), "data", name)  # noqa: PTH118, PTH120
    with open(path, encoding="utf-8") as file:  # noqa: PTH123 - pathlib is one more import
        return file.read().splitlines()


POSITIONALS: Mapping[str, Callable[[], Mapping[str, str]]] = {
    "explain": _explained,
    "completion": _completion,
    "version": _nothing,
}
"""Words with their descriptions, of the commands that take others than pods."""
