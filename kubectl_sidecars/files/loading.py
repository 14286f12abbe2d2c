"""What `-f` names, as the lines that a live cluster would give, and the snapshot that they make."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from io import BufferedReader, BytesIO
from typing import BinaryIO

import msgspec

from kubectl_sidecars import recording
from kubectl_sidecars.api import Pod
from kubectl_sidecars.causes.owners import owner_causes
from kubectl_sidecars.decode import KINDS, decode_object
from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.files.documents import Document, documents
from kubectl_sidecars.files.moments import observed
from kubectl_sidecars.files.places import LARGEST, Place, places, too_large
from kubectl_sidecars.sentences import listed
from kubectl_sidecars.snapshot import Line, Snapshot, Source, Undecodable, fold

GROUPS = {"Job": {"batch"}, "ReplicaSet": {"apps", "extensions"}, "Event": {"", "events.k8s.io"}}
"""The API groups of our kinds where it is not the core's: other groups have a Job of their own."""
WANTED = "wanted is what kubectl get pods -o json or yaml prints, or a recording"


class Reading:
    """What is learnt while the lines are read; complete when they have run out."""

    def __init__(self) -> None:
        self.undecodable: list[Undecodable] = []
        self.kinds: Counter[str] = Counter()
        """How many objects of each kind there were, whether we read that kind or not."""
        self.recordings: list[Place] = []
        self.server_version = ""
        self.begins: datetime | None = None
        """When the recordings begin."""


class Loaded(msgspec.Struct, frozen=True):
    """The snapshot, and for a recording a way to read all of its lines again, to replay them."""

    snapshot: Snapshot
    replay: Callable[[], Iterator[Line]] | None = None


def load(paths: Sequence[str], stdin: BinaryIO, at: datetime | None = None) -> Loaded:
    """The state that these files tell of: a recording's at its last line, or at `at`, which is then the clock.

    Raises UsageError for what does not exist, cannot be read, or holds no pod."""
    reading = Reading()
    found = places(paths, stdin)
    snapshot = fold(Snapshot(), (line for place in found for line in _lines(place, reading, at)))
    names = ", ".join("standard input" if path == "-" else path for path in paths)
    _check(reading, names, at, tells=bool(owner_causes((), snapshot)))
    snapshot = msgspec.structs.replace(
        snapshot,
        taken_at=at or snapshot.taken_at,
        source=Source(
            kind="recording" if reading.recordings else "file", name=names, server_version=reading.server_version
        ),
        undecodable=tuple(reading.undecodable),
    )
    recordings = tuple(reading.recordings)
    return Loaded(snapshot, (lambda: _replay(recordings)) if recordings else None)


def demo(at: datetime | None = None) -> Loaded:
    """The recording that is shipped with the package."""
    loaded = load(["-"], BytesIO(recording.demo()), at)
    source = msgspec.structs.replace(loaded.snapshot.source, kind="demo", name="demo")
    return Loaded(msgspec.structs.replace(loaded.snapshot, source=source), loaded.replay)


def _replay(recordings: tuple[Place, ...]) -> Iterator[Line]:
    for place in recordings:
        with place.open() as stream:
            yield from recording.lines(stream, place.name, [])


def _lines(place: Place, reading: Reading, at: datetime | None = None) -> Iterator[Line]:
    with place.open() as stream:
        try:
            first = stream.readline(recording.LONGEST)
        except recording.CUT_OFF as error:
            reading.undecodable.append(Undecodable("File", "", place.name, f"the gzip file is damaged: {error}"))
            return
        except OSError as error:  # a directory between, a device, a file that vanished
            raise UsageError(f'cannot read "{place.name}": {error.strerror}') from error
        if packed := _packed(first):
            what = f"it is packed as {packed}: unpack it first (of packed files, gzip alone is read)"
            reading.undecodable.append(Undecodable("File", "", place.name, what))
        elif recording.is_recording(first):
            yield from _recorded(place, stream, first, reading, at)
        else:
            data = _whole(stream, first, place, reading)
            for document in documents(data, place.name, reading.undecodable):
                yield from _line(document, reading)


def _recorded(
    place: Place, stream: BufferedReader, first: bytes, reading: Reading, at: datetime | None
) -> Iterator[Line]:
    reading.recordings.append(place)
    header = recording.header(first)
    if header:
        reading.server_version = header.kubernetes
    for line in recording.lines(stream, place.name, reading.undecodable, first):
        reading.kinds[type(line.object).__name__] += 1
        reading.begins = min(reading.begins or line.time, line.time)
        if at is None or line.time <= at:
            yield line


_ARCHIVES = {b"PK\x03\x04": "zip", b"BZh": "bzip2", b"\xfd7zXZ\0": "xz", b"\x28\xb5\x2f\xfd": "zstd"}


def _packed(first: bytes) -> str:
    """The name of the archive that begins so: people pack dumps to send them."""
    if first[257:262] == b"ustar":
        return "tar"
    return next((name for magic, name in _ARCHIVES.items() if first.startswith(magic)), "")


def _whole(stream: BufferedReader, first: bytes, place: Place, reading: Reading) -> bytearray:
    """All of the text; of a damaged gzip file as much as there is."""
    text = bytearray(first)  # grown in place: the parts and their sum would be twice the file
    try:
        while part := stream.read1(1 << 20):
            text += part
            if len(text) > LARGEST:
                raise too_large(place.name)
    except recording.CUT_OFF as error:
        reading.undecodable.append(Undecodable("File", "", place.name, f"the gzip file is damaged: {error}"))
    return text


def _line(document: Document, reading: Reading) -> Iterator[Line]:
    if not document.kind or document.type not in recording.TYPES:  # no object, or a watch's BOOKMARK
        return
    reading.kinds[document.kind] += 1
    type_ = KINDS.get(document.kind)
    group = document.api_version.rpartition("/")[0]
    if type_ is None or (document.api_version and group not in GROUPS.get(document.kind, {""})):
        return
    value = decode_object(document.raw, type_, reading.undecodable)
    if value is not None:
        yield Line(observed(value, document.raw), document.type, value, document.raw)


def _check(reading: Reading, names: str, at: datetime | None, *, tells: bool) -> None:
    """An answer without any pod is explained; an empty list is an answer, and so is an owner that `tells` why it
    has no pods."""
    if at and reading.begins and at < reading.begins:
        raise UsageError(f"the recording {names} begins at {reading.begins:%Y-%m-%dT%H:%M:%SZ}: --at lies before that")
    if reading.kinds[Pod.__name__] or tells:
        return
    if reading.undecodable:
        problem = reading.undecodable[0]
        raise UsageError(f"nothing can be read of {problem.name or names}: {problem.problem}; {WANTED}")
    others = {kind: count for kind, count in reading.kinds.items() if not kind.endswith("List")}
    if others:
        held = listed(f"{count} {_plural(kind, count)}" for kind, count in Counter(others).most_common(3))
        raise UsageError(f"no pods in {names}: it holds {held}; kubectl get pods -o json gives the pods themselves")
    if not reading.kinds:
        raise UsageError(f"no Kubernetes objects in {names}; {WANTED}")


def _plural(kind: str, count: int) -> str:
    if count == 1:
        return kind
    return f"{kind[:-1]}ies" if kind.endswith("y") else f"{kind}es" if kind.endswith("s") else f"{kind}s"
