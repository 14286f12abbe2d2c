"""The recorded scenarios of tests/pods: what a real cluster said, what is really wrong, what must be found."""

from __future__ import annotations

import functools
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from kubectl_sidecars.decode import KINDS, decode_object
from kubectl_sidecars.report import Report, inspect
from kubectl_sidecars.snapshot import Line, Snapshot, Undecodable, fold

PODS = Path(__file__).parent / "pods"


class Case(msgspec.Struct, frozen=True):
    """`expect` is the reason and the container of the first cause, "" for none; `kubectl` what it printed of pods."""

    name: str
    file: str
    cause: str
    expect: str
    at: datetime
    kubectl: tuple[str, ...]
    objects: tuple[dict[str, Any], ...]

    def snapshot(self) -> Snapshot:
        problems: list[Undecodable] = []
        lines = []
        for value in self.objects:
            found = decode_object(msgspec.json.encode(value), KINDS[value["kind"]], problems)
            assert found is not None
            lines.append(Line(self.at, "ADDED", found))
        assert not problems
        return fold(Snapshot(), lines)

    def report(self) -> Report:
        return inspect(self.snapshot())


@functools.cache
def cases() -> tuple[Case, ...]:
    return tuple(msgspec.json.decode(path.read_bytes(), type=Case) for path in sorted(PODS.glob("*.json")))


def case(name: str) -> Case:
    return next(each for each in cases() if each.name == name)


def first_cause(report: Report) -> str:
    """`MissingSecret oauth2-proxy`: the reason and the container of the worst cause; "" where nothing is wrong."""
    return f"{report.causes[0].reason} {report.causes[0].container}".strip() if report.causes else ""
