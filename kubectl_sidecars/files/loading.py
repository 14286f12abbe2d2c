"""Loads the files of `-f` into a snapshot, through the same lines that a cluster gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from io import BufferedReader, BytesIO
from typing import BinaryIO

import msgspec

from kubectl_sidecars import recording
from kubectl_sidecars.api import Pod
from kubectl_sidecars.api_resources import API_RESOURCES
from kubectl_sidecars.causes.owners import owner_causes
from kubectl_sidecars.decode import KINDS, decode_object
from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.files.document import Document, streamed
from kubectl_sidecars.files.documents import documents
from kubectl_sidecars.files.moments import observed
from kubectl_sidecars.files.packed_pods import PackedPods
from kubectl_sidecars.files.places import CHUNK, LARGEST, InputFile, not_text, places, too_large
from kubectl_sidecars.sentences import counted, listed
from kubectl_sidecars.snapshot import Line, Snapshot, Source, Undecodable, fold

HELD = 32 << 20
"""Bytes of JSON up to which a text is held as a whole: then each problem has its line."""
OTHER_GROUPS = {
    "Deployment": "extensions",
    "ReplicaSet": "extensions",
    "DaemonSet": "extensions",
    "Event": "events.k8s.io",
}
"""A second API group of a kind. Of any other group it is another kind: several projects have a kind Job too."""
WANTED = "expected the output of kubectl get pods -o json or yaml, or a recording"


MOST_PROBLEMS = 1000


class Problems(list[Undecodable]):
    """At most MOST_PROBLEMS problems. Of the rest, as of a gigabyte of damaged lines, only the number is kept."""

    more = 0

    def append(self, problem: Undecodable) -> None:
        """Adds a problem, or counts it."""
        if len(self) < MOST_PROBLEMS:
            super().append(problem)
        else:
            self.more += 1

    def counted(self, name: str) -> tuple[Undecodable, ...]:
        """All that are kept, and one for the rest."""
        rest = (Undecodable("File", "", name, f"{counted(self.more, 'more problem')}"),) if self.more else ()
        return (*self, *rest)


class Reading:
    """Facts about the files, collected while their lines are read; complete after the last line."""

    def __init__(self) -> None:
        self.undecodable = Problems()
        self.kinds: Counter[str] = Counter()
        """The number of objects of each kind, also of kinds that are not read."""
        self.recordings: list[InputFile] = []
        self.server_version = ""
        self.begins: datetime | None = None
        """The time of the first line of the recordings."""


class Loaded(msgspec.Struct, frozen=True):
    """The snapshot; for a recording also a function that reads its lines again, for a replay."""

    snapshot: Snapshot
    replay: Callable[[], Iterator[Line]] | None = None


Tap = Callable[[Line], None]
"""Is given each line that is read."""


def load(paths: Sequence[str], stdin: BinaryIO, at: datetime | None = None, tap: Tap | None = None) -> Loaded:
    """The state in these files; of a recording at its last line, or at the time `at`.

    Raises UsageError if a file does not exist or cannot be read, or if there are no pods.
    """
    reading = Reading()
    found = places(paths, stdin, reading.undecodable)
    pods = PackedPods()
    lines = pods.weighed(line for place in found for line in _lines(place, reading, at))
    snapshot = fold(Snapshot(), _tapped(lines, tap) if tap else lines, pods)
    names = ", ".join("standard input" if path == "-" else path for path in paths)
    _check(reading, names, at, has_causes=bool(owner_causes((), snapshot)))
    snapshot = msgspec.structs.replace(
        snapshot,
        taken_at=at or snapshot.taken_at,
        source=Source(
            kind="recording" if reading.recordings else "file", name=names, server_version=reading.server_version
        ),
        undecodable=reading.undecodable.counted(names),
    )
    recordings = tuple(reading.recordings)
    return Loaded(snapshot, (lambda: _replay(recordings)) if recordings else None)


def _tapped(lines: Iterator[Line], tap: Tap) -> Iterator[Line]:
    for line in lines:
        tap(line)
        yield line


def demo(at: datetime | None = None, tap: Tap | None = None) -> Loaded:
    """The demo recording of the package."""
    loaded = load(["-"], BytesIO(recording.demo()), at, tap)
    source = msgspec.structs.replace(loaded.snapshot.source, kind="demo", name="demo")
    return Loaded(msgspec.structs.replace(loaded.snapshot, source=source), loaded.replay)


def _replay(recordings: tuple[InputFile, ...]) -> Iterator[Line]:
    for place in recordings:
        with place.open() as stream:
            yield from recording.lines(stream, place.name, [])


def _lines(place: InputFile, reading: Reading, at: datetime | None = None) -> Iterator[Line]:
    with place.open() as stream:
        try:
            first = stream.readline(recording.LONGEST)
        except recording.CUT_OFF as error:
            reading.undecodable.append(Undecodable("File", "", place.name, f"the gzip file is damaged: {error}"))
            return
        except OSError as error:  # a directory in the path is a file, a device, a deleted file
            raise UsageError(f'cannot read "{place.name}": {error.strerror}') from error
        if packed := _packed(first):
            what = f"it is packed as {packed}: unpack it first (only gzip is read directly)"
            reading.undecodable.append(Undecodable("File", "", place.name, what))
        elif recording.is_recording(first):
            yield from _recorded(place, stream, first, reading, at)
        else:
            for document in _documents(stream, first, place, reading):
                yield from _line(document, reading)


def _recorded(
    place: InputFile, stream: BufferedReader, first: bytes, reading: Reading, at: datetime | None
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
    """The format of the archive that starts with these bytes, "" if they are no archive."""
    if first[257:262] == b"ustar":
        return "tar"
    return next((name for magic, name in _ARCHIVES.items() if first.startswith(magic)), "")


def _documents(stream: BufferedReader, first: bytes, place: InputFile, reading: Reading) -> Iterator[Document]:
    """The objects of the text, of large JSON one by one while it is read."""
    text = bytearray(first)  # grown in place: joining parts would need twice the memory
    _read_to(HELD, text, stream, place, reading)
    has_logs = b"==== START logs for " in text  # of a dump, between its objects
    if has_logs or len(text) < HELD or bytes(text[:CHUNK].lstrip()[:1]) not in (b"{", b"["):
        _read_to(LARGEST + 1, text, stream, place, reading)
        if len(text) > LARGEST:
            raise too_large(place.name)
        return documents(text, place.name, reading.undecodable)
    return streamed(text, stream, place.name, reading.undecodable)


def _read_to(size: int, text: bytearray, stream: BufferedReader, place: InputFile, reading: Reading) -> None:
    """Reads on until the text has this size; of a damaged gzip file to the damage."""
    try:
        if b"\0" in text[:CHUNK]:
            raise not_text(place.name)
        while len(text) < size and (part := stream.read1(CHUNK)):
            text += part
    except recording.CUT_OFF as error:
        reading.undecodable.append(Undecodable("File", "", place.name, f"the gzip file is damaged: {error}"))


def _line(document: Document, reading: Reading) -> Iterator[Line]:
    if not document.kind or document.type not in recording.TYPES:  # not an object, or the BOOKMARK of a watch
        return
    reading.kinds[document.kind] += 1
    type_ = KINDS.get(document.kind)
    if type_ is None or not _is_of_its_group(document):
        return
    value = decode_object(document.raw, type_, reading.undecodable)
    if value is not None:
        yield Line(observed(value, document.raw), document.type, value, document.raw)


def _is_of_its_group(document: Document) -> bool:
    """True if the kind is Kubernetes' own, or no group is named. A log has a kind of ours."""
    listed, group = API_RESOURCES.get(document.kind), document.api_version.rpartition("/")[0]
    own = listed.group if listed else ""
    return not document.api_version or group in (own, OTHER_GROUPS.get(document.kind, own))


def _check(reading: Reading, names: str, at: datetime | None, *, has_causes: bool) -> None:
    """Raises UsageError if there are no pods, with what the files hold. An empty list is fine.

    So is an owner without pods that has a cause for it: `has_causes`.
    """
    if at and reading.begins and at < reading.begins:
        raise UsageError(f"the recording {names} begins at {reading.begins:%Y-%m-%dT%H:%M:%SZ}: --at is earlier")
    if reading.kinds[Pod.__name__] or has_causes:
        return
    if reading.undecodable:
        problem = reading.undecodable[0]
        raise UsageError(f"cannot read {problem.name or names}: {problem.problem}; {WANTED}")
    others = {kind: count for kind, count in reading.kinds.items() if not kind.endswith("List")}
    if others:
        held = listed(counted(count, kind) for kind, count in Counter(others).most_common(3))
        raise UsageError(f"no pods in {names}: it has {held}; use the output of kubectl get pods -o json")
    if not reading.kinds:
        raise UsageError(f"no Kubernetes objects in {names}; {WANTED}")
