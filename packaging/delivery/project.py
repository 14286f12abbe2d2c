"""The names and versions that everything else is made of. A new name or home is changed here alone."""

from __future__ import annotations

import platform
import re
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PLUGIN = "sidecars"
PROGRAM = f"kubectl-{PLUGIN}"
REPOSITORY = "https://github.com/kubectl-sidecars/kubectl-sidecars"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
GLIBC = (2, 28)
"""The newest glibc that a Linux archive may ask for: that of RHEL 8 and Debian 10."""


class Platform(NamedTuple):
    """One archive, in krew's words (Go's GOOS and GOARCH)."""

    os: str
    arch: str

    @property
    def suffix(self) -> str:
        return ".zip" if self.os == "windows" else ".tar.gz"

    @property
    def program(self) -> str:
        return f"{PROGRAM}.exe" if self.os == "windows" else PROGRAM


PLATFORMS = (
    Platform("darwin", "amd64"),
    Platform("darwin", "arm64"),
    Platform("linux", "amd64"),
    Platform("linux", "arm64"),
    Platform("windows", "amd64"),
)


def this_platform() -> Platform:
    """The one that an archive is frozen for here: PyInstaller cannot make another's."""
    arch = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}[platform.machine().lower()]
    return Platform({"linux": "linux", "darwin": "darwin", "win32": "windows"}[sys.platform], arch)


def version() -> str:
    """The package's version, read and not imported."""
    text = (ROOT / "kubectl_sidecars" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "(.+)"$', text, re.MULTILINE)
    if found is None:
        raise ValueError("kubectl_sidecars/__init__.py names no version")
    return found[1]


_STAGES = {"a": "alpha", "b": "beta", "rc": "rc", ".dev": "dev"}
_PYTHON = re.compile(r"(\d+\.\d+\.\d+)(?:(a|b|rc|\.dev)(\d+))?")
_TAG = re.compile(r"v(\d+\.\d+\.\d+)(?:-(alpha|beta|rc|dev)\.(\d+))?")


def tag(version: str) -> str:
    """The git tag, and krew's version, of a Python version: 0.1.0rc1 -> v0.1.0-rc.1 (semver.org; PEP 440)."""
    found = _PYTHON.fullmatch(version)
    if found is None:
        raise ValueError(f"{version!r} is no version that both Python and krew can spell: write 0.1.0 or 0.1.0rc1")
    number, stage, count = found.groups()
    return f"v{number}-{_STAGES[stage]}.{count}" if stage else f"v{number}"


def version_of(tag: str) -> str:
    """The Python version of a git tag: v0.1.0-rc.1 -> 0.1.0rc1."""
    found = _TAG.fullmatch(tag)
    if found is None:
        raise ValueError(f"{tag!r} is no tag of a release: write v0.1.0 or v0.1.0-rc.1")
    number, stage, count = found.groups()
    spelled = {long: short for short, long in _STAGES.items()}
    return f"{number}{spelled[stage]}{count}" if stage else number


def archive_name(tag: str, platform: Platform) -> str:
    return f"{PROGRAM}_{tag}_{platform.os}_{platform.arch}{platform.suffix}"


def archive_url(tag: str, platform: Platform) -> str:
    return f"{REPOSITORY}/releases/download/{tag}/{archive_name(tag, platform)}"
