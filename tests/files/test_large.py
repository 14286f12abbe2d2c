"""Large JSON is split into its objects while it is read."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kubectl_sidecars import files
from kubectl_sidecars.files import loading, splitting
from kubectl_sidecars.files.splitting import SplitError, Splitter
from kubectl_sidecars.snapshot import Snapshot
from tests.support.material import RECORDINGS, demo_pods

PODS = [json.loads(raw) for raw in demo_pods()]
LIST = {"apiVersion": "v1", "items": PODS, "kind": "List", "metadata": {"resourceVersion": ""}}
RAW = {
    "kind": "PodList",
    "apiVersion": "v1",
    "metadata": {"resourceVersion": "1"},
    "items": [{name: pod[name] for name in pod if name not in ("kind", "apiVersion")} for pod in PODS],
}


def read(data: bytes, monkeypatch: pytest.MonkeyPatch, chunk: int = 1 << 20) -> Snapshot:
    """The snapshot of a text that is taken for a large one."""
    monkeypatch.setattr(loading, "HELD", 1)
    monkeypatch.setattr(splitting, "CHUNK", chunk)
    return files.load(["-"], io.BytesIO(data)).snapshot


@pytest.mark.parametrize("indent", [None, 4])
@pytest.mark.parametrize("chunk", [100, 1 << 20])
@pytest.mark.parametrize("value", [LIST, RAW, PODS], ids=["list", "raw", "array"])
def test_a_large_list_gives_the_pods_that_a_small_one_gives(
    value: Any, chunk: int, indent: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = json.dumps(value, indent=indent).encode()
    whole = files.load(["-"], io.BytesIO(data)).snapshot
    assert len(whole.pods) == len(PODS)
    assert read(data, monkeypatch, chunk) == whole


@pytest.mark.parametrize("name", ["pods.json", "watch-events.jsonl", "dump.txt"])
def test_what_kubectl_writes_is_read_alike(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = (RECORDINGS / name).read_bytes()
    whole = files.load(["-"], io.BytesIO(data)).snapshot
    assert read(data, monkeypatch).pods == whole.pods


def test_of_a_cut_off_list_the_whole_pods_are_read_and_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    data = json.dumps(LIST).encode()
    found = read(data[: len(data) // 2], monkeypatch)
    assert 0 < len(found.pods) < len(PODS)
    assert [each.problem for each in found.undecodable] == [f"after object {len(found.pods)}: Input data was truncated"]


def test_a_damaged_object_is_told_and_the_others_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [json.dumps(pod) for pod in PODS]
    texts[1] = texts[1].replace('"kind": "Pod"', '"kind" "Pod"')
    found = read(f'{{"items": [{",".join(texts)}], "kind": "List"}}'.encode(), monkeypatch)
    assert len(found.pods) == len(PODS) - 1
    assert [each.problem.partition(": ")[0] for each in found.undecodable] == ["object 2"]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["[", "}", '\\"', "\\"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.lists(st.dictionaries(st.text(max_size=3), VALUES, max_size=3), max_size=5)


@settings(max_examples=200)
@given(OBJECTS, st.sampled_from([None, 2]), st.integers(0, 3), st.booleans())
def test_any_objects_are_split_as_they_were_joined(
    values: list[Any], indent: int | None, head: int, is_list: bool
) -> None:
    joined = {"kind": "List", "items": values} if is_list else values
    data = json.dumps(joined, indent=indent, ensure_ascii=False).encode()
    found = list(Splitter(bytearray(data[:head]), io.BytesIO(data[head:])).objects())
    assert [json.loads(each) for each in found] == values


def test_an_object_without_an_end_is_not_read_for_ever() -> None:
    class Endless(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            return b" " * size

    with pytest.raises(SplitError, match="more than 16 MiB"):
        list(Splitter(bytearray(b"{"), Endless()).objects())  # type: ignore[arg-type]


def test_of_many_damaged_lines_a_thousand_are_kept_and_the_rest_is_counted() -> None:
    header = b'{"schema": "sidecars-recording/v1"}\n'
    pod = json.dumps({"time": "2026-01-01T00:00:00Z", "type": "ADDED", "object": PODS[0]}).encode()
    found = files.load(["-"], io.BytesIO(header + b"x\n" * 1500 + pod)).snapshot
    assert len(found.pods) == 1
    assert len(found.undecodable) == 1001
    assert found.undecodable[-1].problem == "500 more problems"
