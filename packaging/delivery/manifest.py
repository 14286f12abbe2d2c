"""krew's manifest, and the release bot's template of it: one renderer, so that the two cannot drift apart.

    python -m delivery.manifest manifest --archives FOLDER [--base-url URL] [--version TAG]  > plugins/sidecars.yaml
    python -m delivery.manifest template                                                          > .krew.yaml

krew takes every git repository with a folder `plugins` for an index, so this one is an index of its own.

What krew and the reviewers of its index demand is cited in tests/packaging/test_manifest.py.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from delivery.project import (
    PLATFORMS,
    PLUGIN,
    REPOSITORY,
    Platform,
    archive_name,
    archive_url,
    tag,
    version,
)

SHORT = "Explain why Pods with sidecars are broken"
DESCRIPTION = """\
Tells what each container of a Pod is for (init, native sidecar, ambassador,
adapter, configuration helper, main), which one holds up which, what is wrong
and why, and what to do: one verdict for each cause, worst first, with the
last words of the container at fault. As a live screen, a report, a table,
JSON or YAML; from the cluster or from saved output. Changes nothing unless it
is started with the flag allow-changes.
"""
CAVEATS = """\
The Linux archives need glibc 2.28 or newer; where libc is musl (Alpine),
install the Python package kubectl-sidecars instead.
"""
UNKNOWN = "0" * 64
"""In place of a checksum before the first release: there is nothing to hash."""
UNRELEASED = "# Not released yet: there is no archive that has these checksums, so krew refuses to install this.\n"

Place = Callable[[Platform], list[str]]


class Source(NamedTuple):
    """Where an archive is, and what it hashes to."""

    uri: str
    sha256: str


def manifest(version: str, sources: dict[Platform, Source]) -> str:
    """The manifest of released archives."""

    def place(platform: Platform) -> list[str]:
        return [f"uri: {sources[platform].uri}", f'sha256: "{sources[platform].sha256}"']

    unreleased = any(each.sha256 == UNKNOWN for each in sources.values())
    return (UNRELEASED if unreleased else "") + render(version, sources, place)


def template() -> str:
    """What krew-release-bot fills in: it downloads each asset of the release and writes its address and checksum."""

    def place(platform: Platform) -> list[str]:
        url = archive_url("{{ .TagName }}", platform)
        return [f'{{{{addURIAndSha "{url}" .TagName }}}}']

    return render("{{ .TagName }}", PLATFORMS, place)


def render(version: str, platforms: Iterable[Platform], place: Place) -> str:
    lines = [
        "apiVersion: krew.googlecontainertools.github.com/v1alpha2",
        "kind: Plugin",
        "metadata:",
        f"  name: {PLUGIN}",
        "spec:",
        f"  version: {quoted(version)}",
        f"  homepage: {REPOSITORY}",
        f"  shortDescription: {SHORT}",
        "  description: |",
        *(f"    {line}" for line in DESCRIPTION.splitlines()),
        "  caveats: |",
        *(f"    {line}" for line in CAVEATS.splitlines()),
        "  platforms:",
    ]
    for platform in platforms:
        lines += [
            "  - selector:",
            "      matchLabels:",
            f"        os: {platform.os}",
            f"        arch: {platform.arch}",
            *(f"    {line}" for line in place(platform)),
            f"    bin: {platform.program}",
        ]
    return "".join(f"{line}\n" for line in lines)


def quoted(version: str) -> str:
    """A template's braces would begin a YAML mapping."""
    return f'"{version}"' if version.startswith("{") else version


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sources(tag: str, folder: Path | None, base_url: str = "") -> dict[Platform, Source]:
    """The archives in a folder; all platforms, not hashed, without one."""
    if folder is None:
        return {each: Source(archive_url(tag, each), UNKNOWN) for each in PLATFORMS}
    found = {each: folder / archive_name(tag, each) for each in PLATFORMS}
    return {
        each: Source(f"{base_url}/{path.name}" if base_url else archive_url(tag, each), sha256(path))
        for each, path in found.items()
        if path.is_file()
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="delivery.manifest", description=__doc__.partition("\n")[0])
    parser.add_argument("form", choices=("manifest", "template"))
    parser.add_argument("--archives", type=Path, metavar="FOLDER", help="hash these; without it, zeros")
    parser.add_argument("--all", action="store_true", help="fail where the archive of a platform is missing")
    parser.add_argument("--base-url", default="", help="where they are served; default: the release's own address")
    parser.add_argument("--version", default=tag(version()), metavar="TAG", help="default: the package's")
    given = parser.parse_args()
    if given.form == "template":
        print(template(), end="")
    else:
        found = sources(given.version, given.archives, given.base_url)
        missing = [archive_name(given.version, each) for each in PLATFORMS if each not in found]
        if given.all and missing:
            parser.error(f"not in {given.archives}: {', '.join(missing)}")
        print(manifest(given.version, found), end="")


if __name__ == "__main__":
    main()
