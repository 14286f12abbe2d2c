"""What is in the frozen program: its packages, and a parts list of them (CycloneDX 1.6).

    python -m delivery.parts NAME VERSION < COLLECTED      by the Python whose packages are frozen

COLLECTED are the files that PyInstaller put in, one a line. A list made of what was installed would name the tools too,
and not the interpreter nor what it is linked with.
"""

from __future__ import annotations

import ast
import json
import platform
import re
import ssl
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

LIBRARIES = {
    "crypto": "openssl", "ssl": "openssl", "ffi": "libffi", "z": "zlib", "bz2": "bzip2", "lzma": "xz",
    "uuid": "util-linux", "gcc_s": "gcc",
}  # fmt: skip
"""Whose the libraries are that lie beside the interpreter, by their files' names."""
_LIBRARY = re.compile(r"^(?:lib)?(crypto|ssl|ffi|z|bz2|lzma|uuid|gcc_s)(?:[-_.\d]|$)")


def collected(work: Path) -> tuple[str, ...]:
    """The files that PyInstaller took, as its own lists name them (6.x)."""
    tables = [ast.literal_eval((work / name).read_text(encoding="utf-8")) for name in ("PYZ-00.toc", "COLLECT-00.toc")]
    entries = [entry for table in tables for part in table if isinstance(part, list) for entry in part]
    return tuple(sorted({str(entry[1]) for entry in entries}))


def shipped(files: Iterable[str], installed: Iterable[Distribution] | None = None) -> list[Distribution]:
    """The packages of which at least one file that is no mere metadata is among these."""
    there = {str(Path(each)) for each in files}
    found = [each for each in (distributions() if installed is None else installed) if not there.isdisjoint(_own(each))]
    return sorted(found, key=lambda each: each.name.lower())


def _own(package: Distribution) -> Iterator[str]:
    for path in package.files or ():
        if ".dist-info" not in path.parts[0]:
            yield str(package.locate_file(path))


def libraries(files: Iterable[str]) -> list[str]:
    """The projects of the shared libraries among these files."""
    found = (_LIBRARY.match(Path(each).name) for each in files if not each.endswith((".py", ".pyc")))
    return sorted({LIBRARIES[match[1]] for match in found if match})


def parts(name: str, version: str, files: Iterable[str]) -> dict[str, Any]:
    """The list, the same each time for one program."""
    files = tuple(files)
    packages = [_library(each.name, each.version, f"pkg:pypi/{_pypi(each)}@{each.version}") for each in shipped(files)]
    known = {"openssl": ssl.OPENSSL_VERSION.split()[1]}
    below = [_library(each, known.get(each, "")) for each in libraries(files)]
    python = {"type": "platform", "name": "CPython", "version": platform.python_version()}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": name, "version": version}},
        "components": [python, *below, *packages],
    }


def _library(name: str, version: str, purl: str = "") -> dict[str, str]:
    """Without what is not known."""
    more = {"version": version, "purl": purl}
    return {"type": "library", "name": name} | {key: text for key, text in more.items() if text}


def _pypi(package: Distribution) -> str:
    """The name as a package URL writes it."""
    return re.sub(r"[-_.]+", "-", package.name).lower()


def main() -> None:
    name, version = sys.argv[1:]
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    print(json.dumps(parts(name, version, sys.stdin.read().splitlines()), indent=2))


if __name__ == "__main__":
    main()
