"""The user's own role rules: the file that is read, and the index that classification reads."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from kubectl_sidecars.errors import UsageError

if TYPE_CHECKING:
    from kubectl_sidecars.classify.index import Index
    from kubectl_sidecars.classify.rules_file import Rules


def rules(path: str) -> Rules:
    """Those of --roles; without it, of the user's own file, if there is one."""
    from kubectl_sidecars.classify.rules_file import Rules, parse_rules  # noqa: PLC0415 - 15 ms with TOML's parser

    file = Path(path) if path else own_file()
    if not path and not file.exists():
        return Rules()
    try:
        return parse_rules(file.read_text(encoding="utf-8"), str(file))
    except OSError as error:
        raise UsageError(f'cannot read "{file}": {error.strerror}') from error
    except UnicodeDecodeError as error:
        raise UsageError(f'cannot read "{file}": it is no UTF-8 text') from error


def own_file() -> Path:
    """In the folder where programs keep their settings (XDG base directories 0.8; %APPDATA% on Windows)."""
    folder = os.environ.get("XDG_CONFIG_HOME") or os.environ.get("APPDATA")
    return Path(folder or Path.home() / ".config") / "kubectl-sidecars" / "roles.toml"


def index(path: str) -> Index | None:
    """What classification is to read; None for the built-in catalogue alone."""
    if not path and not own_file().exists():
        return None
    from kubectl_sidecars.classify.catalog import ENTRIES  # noqa: PLC0415
    from kubectl_sidecars.classify.index import Index  # noqa: PLC0415

    own = rules(path)
    return Index(ENTRIES, own.entries) if own.entries else None
