"""The user's own suppressions: reads their file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kubectl_sidecars.cli.own_roles import own_file
from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.inputs import read_input

if TYPE_CHECKING:
    from kubectl_sidecars.suppressions import Suppression


def suppressions(path: str) -> tuple[Suppression, ...]:
    """The suppressions of the file at `path` (--suppress); without a path those of the user's own file, if it is there.

    Raises UsageError if the file cannot be read or something in it is wrong.
    """
    file = Path(path) if path else own_file().with_name("suppress.toml")
    if not path and not file.exists():
        return ()
    from kubectl_sidecars.suppressions.read import parse  # noqa: PLC0415 - brings TOML's parser

    try:
        return parse(read_input(file).decode(), str(file))
    except OSError as error:
        raise UsageError(f'cannot read "{file}": {error.strerror}') from error
    except UnicodeDecodeError as error:
        raise UsageError(f'cannot read "{file}": it is not UTF-8 text') from error
