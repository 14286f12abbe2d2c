#!/usr/bin/env python3
"""Writes docs/scenarios.md: what kubectl and what we say of each recorded scenario, and if the true cause is first.

`--check` writes nothing, and fails when the page is not what it would write.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "scenarios.md"
sys.path.insert(0, str(ROOT))

from kubectl_sidecars.escape import visible  # noqa: E402
from kubectl_sidecars.report import Report  # noqa: E402
from tests.support.cases import cases, first_cause, recorded_cases  # noqa: E402

HEAD = """# Scenarios

Pods that really fail, recorded from a real Kubernetes 1.35, each in its own way. Each row: what is really wrong, what
`kubectl get pods` says, what `kubectl sidecars inspect` says first, and whether that is the reason and the container
that the scenario expects (written by the people who wrote the rules). Made by `scripts/scenario_table.py`; the
manifests are in `tests/data/scenarios`, the recordings in `tests/data/pods` and in the demo.

"""


class Row(NamedTuple):
    """`expect` is the reason and the container of the finding that is right; "" where nothing is wrong."""

    name: str
    cause: str
    kubectl: str
    we: str
    expect: str
    right: bool


def rows() -> Iterator[Row]:
    for case in (*recorded_cases(), *cases()):
        report = case.report()
        right = first_cause(report) == case.expect
        kubectl = said_by_kubectl(report, case.kubectl)
        yield Row(case.name, case.cause, kubectl, said_by_us(report), case.expect, right)


def said_by_kubectl(report: Report, kubectl: tuple[str, ...]) -> str:
    """READY STATUS RESTARTS of the pods, alike ones once: of a recorded table, or our columns, which are the same."""
    found = [" ".join(row.split()[:2]) for row in kubectl] or [f"{pod.ready} {pod.status}" for pod in report.pods]
    return "; ".join(dict.fromkeys(found)) or "no pods"


def said_by_us(report: Report) -> str:
    return report.causes[0].title if report.causes else "Nothing is wrong."


def cell(text: str) -> str:
    return visible(text).replace("|", "\\|").replace("`", "'").replace("<", "&lt;")


def page() -> str:
    found = list(rows())
    sick, well = [row for row in found if row.expect], [row for row in found if not row.expect]
    named, quiet = sum(row.right for row in sick), sum(row.right for row in well)
    lines = ["| scenario | what is wrong | kubectl | we say | named first |", "|---|---|---|---|---|"]
    for row in found:
        right = ("yes" if row.expect else "quiet") if row.right else "**no**"
        lines.append(f"| {row.name} | {cell(row.cause)} | `{cell(row.kubectl)}` | {cell(row.we)} | {right} |")
    score = f"Of {len(sick)} with something wrong {named} are named first, of {len(well)} without {quiet} are quiet."
    return f"{HEAD}{score}\n\n" + "\n".join(lines) + "\n"


def main() -> int:
    text = page()
    if "--check" in sys.argv[1:]:
        if PAGE.read_text(encoding="utf-8") != text:
            print(f"{PAGE.name} is out of date: run scripts/scenario_table.py", file=sys.stderr)
            return 1
        return 0
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(text, encoding="utf-8")
    print(text.partition("| scenario")[0].strip().splitlines()[-1])
    return 0


if __name__ == "__main__":
    sys.exit(main())
