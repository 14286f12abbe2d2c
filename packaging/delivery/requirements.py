"""Renews packaging/requirements.txt and packaging/tools.txt: the newest versions, the first held by hash too.

python -m delivery.requirements        needs uv on PATH (pip install -c packaging/tools.txt uv)
"""

from __future__ import annotations

import subprocess
import tomllib
from pathlib import Path

from delivery.project import ROOT

FROZEN = ROOT / "packaging" / "requirements.txt"
TOOLS = ROOT / "packaging" / "tools.txt"
FREEZING = ("kubernetes==37.*", "pyinstaller", "setuptools")
"""What freezing needs beside the dependencies of pyproject.toml; PyInstaller's hooks import setuptools."""
RELEASING = ("hatch-fancy-pypi-readme", "hatchling", "pipx", "uv")


def main() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    renew(FROZEN, (*project["dependencies"], *FREEZING), "--generate-hashes")
    renew(TOOLS, RELEASING)


def renew(path: Path, wanted: tuple[str, ...], *flags: str) -> None:
    """Writes the file anew, for every system at once; the comment at its head stays."""
    head = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    done = subprocess.run(
        [
            "uv",
            "pip",
            "compile",
            "-",
            "--universal",
            "--python-version",
            "3.13",
            "--no-annotate",
            "--no-header",
            *flags,
        ],
        input="\n".join(wanted),
        capture_output=True,
        text=True,
        check=True,
    )
    path.write_text("\n".join(head) + "\n" + done.stdout, encoding="utf-8")


if __name__ == "__main__":
    main()
