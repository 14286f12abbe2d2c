"""Homebrew's formula of released archives, for a tap.

python -m delivery.formula --archives FOLDER [--version TAG]  > kubectl-sidecars.rb
"""

from __future__ import annotations

import argparse
from pathlib import Path

from delivery.manifest import SHORT, Source, sources
from delivery.project import PROGRAM, REPOSITORY, Platform, tag, version

SYSTEMS = {"darwin": "macos", "linux": "linux"}
"""Homebrew's words for the systems that it runs on."""
CPUS = {"arm64": "arm", "amd64": "intel"}


def formula(tag: str, found: dict[Platform, Source]) -> str:
    """The formula: one archive for each system and CPU, put into libexec, with a program in bin that starts it."""
    name = "".join(part.title() for part in PROGRAM.split("-"))
    lines = [
        f"class {name} < Formula",
        f'  desc "{SHORT}"',
        f'  homepage "{REPOSITORY}"',
        f'  version "{tag.removeprefix("v")}"',
        '  license "Apache-2.0"',
        "",
    ]
    for system, word in SYSTEMS.items():
        places = {each.arch: source for each, source in found.items() if each.os == system}
        if not places:
            continue
        lines.append(f"  on_{word} do")
        for arch, cpu in CPUS.items():
            if arch in places:
                lines += [
                    f"    on_{cpu} do",
                    f'      url "{places[arch].uri}"',
                    f'      sha256 "{places[arch].sha256}"',
                    "    end",
                ]
        lines += ["  end", ""]
    lines += [
        "  def install",
        '    libexec.install Dir["*"]',
        f'    bin.write_exec_script libexec/"{PROGRAM}"',
        f'    man1.install_symlink libexec/"{PROGRAM}.1"',
        "  end",
        "",
        "  test do",
        f'    assert_match "CRITICAL", shell_output("#{{bin}}/{PROGRAM} inspect --demo --plain")',
        "  end",
        "end",
    ]
    return "".join(f"{line}\n" for line in lines)


def main() -> None:
    parser = argparse.ArgumentParser(prog="delivery.formula", description=__doc__.partition("\n")[0])
    parser.add_argument("--archives", type=Path, metavar="FOLDER", help="hash these; without it, zeros")
    parser.add_argument("--version", default=tag(version()), metavar="TAG", help="default: the package's")
    given = parser.parse_args()
    print(formula(given.version, sources(given.version, given.archives)), end="")


if __name__ == "__main__":
    main()
