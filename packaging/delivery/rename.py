"""Gives the project another name and home: every file of this checkout that git knows is rewritten and moved.

python -m delivery.rename pod-roles https://github.com/example/kubectl-pod-roles

Then `make docs check test`: lines have other lengths, and what is generated is generated again.
"""

from __future__ import annotations

import argparse
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

from delivery.project import PLUGIN, REPOSITORY, ROOT

Rewrite = Callable[[str], str]


def main() -> int:
    parser = argparse.ArgumentParser(prog="delivery.rename", description=__doc__.partition("\n")[0])
    parser.add_argument("plugin", help="what kubectl calls it: `kubectl pod-roles` is pod-roles")
    parser.add_argument("home", help="the address of its repository")
    given = parser.parse_args()
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", given.plugin):
        parser.error(f"{given.plugin!r} is no name that krew takes: write lower-case words with - between them")
    rename(ROOT, given.plugin, given.home.rstrip("/"))
    return 0


def rename(root: Path, plugin: str, home: str) -> None:
    """Rewrites the texts below root, then moves the files and folders that bear the old name."""
    new = rewrite(plugin, home)
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        old = root / name
        path = root / new(name)
        text = read(old)
        if text is not None:
            old.write_text(new(text), encoding="utf-8")
        if path != old:
            path.parent.mkdir(parents=True, exist_ok=True)
            old.rename(path)


def rewrite(plugin: str, home: str) -> Rewrite:
    """A function from a text of today to one with the new name and home.

    What names a format (`sidecars/v1`, `sidecars-recording/v1`) stays: files of the old name are read on.
    """
    words = plugin.split("-")
    repository = home.removeprefix("https://github.com/")
    places = (
        (re.escape(REPOSITORY.removeprefix("https://github.com/")), repository),
        (rf"kubectl(\\?-){PLUGIN}", rf"kubectl\1{plugin}"),
        (rf"KUBECTL-{PLUGIN.upper()}", f"KUBECTL-{plugin.upper()}"),
        (rf"kubectl_{PLUGIN}", f"kubectl_{'_'.join(words)}"),
        (rf"KUBECTL_{PLUGIN.upper()}", f"KUBECTL_{'_'.join(words).upper()}"),
        (rf"kubectl_complete-{PLUGIN}", f"kubectl_complete-{plugin}"),
        (rf"kubectl( +){PLUGIN}\b", rf"kubectl\1{plugin}"),
        (rf'PLUGIN = "{PLUGIN}"', f'PLUGIN = "{plugin}"'),
        (rf"{PLUGIN.title()} Version", f"{' '.join(words).title()} Version"),
        (rf"\b{PLUGIN}(\.yaml\b|-reader\b|/{PLUGIN}\b)", rf"{plugin}\1"),
    )
    table = [(re.compile(old), new) for old, new in places]

    def new(text: str) -> str:
        for old, replacement in table:
            text = old.sub(replacement, text)
        return text

    return new


def read(path: Path) -> str | None:
    """A file's text; None for a link and for what is no text."""
    if path.is_symlink():
        return None
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


if __name__ == "__main__":
    raise SystemExit(main())
