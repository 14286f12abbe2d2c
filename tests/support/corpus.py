"""Every pod that the tests have: recorded ones, public troubles, recordings at many moments, damaged, stretched."""

from __future__ import annotations

import functools
import io
import random
from collections.abc import Iterator
from datetime import timedelta

import msgspec
from compare_findings import damage, stretch

from kubectl_sidecars import files
from kubectl_sidecars.api import ContainerState, ContainerStatus, Pod, Waiting
from kubectl_sidecars.diagnose import Subject
from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.report import subject_of
from kubectl_sidecars.snapshot import Line, Snapshot, fold
from tests.support import material
from tests.support.cases import cases
from tests.support.mates import judged_by_mates
from tests.support.world import NEXT, expectations

DAMAGED = 1500
LATER = (timedelta(0), timedelta(minutes=2), timedelta(minutes=15), timedelta(hours=2))
KEPT = 0.5
"""The share of events, nodes and Jobs that is left."""
EVERY = 40
"""Lines between two moments of a recording."""


@functools.cache
def subjects() -> tuple[Subject, ...]:
    """The pods of all snapshots."""
    return tuple(subject_of(pod, snapshot, None) for snapshot in snapshots() for pod in snapshot.pods.values())


@functools.cache
def snapshots() -> tuple[Snapshot, ...]:
    """All snapshots, the same in each run."""
    return (*single(), *recorded(), *lossy(), *damaged())


def single() -> Iterator[Snapshot]:
    """The snapshots of one moment, as a server sent them, or would."""
    yield from (case.snapshot() for case in cases())
    batches = [path for path in sorted(NEXT.iterdir()) if path.is_dir()] if NEXT.is_dir() else []
    yield from judged_by_mates()
    for folder in (None, *batches):
        for each in expectations(folder) if folder else expectations():
            yield files.load([str(each.path)], io.BytesIO()).snapshot


def recorded() -> Iterator[Snapshot]:
    """Recordings at many moments."""
    yield from moments(material.demo_lines())
    yield from moments(material.gate_lines())
    for path in sorted((material.RECORDINGS / "live").glob("*.jsonl.gz")):
        yield from moments(tuple(material.recorded(path)[0]), every=1)


def moments(lines: tuple[Line, ...], every: int = EVERY) -> Iterator[Snapshot]:
    """A recording at many moments."""
    recording = Snapshot()
    for start in range(0, len(lines), every):
        recording = fold(recording, lines[start : start + every])
        yield recording


def lossy() -> Iterator[Snapshot]:
    """What is left some time later: events expire, are limited or forbidden, and nodes and Jobs go."""
    chance = random.Random(2)
    for snapshot in single():
        for later in LATER * 2:
            kept = {
                about: tuple(event for event in events if chance.random() < KEPT)
                for about, events in snapshot.events.items()
            }
            yield msgspec.structs.replace(
                snapshot,
                pods={key: pod if chance.random() < KEPT else unsaid(pod) for key, pod in snapshot.pods.items()},
                taken_at=snapshot.taken_at + later,
                events={about: events for about, events in kept.items() if events},
                nodes={name: node for name, node in snapshot.nodes.items() if chance.random() < KEPT},
                jobs={uid: job for uid, job in snapshot.jobs.items() if chance.random() < KEPT},
            )


def unsaid(pod: Pod) -> Pod:
    """The pod without the messages of its containers that wait, and of the pod itself."""
    replace, status = msgspec.structs.replace, pod.status

    def bare(each: ContainerStatus) -> ContainerStatus:
        waiting = each.state.waiting
        return each if waiting is None else replace(each, state=ContainerState(waiting=Waiting(waiting.reason)))

    inits, mains = map(bare, status.init_container_statuses), map(bare, status.container_statuses)
    quiet = replace(status, message="", init_container_statuses=tuple(inits), container_statuses=tuple(mains))
    return replace(pod, status=quiet)


def damaged() -> Iterator[Snapshot]:
    """Pods of the demo of which members are missing, or numbers and times at the ends of what a status can hold."""
    chance = random.Random(1)
    for number in range(DAMAGED):
        value = msgspec.json.decode(chance.choice(material.demo_pods()))
        (damage if number % 2 else stretch)(value, chance)
        try:
            yield material.snapshot_of(msgspec.json.encode(value))
        except UsageError:  # not much is left of it
            continue
