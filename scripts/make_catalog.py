"""Packs the known containers into the files that the program reads; a test holds them current.

    python scripts/make_catalog.py        (make catalog)

kubectl_sidecars/catalog/*.toml go through the same validator as a user's own file, and have to be complete besides.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import msgspec

from kubectl_sidecars.classify.known_container import KnownContainer, Note
from kubectl_sidecars.classify.rules_file import parse_rules
from kubectl_sidecars.classify.tasks import WORDS
from kubectl_sidecars.classify.toml_lines import line_of
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
            _check_complete(name, text, container, rules.notes[container.id])
            containers[container.id] = container
        notes |= {id_: msgspec.structs.replace(note, family=name) for id_, note in rules.notes.items()}
    return {
        "catalog.msgpack": msgspec.msgpack.encode(tuple(containers.values())),
        "catalog_notes.msgpack": msgspec.msgpack.encode(notes),
    }


def _check_complete(name: str, text: str, container: KnownContainer, note: Note) -> None:
    """Raises UsageError for a table without purpose or link, and for a task that has no words for people."""
    for key, value in (("purpose", note.purpose), ("link", note.link)):
        if not value:
            raise UsageError(f"{name}:{line_of(text, container.id)}: [{container.id}] has no {key}")
    if container.task not in WORDS:
        problem = f'no task is called "{container.task}"; add it to kubectl_sidecars/classify/tasks.py'
        raise UsageError(f"{name}:{line_of(text, container.id, 'task')}: {problem}")


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
