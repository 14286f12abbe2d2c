"""The recorded scenarios of tests/data/pods: what a real cluster said, what is really wrong, what must be found."""

from __future__ import annotations

import functools
from datetime import datetime, timedelta
from typing import Any

import msgspec
import yaml

from kubectl_sidecars.api import Event, Node
from kubectl_sidecars.decode import KINDS, decode_object
from kubectl_sidecars.report import Report, inspect
from kubectl_sidecars.snapshot import Line, Snapshot, Undecodable, fold
from tests.support import material
from tests.support.paths import DATA

SCENARIOS = DATA / "scenarios"
PODS = DATA / "pods"


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


class _Recorded(msgspec.Struct, frozen=True):
    """`pod` is a name or the beginning of one; `at` seconds after the first line of the demo."""

    pod: str
    at: float
    cause: str
    expect: str


@functools.cache
def recorded_cases() -> tuple[Recorded, ...]:
    """The scenarios of the demo recording, each at a moment at which its trouble shows."""
    text = (SCENARIOS / "recorded.yaml").read_text(encoding="utf-8")
    found = msgspec.convert(yaml.safe_load(text), list[_Recorded])
    return tuple(Recorded(each.pod, each.at, each.cause, each.expect) for each in found)


class Recorded(msgspec.Struct, frozen=True):
    """A scenario of the demo: it reports on its own pods alone."""

    name: str
    at: float
    cause: str
    expect: str
    kubectl: tuple[str, ...] = ()

    def report(self) -> Report:
        lines = material.demo_lines()
        now = lines[0].time + timedelta(seconds=self.at)
        mine = [line for line in lines if line.time <= now and self._is_mine(line)]
        return inspect(msgspec.structs.replace(fold(Snapshot(), mine), taken_at=now))

    def _is_mine(self, line: Line) -> bool:
        value = line.object
        if isinstance(value, Node):
            return True
        name = value.involved_object.name if isinstance(value, Event) else value.metadata.name
        return name == self.name or name.startswith(f"{self.name}-")
