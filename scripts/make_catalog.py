"""Packs the known containers into the files that the program reads; a test holds them current.

    python scripts/make_catalog.py        (make catalog)

kubectl_sidecars/catalog/*.toml go through the same validator as a user's own file.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import msgspec

from kubectl_sidecars.classify.known_container import KnownContainer, Note
from kubectl_sidecars.classify.rules_file import parse_rules
from kubectl_sidecars.errors import UsageError

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "kubectl_sidecars" / "catalog"
DATA = ROOT / "kubectl_sidecars" / "data"


def sources() -> Mapping[str, str]:
    """The TOML texts of the catalogue by file name, in alphabetical order."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(SOURCE.glob("*.toml"))}


def packed(texts: Mapping[str, str]) -> Mapping[str, bytes]:
    """The contents of the two data files by file name. Raises UsageError that begins with FILE:LINE."""
    containers: dict[str, KnownContainer] = {}
    notes: dict[str, Note] = {}
    ids = {id_ for text in texts.values() for id_ in _ids(text)}
    for name, text in texts.items():
        rules = parse_rules(text, name, others=ids)
        for container in rules.containers:
            if container.id in containers:
                raise UsageError(f"{name}: [{container.id}] is in another file too")
            containers[container.id] = container
        notes |= rules.notes
    return {
        "catalog.msgpack": msgspec.msgpack.encode(tuple(containers.values())),
        "catalog_notes.msgpack": msgspec.msgpack.encode(notes),
    }


def _ids(text: str) -> tuple[str, ...]:
    """The ids of a text's tables; none if it does not parse, which parse_rules then reports with its line."""
    try:
        return tuple(tomllib.loads(text))
    except tomllib.TOMLDecodeError:
        return ()


def main() -> int:
    """Writes the data files and prints their names; prints what is wrong instead, and returns 1."""
    try:
        files = packed(sources())
    except UsageError as error:
        print(error, file=sys.stderr)
        return 1
    for name, data in files.items():
        (DATA / name).write_bytes(data)
        print(f"kubectl_sidecars/data/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
