"""The licences of everything in the frozen program, as one text.

python -m delivery.notices < COLLECTED      as delivery.parts
"""

from __future__ import annotations

import re
import ssl
import sys
import sysconfig
from collections.abc import Iterator
from importlib.metadata import Distribution
from pathlib import Path

from delivery.parts import shipped

LICENCE = re.compile(r"(?:^|/)(?:LICEN[CS]E|COPYING|NOTICE|AUTHORS)[^/]*$", re.IGNORECASE)

NATIVE = f"""\
Libraries that CPython is linked with, and that may lie beside it in _internal/:

{ssl.OPENSSL_VERSION}: Apache License 2.0, https://www.openssl.org/source/license.html
libffi: MIT, https://github.com/libffi/libffi/blob/master/LICENSE
zlib: zlib licence, https://zlib.net/zlib_license.html
bzip2: BSD-like, https://sourceware.org/bzip2/
xz (liblzma): public domain / 0BSD, https://tukaani.org/xz/
libuuid (util-linux): BSD 3-clause
libgcc: GPL 3 with the GCC Runtime Library Exception

The boot program is PyInstaller's: GPL 2 with an exception that lets it be shipped with programs of any licence,
https://pyinstaller.org/en/stable/license.html
"""


def main() -> None:
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    print("kubectl-sidecars is made with the works below. Each stands under its own licence.\n")
    print(NATIVE)
    print(section("CPython " + sys.version.split()[0], "PSF-2.0", [interpreter()]))
    for each in shipped(sys.stdin.read().splitlines()):
        print(section(f"{each.name} {each.version}", licence(each), list(texts(each))))


def section(title: str, licence: str, texts: list[str]) -> str:
    return "\n".join(["=" * 80, f"{title}: {licence}", "=" * 80, "", *texts])


def licence(found: Distribution) -> str:
    """The expression (PEP 639), else the short old field, else what the classifiers say."""
    meta = found.metadata
    old = (meta["License"] or "").strip()
    classified = [each.rpartition(" :: ")[2] for each in meta.get_all("Classifier") or () if each.startswith("License")]
    return (
        meta["License-Expression"] or (old if old and "\n" not in old else "") or ", ".join(classified) or "see below"
    )


def texts(found: Distribution) -> Iterator[str]:
    for path in sorted(found.files or (), key=str):
        if ".dist-info/" in path.as_posix() and LICENCE.search(path.as_posix()):
            yield path.locate().read_text(encoding="utf-8", errors="replace").strip() + "\n"  # type: ignore[attr-defined]


def interpreter() -> str:
    """CPython's own licence text, which an installation keeps beside its library."""
    for folder in (Path(sysconfig.get_path("stdlib")), Path(sys.base_prefix)):
        for name in ("LICENSE.txt", "LICENSE"):
            if (folder / name).is_file():
                return (folder / name).read_text(encoding="utf-8").strip() + "\n"
    return "https://docs.python.org/3/license.html\n"


if __name__ == "__main__":
    main()
