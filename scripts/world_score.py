#!/usr/bin/env python3
"""Puts every case of tests/data/world to the program: prints what falls short, and the score (`make world-score`).

scripts/world_score.py              what falls short; exit status 1 if anything does
scripts/world_score.py -v           what is said of the others too
scripts/world_score.py --page       writes docs/world.md
scripts/world_score.py --check      exit status 1 if docs/world.md is not current
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "world.md"
sys.path.insert(0, str(ROOT))

from kubectl_sidecars.escape import visible  # noqa: E402
from kubectl_sidecars.report import Report  # noqa: E402
from tests.support.world import FOLDER, NEXT, Expectation, expectations, shortfalls  # noqa: E402

HEAD = """# Troubles of the world

Troubles with pods that people reported in public, rebuilt as the API would show them: the source, what was really
wrong as the thread settled it, what `kubectl get pods` shows, what `kubectl sidecars inspect` says first, and
whether that was right when the program first saw the case (what must be said was written before). All of them are
right today: a test holds it.
Made by `scripts/world_score.py --page`; the cases are in `tests/data/world`.

"""


def cell(text: str) -> str:
    """Text that is safe in a cell of a Markdown table."""
    return visible(text).replace("|", "\\|").replace("`", "'").replace("<", "&lt;")


def kubectl_words(report: Report) -> str:
    """READY STATUS of the pods, equal ones once, at most four."""
    rows = list(dict.fromkeys(f"{pod.ready} {pod.status}" for pod in report.pods))
    return "; ".join(rows[:4]) + ("; ..." if len(rows) > 4 else "") or "no pods"


def row(expected: Expectation, report: Report) -> str:
    """One line of the table."""
    title = report.causes[0].title if report.causes else "Nothing is wrong."
    source, truth = expected.source or expected.comment("source"), expected.comment("truth")
    first = "yes" if expected.first_sight else "no"
    cells = [expected.case, cell(source), cell(truth), f"`{cell(kubectl_words(report))}`", cell(title), first]
    return f"| {' | '.join(cells)} |"


def page() -> str:
    """The whole page."""
    cases = expectations()
    lines = ["| case | source | what was wrong | kubectl | we say | at first sight |", "|---|---|---|---|---|---|"]
    lines += [row(expected, expected.report()) for expected in cases]
    counts = [
        f"{sum(each.first_sight for each in chosen)} of {len(chosen)} {kind}"
        for kind in ("sick", "quiet")
        if (chosen := [each for each in cases if each.kind == kind])
    ]
    held = f"Right at first sight: {counts[0]}, {counts[1]} ones. {not_right_yet()}".rstrip()
    return f"{HEAD}{held}\n\n" + "\n".join(lines) + "\n"


def not_right_yet() -> str:
    """A sentence on the cases that the program still gets wrong; "" without any."""
    folders = sorted(path for path in NEXT.iterdir() if path.is_dir()) if NEXT.is_dir() else []
    waiting = [each.case for folder in folders for each in expectations(folder)]
    what = "further case is" if len(waiting) == 1 else "further cases are"
    return f"{len(waiting)} {what} not right yet: `tests/data/world_next`." if waiting else ""


def score(folder: Path, *, verbose: bool) -> int:
    """Prints what falls short, then the score; 1 if anything falls short."""
    right = {"sick": 0, "quiet": 0}
    for expected in expectations(folder):
        report = expected.report()
        why = shortfalls(expected, report)
        right[expected.kind] += not why
        if why or verbose:
            title = report.causes[0].title if report.causes else "(silent)"
            mark = "FALLS SHORT" if why else "right      "
            print(f"{mark} {expected.case} ({expected.kind}): {visible('; '.join(why))}")
            print(f"            {visible(title)}")
    kinds = [expected.kind for expected in expectations(folder)]
    totals = {kind: kinds.count(kind) for kind in right}
    print(f"{right['sick']} of {totals['sick']} sick, {right['quiet']} of {totals['quiet']} quiet")
    return int(right != totals)


def main() -> int:
    """Runs what the command line asks for; returns the exit status."""
    if "--page" in sys.argv:
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    if "--check" in sys.argv:
        return int(PAGE.read_text(encoding="utf-8") != page())
    folders = [Path(word) for word in sys.argv[1:] if not word.startswith("-")]
    return score(folders[0] if folders else FOLDER, verbose="-v" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
