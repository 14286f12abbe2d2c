"""The file of acknowledged causes, by cluster, in the user's folder for state (XDG base directories 0.8)."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import msgspec

from kubectl_sidecars.causes.acknowledged import MOST, Acknowledged
from kubectl_sidecars.errors import SidecarsError
from kubectl_sidecars.inputs import home

LARGEST = 4_000_000
"""Bytes of the largest file that is read."""
MOST_CLUSTERS = 50
"""Clusters that are kept; those of the oldest acknowledgements are dropped first."""


class _File(msgspec.Struct):
    version: int = 1
    clusters: dict[str, list[Acknowledged]] = {}


def default_path() -> Path:
    """The path of the file: below XDG_STATE_HOME, ~/.local/state, or %LOCALAPPDATA% on Windows."""
    folder = os.environ.get("XDG_STATE_HOME") or os.environ.get("LOCALAPPDATA")
    return Path(folder or f"{home()}/.local/state") / "kubectl-sidecars" / "acknowledged.json"


def load(path: Path, cluster: str) -> tuple[Acknowledged, ...]:
    """The acknowledgements of a cluster; empty without a file. Raises SidecarsError for a file that cannot be read."""
    return tuple(_read(path).clusters.get(cluster, ()))


def save(path: Path, cluster: str, known: Sequence[Acknowledged]) -> None:
    """Writes those of a cluster, for the user alone; those of other clusters stay as they are in the file now.

    A file that cannot be read is replaced. Raises OSError if it cannot be written."""
    try:
        clusters = _read(path).clusters
    except SidecarsError:
        clusters = {}
    clusters.pop(cluster, None)
    if known:
        clusters[cluster] = list(known)[-MOST:]
    kept = sorted(clusters.items(), key=lambda item: max(each.seen_at for each in item[1]))[-MOST_CLUSTERS:]
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)  # created with mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(msgspec.json.encode(_File(clusters=dict(kept))))
        Path(temporary).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise


def _read(path: Path) -> _File:
    try:
        with path.open("rb") as file:
            text = file.read(LARGEST + 1)
    except FileNotFoundError:
        return _File()
    except OSError as error:
        raise SidecarsError(f"{path} cannot be read ({error.strerror}): acknowledged causes are shown") from None
    why = "it is too large" if len(text) > LARGEST else ""
    try:
        read = _File() if why else msgspec.json.decode(text, type=_File)
    except (msgspec.DecodeError, RecursionError) as error:
        why = str(error)
    if why:
        raise SidecarsError(f"{path} is damaged ({why}): acknowledged causes are shown")
    read.clusters = {name: entries for name, entries in read.clusters.items() if entries}
    return read
