"""Real material: what a Kubernetes 1.35 said of pods that really fail, and what its kubectl printed of them.

The demo recording is trimmed and redacted; `recordings/gate.jsonl.gz` is as the API server sent it.
"""

from __future__ import annotations

import functools
import io
from pathlib import Path
from typing import Any

import msgspec

from kubectl_sidecars import files, recording
from kubectl_sidecars.api import Pod
from kubectl_sidecars.snapshot import Line, Snapshot, Undecodable
from tests.support.paths import DATA

RECORDINGS = DATA / "recordings"
GATE = RECORDINGS / "gate.jsonl.gz"
"""Pod native-sidecar-gate and its events, unredacted and without a header."""
NO_STDIN = io.BytesIO()


@functools.cache
def demo_lines() -> tuple[Line, ...]:
    problems: list[Undecodable] = []
    stream = recording.opened(io.BytesIO(recording.demo()))
    with stream:
        found = tuple(recording.lines(stream, "demo", problems))
    assert not problems
    return found


def recorded(path: Path) -> tuple[list[Line], list[Undecodable]]:
    """The lines of a recording, and what could not be read."""
    problems: list[Undecodable] = []
    with recording.opened(path.open("rb")) as stream:
        return list(recording.lines(stream, str(path), problems)), problems


@functools.cache
def gate_lines() -> tuple[Line, ...]:
    return tuple(recorded(GATE)[0])


@functools.cache
def demo_pods() -> tuple[bytes, ...]:
    """The last word on each pod of the demo, as JSON."""
    return tuple({line.object.metadata.uid: line.raw for line in demo_lines() if isinstance(line.object, Pod)}.values())


def pod(name: str) -> dict[str, Any]:
    """The last word on the pod of this name, as plain values of one's own."""
    for raw in demo_pods():
        value: dict[str, Any] = msgspec.json.decode(raw)
        if value["metadata"]["name"] == name:
            return value
    raise LookupError(name)


def loaded(*names: str) -> Snapshot:
    """The snapshot of files in `recordings`."""
    return files.load([str(RECORDINGS / name) for name in names], NO_STDIN).snapshot


def snapshot_of(text: str | bytes) -> Snapshot:
    """The snapshot of what comes through standard input."""
    return files.load(["-"], io.BytesIO(text.encode() if isinstance(text, str) else text)).snapshot
