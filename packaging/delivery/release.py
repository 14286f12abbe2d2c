"""Whether a tag may be released: it is the package's version, and CHANGELOG.md tells what is new in it.

python -m delivery.release v0.1.0        prints that part of the changelog, for the release's page
"""

from __future__ import annotations

import argparse
import re
import sys

from delivery.project import ROOT, tag, version, version_of


def notes(changelog: str, version: str) -> str:
    """What stands below `## VERSION`, up to the next version; "" where there is none."""
    found = re.search(rf"^## {re.escape(version)}(?: [^\n]*)?\n(.*?)(?=^## |\Z)", changelog, re.MULTILINE | re.DOTALL)
    return found[1].strip() if found else ""


def main() -> int:
    parser = argparse.ArgumentParser(prog="delivery.release", description=__doc__.partition("\n")[0])
    parser.add_argument("tag")
    given = parser.parse_args()
    if version_of(given.tag) != version():
        print(f"{given.tag} is not {tag(version())}, the tag of this source", file=sys.stderr)
        return 1
    text = notes((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), version())
    if not text:
        print(f"CHANGELOG.md says nothing of {version()}", file=sys.stderr)
        return 1
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
