"""The program as one folder that needs no Python: PyInstaller in an environment of its own, of pinned packages.

python -m delivery.freeze
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from delivery.parts import collected
from delivery.project import PROGRAM, ROOT

BUILD = ROOT / "build"
ENVIRONMENT = BUILD / "freeze"
PACKAGES = ROOT / "packaging" / "requirements.txt"
SPEC = ROOT / "packaging" / f"{PROGRAM}.spec"


def python() -> Path:
    """The environment's, made where it is missing or its packages are others."""
    program = ENVIRONMENT / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    wanted, stamp = PACKAGES.read_text(encoding="utf-8"), ENVIRONMENT / "packages.txt"
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != wanted:
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        venv.create(ENVIRONMENT, with_pip=True, symlinks=sys.platform != "win32")
        subprocess.run([program, "-m", "pip", "install", "--quiet", "-r", PACKAGES], check=True)
        stamp.write_text(wanted, encoding="utf-8")
    return program


def freeze(stamp: int) -> Path:
    """The folder of the frozen program, the same each time for one source and one time stamp."""
    # Its warnings are of libraries of other systems; delivery.smoke tries the archive.
    environ = os.environ | {"SOURCE_DATE_EPOCH": str(stamp), "PYTHONHASHSEED": "1"}
    command: list[str | Path] = [
        python(), "-m", "PyInstaller", "--clean", "--noconfirm", "--log-level", "ERROR",
        "--workpath", BUILD / "work", "--distpath", BUILD / "frozen", SPEC,
    ]  # fmt: skip
    subprocess.run(command, env=environ, cwd=ROOT, check=True)
    return BUILD / "frozen" / PROGRAM


def told(module: str, *words: str) -> str:
    """What a module of ours says of the files that are frozen in: run where their packages are installed."""
    files = "\n".join(collected(BUILD / "work" / PROGRAM))
    done = subprocess.run(
        [python(), "-m", f"delivery.{module}", *words],
        input=files.encode(),
        env=os.environ | {"PYTHONPATH": str(ROOT / "packaging")},
        capture_output=True,
        check=True,
    )
    return done.stdout.decode("utf-8")


if __name__ == "__main__":
    print(freeze(0))
