"""The user's own role rules: reads their file, and builds the index for classification from them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.inputs import home, read_input

if TYPE_CHECKING:
    from kubectl_sidecars.classify.catalog import Index
    from kubectl_sidecars.classify.rules_file import Rules


def rules(path: str) -> Rules:
    """The rules of the file at `path` (--roles); without a path those of the user's own file, none if it is missing.

    Raises UsageError if the file cannot be read or something in it is wrong.
    """
    from kubectl_sidecars.classify.catalog import built_in  # noqa: PLC0415
    from kubectl_sidecars.classify.rules_file import Rules, parse_rules  # noqa: PLC0415 - 15 ms with TOML's parser

    file = Path(path) if path else own_file()
    if not path and not is_there(file):
        return Rules()
    return parse_rules(read_own(file), str(file), others=built_in().by_id)


def read_own(file: Path) -> str:
    """The text of a file of the user's. Raises UsageError if it cannot be read."""
    try:
        return read_input(file).decode()
    except OSError as error:
        raise UsageError(f'cannot read "{file}": {error.strerror}') from error
    except UnicodeDecodeError as error:
        raise UsageError(f'cannot read "{file}": it is not UTF-8 text') from error


def own_file() -> Path:
    """The path of the user's own file, in the folder for settings (XDG base directories 0.8; %APPDATA% on Windows)."""
    folder = os.environ.get("XDG_CONFIG_HOME") or os.environ.get("APPDATA")
    return Path(folder or f"{home()}/.config") / "kubectl-sidecars" / "roles.toml"


def is_there(file: Path) -> bool:
    """True if the user's own file exists; False too where the folder above it may not be looked into: it is another
    user's, as of a HOME that was kept."""
    try:
        return file.exists()
    except OSError:
        return False


def index(path: str) -> Index | None:
    """The catalogue with the user's own rules over it; None if there are none. Raises UsageError as `rules` does."""
    if not path and not is_there(own_file()):
        return None
    from kubectl_sidecars.classify.catalog import Index, built_in  # noqa: PLC0415

    own = rules(path)
    return Index(built_in().containers, own.containers) if own.containers else None
