"""The krew archive of this platform, bit for bit the same each time, its parts list, and the manifest to install it.

    python -m delivery.archive [--out dist]

Freezes the program (delivery.freeze), puts the licences beside it and packs: sorted, nobody's, of one time stamp, and
only files and folders, because krew refuses links (v0.5.0, internal/download/downloader.go).
"""

from __future__ import annotations

import argparse
import gzip
import io
import os
import shutil
import subprocess
import tarfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

from delivery import freeze, manifest
from delivery.glibc import by_file, spelled
from delivery.project import PLUGIN, PROGRAM, ROOT, Platform, archive_name, archive_url, tag, this_platform, version


def epoch() -> int:
    """The archive's only time stamp: SOURCE_DATE_EPOCH (reproducible-builds.org), else that of the last commit."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        return int(given)
    done = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False)
    return int(done.stdout.strip() or 315532800)


def files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Everything below a folder by its name in the archive, in one order on every machine; links are followed."""
    for parent, folders, names in os.walk(folder, followlinks=True):
        folders.sort()
        for name in sorted(names):
            path = Path(parent, name)
            yield path.relative_to(folder).as_posix(), path


def is_program(path: Path) -> bool:
    return os.access(path, os.X_OK)


def tar(folder: Path, out: Path, stamp: int) -> None:
    with (
        out.open("wb") as raw,
        gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for name, path in files(folder):
            data = path.read_bytes()
            member = tarfile.TarInfo(name)
            member.size, member.mtime, member.mode = len(data), stamp, 0o755 if is_program(path) else 0o644
            archive.addfile(member, io.BytesIO(data))


def zip_(folder: Path, out: Path, stamp: int) -> None:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, path in files(folder):
            member = zipfile.ZipInfo(name, time.gmtime(max(stamp, 315532800))[:6])
            member.external_attr = (0o100755 if is_program(path) else 0o100644) << 16
            archive.writestr(member, path.read_bytes(), zipfile.ZIP_DEFLATED, 9)


def pack(folder: Path, out: Path, stamp: int) -> None:
    """A .zip by its suffix, else a .tar.gz."""
    out.parent.mkdir(parents=True, exist_ok=True)
    (zip_ if out.suffix == ".zip" else tar)(folder, out, stamp)


def build(out: Path, platform: Platform) -> Path:
    """The archive and its manifest, named after the plugin as krew wants it."""
    stamp, release = epoch(), tag(version())
    folder = freeze.freeze(stamp)
    shutil.copy(ROOT / "LICENSE", folder / "LICENSE")
    shutil.copy(ROOT / "docs" / "man" / f"{PROGRAM}.1", folder)
    (folder / "THIRD-PARTY-NOTICES.txt").write_text(freeze.told("notices"), encoding="utf-8", newline="\n")
    for old in out.glob(f"{PROGRAM}_*"):
        old.unlink()
    archive = out / archive_name(release, platform)
    pack(folder, archive, stamp)
    parts = freeze.told("parts", PROGRAM, version())
    (out / f"parts_{platform.os}_{platform.arch}.cdx.json").write_text(parts, encoding="utf-8", newline="\n")
    found = {platform: manifest.Source(archive_url(release, platform), manifest.sha256(archive))}
    (out / f"{PLUGIN}.yaml").write_text(manifest.manifest(release, found), encoding="utf-8", newline="\n")
    return archive


def main() -> None:
    parser = argparse.ArgumentParser(prog="delivery.archive", description=__doc__.partition("\n")[0])
    parser.add_argument("--out", type=Path, default=ROOT / "dist", metavar="FOLDER")
    given = parser.parse_args()
    print("Freezing the program takes some minutes.", flush=True)
    archive = build(given.out, this_platform())
    print(f"{archive}: {archive.stat().st_size / 1e6:.1f} MB")
    if glibcs := by_file(freeze.BUILD / "frozen" / PROGRAM).values():
        print(f"It needs glibc {spelled(max(glibcs))} or newer.")
    print(f"Install it: kubectl krew install --manifest={given.out}/{PLUGIN}.yaml --archive={archive}")


if __name__ == "__main__":
    main()
