"""The user's own suppressions: reads their file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kubectl_sidecars.cli.own_roles import is_there, own_file, read_own

if TYPE_CHECKING:
    from kubectl_sidecars.suppressions import Suppression


def suppressions(path: str) -> tuple[Suppression, ...]:
    """The suppressions of the file at `path` (--suppress); without a path those of the user's own file, if it is there.

    Raises UsageError if the file cannot be read or something in it is wrong.
    """
    file = Path(path) if path else own_file().with_name("suppress.toml")
    if not path and not is_there(file):
        return ()
    from kubectl_sidecars.suppressions.read import parse  # noqa: PLC0415 - brings TOML's parser

    return parse(read_own(file), str(file))
