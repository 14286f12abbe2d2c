"""Pods of large files are kept packed, and nothing that is said of them changes."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kubectl_sidecars import files
from kubectl_sidecars.api import Container, Pod, PodSpec, ResourceRequirements
from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.files import packed_pods
from kubectl_sidecars.files.packed_pods import PackedPods
from kubectl_sidecars.files.selection import chosen
from kubectl_sidecars.kube.select.pod_query import PodQuery
from kubectl_sidecars.render.data import encoded
from kubectl_sidecars.report import inspect
from kubectl_sidecars.snapshot import Snapshot
from tests.support.material import RECORDINGS, demo_pods

TESTS = RECORDINGS.parents[1]
PODS = [msgspec.json.decode(raw, type=Pod) for raw in demo_pods()]
DUMPS = sorted(
    path
    for folder in ("pods", "recordings", "scenarios", "world")
    for path in TESTS.joinpath("data", folder).rglob("*")
    if path.is_file() and path.name.endswith((".json", ".yaml", ".txt", ".jsonl", ".jsonl.gz"))
)


def packed(pods: list[Pod]) -> PackedPods:
    found = PackedPods()
    found.packs = True
    for pod in pods:
        found[pod.metadata.uid] = pod
    return found


def is_packed(pods: PackedPods, uid: str) -> bool:
    return pods[uid] is not pods[uid]


def whole(path: Path) -> Snapshot | None:
    try:
        return files.load([str(path)], io.BytesIO()).snapshot
    except UsageError:
        return None  # a file without pods


@pytest.mark.parametrize("path", DUMPS, ids=lambda path: str(path.relative_to(TESTS)))
@pytest.mark.parametrize("brief", [True, False])
def test_what_is_said_of_packed_pods_is_what_is_said_of_the_others(
    path: Path, *, brief: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = whole(path)
    monkeypatch.setattr(packed_pods, "PLAIN", -1)
    found = whole(path)
    if plain is None or found is None:
        assert found is plain
        return
    assert not plain.pods or all(is_packed(found.pods, uid) for uid in found.pods)  # type: ignore[arg-type]
    assert found == plain
    assert encoded(inspect(found, brief=brief)) == encoded(inspect(plain, brief=brief))


@pytest.mark.parametrize(("missing", "is_large"), [(0, False), (1, True)])
def test_pods_are_packed_where_all_have_more_than_is_held_as_it_is(
    missing: int, is_large: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    raws = demo_pods()
    monkeypatch.setattr(packed_pods, "PLAIN", sum(map(len, raws)) - missing)
    text = json.dumps({"kind": "List", "items": [json.loads(raw) for raw in raws]}, separators=(",", ":")).encode()
    pods = files.load(["-"], io.BytesIO(text)).snapshot.pods
    assert isinstance(pods, PackedPods)
    assert {is_packed(pods, uid) for uid in pods} == {is_large}


def test_what_is_changed_or_taken_out_is_the_same_as_in_a_dict() -> None:
    first, second, third = PODS[:3]
    pods = packed([first, second, third])
    changed = msgspec.structs.replace(second, status=msgspec.structs.replace(second.status, phase="Failed"))
    pods[second.metadata.uid] = changed
    assert pods.pop(first.metadata.uid) == first
    assert pods == {second.metadata.uid: changed, third.metadata.uid: third}
    assert first.metadata.uid not in pods
    assert list(pods) == [second.metadata.uid, third.metadata.uid]


def test_what_json_cannot_give_back_stays_as_it_is() -> None:
    endless = Container(name="app", resources=ResourceRequirements(limits={"memory": float("inf")}))
    pod = msgspec.structs.replace(PODS[0], spec=PodSpec(containers=(endless,)))
    pods = packed([pod])
    assert not is_packed(pods, pod.metadata.uid)
    assert pods == {pod.metadata.uid: pod}


def test_pods_of_one_workload_share_their_parts_when_they_are_read_again() -> None:
    twin = msgspec.structs.replace(PODS[0], metadata=msgspec.structs.replace(PODS[0].metadata, uid="twin"))
    one, other = packed([PODS[0], twin]).values()
    assert one.spec.containers[0] is other.spec.containers[0]


QUERIES: list[dict[str, Any]] = [{}, {"namespace": "restarts"}, {"selector": "app"}, {"words": ("pods",)}]


@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_chosen_pods_stay_packed(query: dict[str, Any]) -> None:
    plain = {pod.metadata.uid: pod for pod in PODS}
    found = chosen(Snapshot(pods=packed(PODS)), PodQuery(**query), must_exist=False).pods
    assert found
    assert found == chosen(Snapshot(pods=plain), PodQuery(**query), must_exist=False).pods
    assert all(is_packed(found, uid) for uid in found)  # type: ignore[arg-type]
