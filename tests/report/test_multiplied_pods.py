"""The work of a report of a recorded pod grows with the number of its containers, whatever is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from tests.report.test_many_containers import FEW, MANY, work
from tests.support.cases import Case, cases
from tests.support.material import snapshot_of

LISTS = (
    ("spec", "containers"),
    ("spec", "initContainers"),
    ("status", "containerStatuses"),
    ("status", "initContainerStatuses"),
)
SOME = [case for number, case in enumerate(cases()) if case.name == "liveness-http" or number % 3 == 0]


def named(name: str, number: int) -> str:
    return f"{name}-{number}" if number else name


def events(value: dict[str, Any], count: int) -> Iterator[dict[str, Any]]:
    """The event once for each container of the name in its fieldPath."""
    path = value["involvedObject"].get("fieldPath", "")
    name = path.partition("{")[2].removesuffix("}")
    for number in range(count if name else 1):
        its = named(name, number)
        about = {**value["involvedObject"], "fieldPath": path.replace(f"{{{name}}}", f"{{{its}}}")}
        meta = {**value["metadata"], "uid": f"{value['metadata'].get('uid', '')}-{number}"}
        yield {**value, "metadata": meta, "involvedObject": about, "message": value["message"].replace(name, its)}


def multiplied(objects: tuple[dict[str, Any], ...], count: int) -> Iterator[dict[str, Any]]:
    """The objects with each container so many times, under names of their own."""
    for value in objects:
        if value["kind"] == "Event":
            yield from events(value, count)
            continue
        copied = msgspec.json.decode(msgspec.json.encode(value))
        for part, field in LISTS if value["kind"] == "Pod" else ():
            members = copied[part].get(field, [])
            copied[part][field] = [
                {**each, "name": named(each["name"], number)} for each in members for number in range(count)
            ]
        yield copied


def work_of(case: Case, count: int) -> int:
    items = tuple(multiplied(case.objects, count))
    return work(snapshot_of(msgspec.json.encode({"kind": "List", "apiVersion": "v1", "items": items})))


@pytest.mark.parametrize("case", SOME, ids=lambda case: case.name)
def test_four_times_the_containers_of_a_recorded_pod_are_four_times_the_work(case: Case) -> None:
    assert work_of(case, MANY) < 4.6 * work_of(case, FEW)
