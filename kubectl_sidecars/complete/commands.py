"""The parser of each command, and the words of those whose words are not pods."""

from __future__ import annotations

import argparse
import os
from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def parser_of(command: str) -> argparse.ArgumentParser:
    """The very one that the command uses: COMMAND_parser of cli.parser, or of the command's own module."""
    for module in ("kubectl_sidecars.cli.parser", f"kubectl_sidecars.cli.{command}"):
        found = getattr(import_module(module), f"{command}_parser", None)
        if found is not None:
            parser: argparse.ArgumentParser = found()
            return parser
    raise LookupError(f"no parser of {command}")


def connection_names() -> frozenset[str]:
    """The long names of kubectl's connection flags; our own time limit stands in place of the user's."""
    from kubectl_sidecars.cli.grammar import connection_flags  # noqa: PLC0415
    from kubectl_sidecars.complete.flags import flags_of  # noqa: PLC0415

    parser = argparse.ArgumentParser(add_help=False)
    connection_flags(parser)
    return frozenset(flag.name for flag in flags_of(parser)) - {"--request-timeout"}


def _nothing() -> Mapping[str, str]:
    return {}


def _completion() -> Mapping[str, str]:
    from kubectl_sidecars.cli.completion import ACTIONS  # noqa: PLC0415

    return ACTIONS


def _explained() -> Mapping[str, str]:
    """What `explain` knows, out of a file that `make docs` writes: the catalogue itself takes too long to load."""
    path = os.path.join(os.path.dirname(os.path.dirname(__file__)), "data", "explained.txt")  # noqa: PTH118, PTH120
    with open(path, encoding="utf-8") as lines:  # noqa: PTH123 - pathlib is one more import
        return dict(line.rstrip("\n").split("\t") for line in lines)


POSITIONALS: Mapping[str, Callable[[], Mapping[str, str]]] = {
    "explain": _explained,
    "completion": _completion,
    "version": _nothing,
}
"""Words with their descriptions, of the commands that take others than pods."""
