"""The words of the commands that take other words than pods."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def _nothing() -> Mapping[str, str]:
    return {}


def _completion() -> Mapping[str, str]:
    from kubectl_sidecars.cli.parser.completion_flags import ACTIONS  # noqa: PLC0415

    return ACTIONS


def _explained() -> Mapping[str, str]:
    """The words that `explain` knows, from a file that `make docs` writes: the glossary takes too long to load."""
    path = os.path.join(os.path.dirname(os.path.dirname(__file__)), "data", "explained.txt")  # noqa: PTH118, PTH120
    with open(path, encoding="utf-8") as file:  # noqa: PTH123 - pathlib is one more import
        return dict(line.split("\t") for line in file.read().splitlines())


WORDS: Mapping[str, Callable[[], Mapping[str, str]]] = {
    "explain": _explained,
    "completion": _completion,
    "version": _nothing,
}
"""For each of these commands, its words with their descriptions."""
