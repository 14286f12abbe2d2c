"""Reads suppressions from a TOML file and from the annotation of a pod.

[[suppress]]
finding = "ReadinessProbeFailed"   # the reason that `-o json` prints, and `explain` explains
namespace = "shop"                 # globs; each may be left out
pod = "checkout-*"
container = "app"
reason = "known, SHOP-12"          # must be there
until = 2026-12-31                 # must be there: the last day
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from kubectl_sidecars.classify.toml_lines import toml_tables
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.suppressions.suppression import ANNOTATION, Suppression

_ENTRY = re.compile(
    r"\s*(?P<finding>\w+)(?:\s+of\s+(?P<container>[\w.*?-]+))?\s+until\s+(?P<until>\d{4}-\d\d-\d\d)\s*:\s*(?P<reason>\S.*)"
)
_HEADER = re.compile(r"\s*\[\[\s*(?:suppress|\"suppress\"|'suppress')\s*\]\]")
_GLOBS = ("namespace", "pod", "container")
_KEYS = ("finding", "reason", "until", *_GLOBS)


def parse(text: str, path: str) -> tuple[Suppression, ...]:
    """The suppressions of a file. Raises UsageError with the line of what is wrong."""
    value = toml_tables(text, path)
    lines = [number for number, line in enumerate(text.splitlines(), 1) if _HEADER.match(line)]
    tables = value.pop("suppress", [])
    is_tables = isinstance(tables, list) and all(isinstance(table, dict) for table in tables)
    if value or not is_tables or len(tables) != len(lines):
        raise UsageError(f"{path}: it may only have tables [[suppress]], not {', '.join(value) or 'suppress = ...'}")
    return tuple(_table(table, f"{path}:{line}") for table, line in zip(tables, lines, strict=True))


def _table(table: Mapping[str, Any], place: str) -> Suppression:
    for key in table:
        if key not in _KEYS:
            raise UsageError(f"{place}: {key!r} is no key; there are {', '.join(_KEYS)}")
    for key in ("finding", "reason", *_GLOBS):
        if not isinstance(table.get(key, "*"), str):
            raise UsageError(f"{place}: {key} is a text")
    missing = [key for key in ("finding", "reason", "until") if not table.get(key)]
    if missing:
        raise UsageError(f"{place}: {' and '.join(missing)} must be there: what, why and until which day")
    until = table["until"]
    if not isinstance(until, date) or isinstance(until, datetime):
        raise UsageError(f"{place}: until is a day without quotes, such as 2026-12-31")
    if problem := _unknown(table["finding"]):
        raise UsageError(f"{place}: {problem}")
    globs = {key: table.get(key, "*") for key in _GLOBS}
    return Suppression(finding=table["finding"], reason=table["reason"], until=until, place=place, **globs)


def of_annotation(text: str) -> tuple[tuple[Suppression, ...], str]:
    """The suppressions of a pod's annotation, one a line or between semicolons; and what is wrong with it, or ""."""
    found: list[Suppression] = []
    problem = ""
    for entry in _entries(text):
        match = _ENTRY.fullmatch(entry)
        until = _day(match["until"]) if match else None
        if match is None or until is None:
            problem = problem or "write FINDING until 2026-12-31: why"
        elif match["finding"] not in _FINDINGS:
            problem = problem or _unknown(match["finding"])
        else:
            found.append(
                Suppression(
                    match["finding"],
                    match["reason"].strip(),
                    until,
                    container=match["container"] or "*",
                    place=ANNOTATION,
                )
            )
    return tuple(found), problem


def _entries(text: str) -> Iterator[str]:
    return (entry for entry in re.split(r"[;\n]", text) if entry.strip())


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _unknown(finding: str) -> str:
    """A sentence with similar findings for a name that no finding has; else ""."""
    if finding in _FINDINGS:
        return ""
    near = difflib.get_close_matches(finding, _FINDINGS, 3)
    meant = f"; did you mean {' or '.join(near)}?" if near else "; `explain` lists them"
    return f"there is no finding {finding!r}{meant}"


_FINDINGS = {reason.value for reason in Reason}
