"""Troubles that people reported in public, rebuilt as the API would show them, with what must be said of each.

Each case is `tests/data/world/NAME.yaml` (a List; its first comments name source, truth and the ideal sentence) and a
line of `expect.jsonl`, written before the program saw the case. What must be said is given as patterns, so that any
wording passes.
"""

from __future__ import annotations

import functools
import io
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from kubectl_sidecars import files
from kubectl_sidecars.causes.cause import Cause
from kubectl_sidecars.diagnose import Finding, Severity
from kubectl_sidecars.report import Report, inspect
from tests.support.paths import DATA

FOLDER = DATA / "world"
NEXT = DATA / "world_next"
"""Batches that are not held yet: each is scored once at first sight, and moves to FOLDER when all of it is right."""


class Expectation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What must be said of one case; patterns are searched without regard to case.

    `kind` is sick or quiet. `container` is the one that the first cause must blame, "" for the whole pod, None where
    any will do. Each of `must` must be found in the first cause, none of `must_not` in anything above a notice.
    `first_sight` tells whether all of it held when the program first saw the case, None if it has not seen it.
    """

    case: str
    kind: str
    container: str | None = None
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    max_severity: str = ""
    max_causes: int | None = None
    pods: int | None = None
    first_sight: bool | None = None
    source: str = ""
    folder: str = ""

    @property
    def path(self) -> Path:
        """The file of the case."""
        return Path(self.folder or FOLDER) / f"{self.case}.yaml"

    def report(self) -> Report:
        """What the program says of the case."""
        return inspect(files.load([str(self.path)], io.BytesIO()).snapshot)

    def comment(self, name: str) -> str:
        """The text after `# NAME:` at the top of the file; "" where there is none."""
        for line in self.path.read_text(encoding="utf-8").splitlines():
            if line.startswith(f"# {name}: "):
                return line.partition(": ")[2]
            if not line.startswith("#"):
                break
        return ""


@functools.cache
def expectations(folder: Path = FOLDER) -> tuple[Expectation, ...]:
    """All cases of a folder, in the order of its expect.jsonl."""
    lines = (folder / "expect.jsonl").read_bytes().splitlines()
    cases = (msgspec.json.decode(line, type=Expectation) for line in lines if line)
    return tuple(msgspec.structs.replace(case, folder=str(folder)) for case in cases)


def shortfalls(expected: Expectation, report: Report) -> list[str]:
    """Each respect in which the report falls short, in words; empty where it is right."""
    judge = _quiet if expected.kind == "quiet" else _sick
    return [*_untrue(expected, report), *judge(expected, report)]


def _loud(report: Report) -> tuple[list[Cause | Finding], list[Cause | Finding]]:
    """The causes and findings above a notice."""
    findings = [finding for pod in report.pods for finding in pod.findings]
    return (
        [cause for cause in report.causes if cause.severity is not Severity.NOTICE],
        [finding for finding in findings if finding.severity is not Severity.NOTICE],
    )


def _words(cause: Cause | Finding) -> str:
    return f"{cause.title} {cause.message}"


def _has(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE | re.DOTALL) is not None


def _untrue(expected: Expectation, report: Report) -> Iterator[str]:
    causes, findings = _loud(report)
    said: tuple[Cause | Finding, ...] = (*findings, *causes)
    for pattern in expected.must_not:
        wrong = next((each for each in said if _has(pattern, _words(each))), None)
        if wrong is not None:
            yield f"says /{pattern}/, which is untrue: {_words(wrong)[:140]!r}"


def _rank(severity: str) -> int:
    """0 is worst; 3 where nothing is said."""
    return {"critical": 0, "warning": 1, "notice": 2}.get(severity, 3)


def _worst(report: Report) -> int:
    causes, findings = _loud(report)
    said: tuple[Cause | Finding, ...] = (*causes, *findings)
    return min((each.severity.rank for each in said), default=3)


def _quiet(expected: Expectation, report: Report) -> Iterator[str]:
    if _worst(report) < _rank(expected.max_severity or "notice"):
        causes, findings = _loud(report)
        said: tuple[Cause | Finding, ...] = (*causes, *findings)
        loud = said[0]
        yield f"speaks up: {loud.severity}: {loud.title!r}"


def _sick(expected: Expectation, report: Report) -> Iterator[str]:
    causes, _ = _loud(report)
    if not causes:
        yield "silent"
        return
    first = report.causes[0]
    if first.severity is Severity.NOTICE:
        yield "the first cause is a notice"
    if _worst(report) < _rank(expected.max_severity or "critical"):
        yield f"too loud: above {expected.max_severity}"
    for pattern in expected.must:
        if not _has(pattern, _words(first)):
            yield f"the first cause lacks /{pattern}/"
    if expected.container is not None and first.container != expected.container:
        yield f"blames container {first.container!r}, not {expected.container!r}"
    if expected.max_causes is not None and len(causes) > expected.max_causes:
        yield f"{len(causes)} causes for {expected.max_causes}: {' | '.join(each.title[:60] for each in causes[:4])}"
    if expected.pods is not None and len(first.pods) != expected.pods:
        yield f"the first cause holds {len(first.pods)} pods, not {expected.pods}"
