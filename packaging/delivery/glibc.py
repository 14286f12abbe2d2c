"""Which glibc a folder of programs and libraries asks for; krew cannot select by it, so a release holds a ceiling.

python -m delivery.glibc FOLDER [--ceiling 2.28]
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from delivery.project import GLIBC

Version = tuple[int, ...]
_NEEDED = re.compile(rb"\0GLIBC_(\d+(?:\.\d+)+)(?=\0)")
"""A symbol version as it stands in an ELF file's string table; libc alone would also name those that it offers."""


def needed(program: bytes) -> Version:
    """The newest version that an ELF file names; () for none, and for what is no ELF file."""
    if not program.startswith(b"\x7fELF"):
        return ()
    return max((tuple(map(int, found.split(b"."))) for found in _NEEDED.findall(program)), default=())


def by_file(folder: Path) -> dict[Path, Version]:
    found = {path: needed(path.read_bytes()) for path in sorted(folder.rglob("*")) if path.is_file()}
    return {path: version for path, version in found.items() if version}


def spelled(version: Version) -> str:
    return ".".join(map(str, version))


def main() -> int:
    parser = argparse.ArgumentParser(prog="delivery.glibc", description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--ceiling", default=spelled(GLIBC), help="fail above it (default: %(default)s)")
    given = parser.parse_args()
    found = by_file(given.folder)
    ceiling = tuple(map(int, given.ceiling.split(".")))
    above = {path: version for path, version in found.items() if version > ceiling}
    for path, version in above.items():
        print(f"{path} needs glibc {spelled(version)}", file=sys.stderr)
    print(f"{len(found)} programs and libraries need glibc {spelled(max(found.values(), default=()))} or newer")
    return 1 if above or not found else 0


if __name__ == "__main__":
    sys.exit(main())
