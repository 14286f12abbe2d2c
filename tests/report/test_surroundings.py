"""The table of what reports read outside of their pods is true: reports read what it says, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from kubectl_sidecars.api import Pod
from kubectl_sidecars.model import is_true
from kubectl_sidecars.object_keys import key
from kubectl_sidecars.report import inspect_pod
from kubectl_sidecars.report.surroundings import SURROUNDINGS, Surrounding
from kubectl_sidecars.snapshot import Snapshot
from tests.report.test_live_is_whole import wholes
from tests.support.corpus import lossy, recorded, single
from tests.support.paths import ROOT
from tests.support.watched import INDEXES, MAPS, Read, watched

SOURCE = ROOT / "kubectl_sidecars"


@cache
def found() -> tuple[tuple[Pod, frozenset[Read]], ...]:
    """The pods of the tests, each with what its report reads outside of it."""
    snapshots = (*single(), *tuple(recorded())[::20], *tuple(lossy())[::10], *wholes().values())
    return tuple((pod, frozenset(outside(pod, *watched(each)))) for each in snapshots for pod in each.pods.values())


def outside(pod: Pod, around: Snapshot, reads: set[Read]) -> Iterator[Read]:
    """What the report of the pod reads, without its own events, and without what has no name and so is not there."""
    inspect_pod(pod, around)
    for read in reads:
        if read.key is None or (read.key != key(pod) and read.key.rpartition("/")[2]):
            yield read


def rows(read: Read) -> list[Surrounding]:
    """The rows that say that the module reads the field."""
    return [row for row in SURROUNDINGS if read.module in row.read_in.get(read.field, ())]


def test_what_is_read_outside_of_a_pod_has_a_row() -> None:
    """Else nobody has thought of whose report changes with it, and of which pods of a stream are kept for it."""
    assert {read[:2] for _, reads in found() for read in reads if not rows(read)} == set()


def test_a_pod_that_reads_it_is_among_those_that_the_row_says_read_it() -> None:
    others = [
        (pod.metadata.name, *read)
        for pod, reads in found()
        for read in reads
        if (named := rows(read)) and not any(row.reads(pod) for row in named)
    ]
    assert others == []


@pytest.mark.parametrize("row", SURROUNDINGS, ids=lambda row: row.name)
def test_a_row_names_no_module_that_reads_nothing_of_it(row: Surrounding) -> None:
    said = {(field, module) for field, modules in row.read_in.items() for module in modules}
    assert said - {read[:2] for pod, reads in found() if row.reads(pod) for read in reads} == set()


def test_a_ready_pod_that_stays_reads_no_other_pods() -> None:
    """A stream reports on it when it comes, and before it knows the others."""
    at_once = [reads for pod, reads in found() if is_true(pod, "Ready") and pod.metadata.deletion_timestamp is None]
    assert at_once
    assert {read[:2] for reads in at_once for read in reads if read.field == "pods"} == set()


NAMED = re.compile(r"\b(?:around|whereabouts)\.(\w+)")
PASSED_ON = {("services", "subject"), ("nodes", "facts.scheduling_lack")}
"""Fields that a module gives to another one, which a row names."""


def test_a_module_that_names_a_field_of_the_snapshot_is_in_a_row() -> None:
    """Else the tests have to have a pod for which it is read."""
    paths = [
        SOURCE / "model.py",
        *(path for room in ("classify", "diagnose") for path in (SOURCE / room).rglob("*.py")),
    ]
    named = {
        Read(INDEXES.get(name, name), module_name(path), None)
        for path in paths
        for name in NAMED.findall(path.read_text(encoding="utf-8"))
        if name in INDEXES or name in MAPS
    }
    assert {read[:2] for read in named if not rows(read)} == PASSED_ON


def module_name(path: Path) -> str:
    """The name of a module as the rows have it."""
    return ".".join(path.relative_to(SOURCE).with_suffix("").parts).removeprefix("diagnose.")
