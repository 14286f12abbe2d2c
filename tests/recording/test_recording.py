"""Recordings: what was written is read back; a crash costs the last line; nobody else reads along."""

from __future__ import annotations

import gzip
import stat
import sys
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kubectl_sidecars import __version__, recording
from kubectl_sidecars.api import Event, ObjectMeta
from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.recording import SCHEMA, Header, Writer, redacted
from kubectl_sidecars.snapshot import Line
from tests.support.material import GATE, demo_lines, gate_lines, recorded

STARTED = datetime(2026, 11, 23, 1, 39, 59, tzinfo=UTC)
LINES = gate_lines()[:6]


def write(path: Path, lines: tuple[Line, ...] = LINES) -> Path:
    with Writer(str(path), started=STARTED, kubernetes="v1.35.4") as writer:
        for line in lines:
            writer.write(line)
    return path


def values(lines: list[Line] | tuple[Line, ...]) -> list[object]:
    return [(line.time, line.type, line.object, msgspec.json.decode(line.raw)) for line in lines]


@given(
    st.tuples(st.integers(0, 1700), st.integers(0, 20)).map(lambda at: demo_lines()[at[0] : at[0] + at[1]]),
    st.sampled_from(["r.jsonl", "r.jsonl.gz"]),
)
def test_replay_of_record_is_the_same(
    tmp_path_factory: pytest.TempPathFactory, lines: tuple[Line, ...], name: str
) -> None:
    found, problems = recorded(write(tmp_path_factory.mktemp("r") / name, lines))
    assert values(found) == values(lines)
    assert problems == []


def without_secrets(lines: tuple[Line, ...]) -> list[object]:
    return [(line.time, line.type, redacted(msgspec.json.decode(line.raw))) for line in lines]


def raw_values(lines: list[Line]) -> list[object]:
    return [(line.time, line.type, msgspec.json.decode(line.raw)) for line in lines]


def test_only_what_redaction_takes_is_lost_of_what_the_server_sent_even_of_what_we_never_read(tmp_path: Path) -> None:
    assert b"terminationMessagePolicy" in LINES[0].raw
    found, _ = recorded(write(tmp_path / "r.jsonl"))
    assert raw_values(found) == without_secrets(LINES)


def test_it_is_redacted_and_says_so(tmp_path: Path) -> None:
    text = write(tmp_path / "r.jsonl").read_text()
    assert msgspec.json.decode(text.partition("\n")[0]) == {
        "schema": "sidecars-recording/v1",
        "tool": __version__,
        "kubernetes": "v1.35.4",
        "started": "2026-11-23T01:39:59Z",
        "redacted": True,
    }
    assert "managedFields" not in text
    found, problems = recorded(tmp_path / "r.jsonl")
    assert [line.object.metadata.uid for line in found] == [line.object.metadata.uid for line in LINES]
    assert problems == []


def test_what_was_redacted_stays_the_same_when_it_is_recorded_again(tmp_path: Path) -> None:
    once, _ = recorded(write(tmp_path / "a.jsonl"))
    again, _ = recorded(write(tmp_path / "b.jsonl", tuple(once)))
    assert values(again) == values(once)


def test_an_item_of_a_list_has_no_kind_and_gets_it(tmp_path: Path) -> None:
    value = msgspec.json.decode(LINES[0].raw)
    bare = msgspec.json.encode({name: value[name] for name in ("metadata", "spec", "status")})
    line = msgspec.structs.replace(LINES[0], raw=bare)
    [found], _ = recorded(write(tmp_path / "r.jsonl", (line,)))
    assert msgspec.json.decode(found.raw)["apiVersion"] == "v1"
    assert found.object.metadata == line.object.metadata or found.object.metadata.uid == line.object.metadata.uid


def test_a_line_without_bytes_is_written_from_its_object(tmp_path: Path) -> None:
    line = Line(STARTED, "ADDED", Event(metadata=ObjectMeta(uid="e"), count=2, event_time=STARTED))
    [found], problems = recorded(write(tmp_path / "r.jsonl", (line,)))
    assert (found.object, found.type, problems) == (line.object, "ADDED", [])


@pytest.mark.parametrize("name", ["r.jsonl", "r.jsonl.gz"])
def test_a_line_is_in_the_file_when_it_is_written_so_that_a_crash_costs_at_most_the_last(
    tmp_path: Path, name: str
) -> None:
    with Writer(str(tmp_path / name), started=STARTED) as writer:
        for number, line in enumerate(LINES, start=1):
            writer.write(line)
            found, problems = recorded(tmp_path / name)
            assert raw_values(found) == without_secrets(LINES[:number])
            assert len(problems) == (1 if name.endswith(".gz") else 0)  # the gzip file is not closed yet


@example(15_355, False)
@given(st.integers(30, 100_000), st.booleans())
def test_of_a_cut_off_recording_the_whole_lines_are_read_and_one_problem_named(
    tmp_path_factory: pytest.TempPathFactory, length: int, packed: bool
) -> None:
    whole = GATE.read_bytes() if packed else gzip.decompress(GATE.read_bytes())
    path = tmp_path_factory.mktemp("cut") / "r"
    kept, rest = whole[: min(length, len(whole) - 2)], whole[min(length, len(whole) - 2) :]
    path.write_bytes(kept)
    found, problems = recorded(path)
    assert found == list(gate_lines()[: len(found)])
    is_whole = not packed and (kept.endswith(b"\n") or rest.startswith(b"\n"))  # cut behind a line, or at its end
    assert len(problems) == (0 if is_whole else 1)
    if not packed:
        assert len(found) >= kept.count(b"\n")


def test_a_damaged_line_costs_itself_and_is_named(tmp_path: Path) -> None:
    lines = gzip.decompress(GATE.read_bytes()).splitlines(keepends=True)[:4]
    path = tmp_path / "r.jsonl"
    path.write_bytes(lines[0] + b'{"time":"yesterday"}\n' + b"\n" + lines[1] + lines[2][:100] + b"\n" + lines[3])
    found, problems = recorded(path)
    assert found == [gate_lines()[0], gate_lines()[1], gate_lines()[3]]
    assert [each.problem.partition(":")[0] for each in problems] == ["line 2", "line 5"]
    assert {each.name for each in problems} == {str(path)}


@pytest.mark.parametrize("length", [16 << 20, 40 << 20])
def test_a_line_beyond_the_limit_is_one_line_and_those_after_it_are_read(length: int, tmp_path: Path) -> None:
    lines = gzip.decompress(GATE.read_bytes()).splitlines()[:2]
    path = tmp_path / "r.jsonl"
    path.write_bytes(b"\n".join((lines[0], b"x" * length, b"none", lines[1], b"")))
    found, problems = recorded(path)
    assert found == [gate_lines()[0], gate_lines()[1]]
    assert [each.problem.partition(":")[0] for each in problems] == ["line 2 has more than 16 MiB", "line 3"]


def test_words_of_the_watch_about_itself_and_other_kinds_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    time = '{"time":"2026-11-23T01:00:00Z",'
    path.write_text(
        f'{time}"type":"BOOKMARK","object":{{"kind":"Pod"}}}}\n'
        f'{time}"type":"ERROR","object":{{"kind":"Status"}}}}\n'
        f'{time}"type":"ADDED","object":{{"kind":"Lease"}}}}\n'
        f'{time}"type":"ADDED","object":{{"kind":"Pod","metadata":{{"uid":"u"}}}}}}\n'
    )
    found, problems = recorded(path)
    assert [line.object.metadata.uid for line in found] == ["u"]
    assert problems == []


@pytest.mark.parametrize("name", ["r.jsonl", "r.jsonl.gz"])
def test_only_its_owner_may_read_it_and_it_never_overwrites(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / name)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_bytes()
    with pytest.raises(UsageError, match="exists already"):
        write(path)
    assert path.read_bytes() == before


def test_the_same_lines_make_the_same_file(tmp_path: Path) -> None:
    assert write(tmp_path / "a.jsonl.gz").read_bytes() == write(tmp_path / "b.jsonl.gz").read_bytes()


def test_where_nothing_can_be_written_one_line_says_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"^cannot write .*: No such file or directory$"):
        write(tmp_path / "nowhere" / "r.jsonl")


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are POSIX's")
def test_a_disk_that_takes_no_more_is_one_line(tmp_path: Path) -> None:
    import resource  # noqa: PLC0415 - POSIX alone has it

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, limits[1]))
    try:
        with pytest.raises(UsageError, match=r"^cannot write .*: File too large$"):
            Writer(str(tmp_path / "r.jsonl"), started=STARTED)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_a_newer_format_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text('{"schema": "sidecars-recording/v2"}\n')
    with pytest.raises(UsageError, match=r"sidecars-recording/v2.*update"):
        recorded(path)


@pytest.mark.parametrize(
    ("first", "answer"),
    [
        (msgspec.json.encode(Header(schema=SCHEMA)), True),
        (b'{"time":"2026-11-23T01:00:00Z","type":"ADDED","object":{}}', True),
        (b'{"type":"ADDED","object":{}}', False),
        (b'{"kind":"Pod"}', False),
        (b'{"schema":"another/v9"}', False),
        (b"{", False),
        (b"", False),
    ],
)
def test_what_a_recording_begins_with(first: bytes, answer: bool) -> None:
    assert recording.is_recording(first) is answer


def test_the_demo_is_small_redacted_and_whole() -> None:
    packed = recording.demo()
    assert len(packed) < 170_000
    text = gzip.decompress(packed)
    assert b"managedFields" not in text
    header = recording.header(text.partition(b"\n")[0])
    assert header is not None
    assert header.redacted
    kinds = {"Pod", "Event", "Job", "ReplicaSet", "Node", "ContainerLog"}
    assert {type(line.object).__name__ for line in demo_lines()} == kinds
    assert len(demo_lines()) == 1723
    assert all(
        recording.redacted(value) == value for value in (msgspec.json.decode(line.raw) for line in demo_lines()[::20])
    )
