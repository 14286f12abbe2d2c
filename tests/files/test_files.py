"""`-f`: everything that kubectl prints of pods, whole or half-written, gives the same pods, and never a traceback."""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from kubectl_sidecars import files
from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.files.selection import chosen
from kubectl_sidecars.kube.select.pod_query import PodQuery
from kubectl_sidecars.snapshot import EPOCH, Snapshot
from tests.support.material import GATE, NO_STDIN, RECORDINGS, gate_lines, loaded, pod, snapshot_of

JSON = (RECORDINGS / "pods.json").read_bytes()
YAML = (RECORDINGS / "pods.yaml").read_bytes()
PODS = loaded("pods.json").pods
ITEMS = json.loads(JSON)["items"]


def names(snapshot: Snapshot) -> list[str]:
    return sorted(pod.metadata.name for pod in snapshot.pods.values())


def test_a_list_of_kubectl_is_its_three_pods() -> None:
    assert names(loaded("pods.json")) == ["config-missing", "native-sidecar-gate", "scheduling-gated"]


FORMS = {
    "YAML": YAML,
    "one object a line": b"\n".join(json.dumps(item).encode() for item in ITEMS),
    "objects one after the other": b"".join(json.dumps(item, indent=4).encode() for item in ITEMS),
    "YAML documents": "---\n".join(yaml.safe_dump(item) for item in ITEMS).encode(),
    "YAML documents with comments and a directive": b"%YAML 1.1\n---\n# one\n---\n" + YAML + b"\n---\n",
    "JSON documents between YAML marks": b"\n---\n".join(json.dumps(item).encode() for item in ITEMS),
    "a bare JSON array": json.dumps(ITEMS).encode(),
    "a raw PodList, whose items have no kind": json.dumps(
        {"kind": "PodList", "apiVersion": "v1", "items": [{**item, "kind": "", "apiVersion": ""} for item in ITEMS]}
    ).encode(),
    "a raw PodList as YAML": yaml.safe_dump(
        {
            "kind": "PodList",
            "apiVersion": "v1",
            "items": [{name: item[name] for name in ("metadata", "spec", "status")} for item in ITEMS],
        }
    ).encode(),
    "watch events": b"\n".join(json.dumps({"type": "ADDED", "object": item}).encode() for item in ITEMS),
    "indented watch events": b"\n".join(json.dumps({"type": "ADDED", "object": i}, indent=4).encode() for i in ITEMS),
    "gzip": gzip.compress(JSON),
    "UTF-16, as PowerShell writes": JSON.decode().encode("utf-16"),
    "UTF-16 YAML": YAML.decode().encode("utf-16"),
    "a BOM": b"\xef\xbb\xbf" + JSON,
    "YAML with a BOM": b"\xef\xbb\xbf" + YAML,
    "the line ends of Windows": JSON.replace(b"\n", b"\r\n"),
    "YAML with the line ends of Windows": YAML.replace(b"\n", b"\r\n"),
    "among objects of other kinds": json.dumps(
        {"kind": "List", "items": [{"kind": "ConfigMap", "items": 7}, *ITEMS, {"kind": "Service"}]}
    ).encode(),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_pods(form: str) -> None:
    found = snapshot_of(FORMS[form])
    assert found.pods == PODS
    assert found.undecodable == ()
    assert found.source.kind == "file"


@pytest.mark.parametrize("name", ["dump", "dump.txt", "dump-yaml.txt"])
def test_a_dump_in_a_folder_or_printed_is_its_pods_events_and_nodes_whatever_the_logs_say(name: str) -> None:
    found = loaded(name)
    assert names(found) == ["one"]
    assert [len(events) for events in found.events.values()] == [4]
    assert found.events.keys() == found.pods.keys()
    assert found.nodes.keys() == {"node-1"}
    assert found.undecodable == ()


def test_a_watch_is_followed_in_its_order() -> None:
    first, second = ITEMS[0], ITEMS[1]
    later = {**first, "status": {"phase": "Failed"}}
    events = [("ADDED", first), ("ADDED", second), ("MODIFIED", later), ("DELETED", second), ("BOOKMARK", second)]
    found = snapshot_of("\n".join(json.dumps({"type": kind, "object": value}) for kind, value in events))
    assert [each.status.phase for each in found.pods.values()] == ["Failed"]


def test_what_kubectl_prints_of_a_watch_is_read() -> None:
    assert len(loaded("watch-events.jsonl").pods) == 3


def test_several_files_are_one_snapshot() -> None:
    assert len(loaded("pods.json", "dump", "watch-events.jsonl").pods) == 7


def test_a_directory_is_read_in_all_its_depths_and_packed_files_too(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    for number, (item, ending) in enumerate(zip(ITEMS, ["json", "yml", "json.gz"], strict=True)):
        data = json.dumps(item).encode()
        (tmp_path / "a" / "b" / f"{number}.{ending}").write_bytes(gzip.compress(data) if "gz" in ending else data)
    (tmp_path / "a" / "logs.txt").write_text("{broken")
    (tmp_path / "a" / "folder.json").mkdir()
    found = files.load([str(tmp_path)], NO_STDIN).snapshot
    assert found.pods == PODS
    assert found.undecodable == ()


# When


def test_a_plain_file_is_of_the_newest_moment_at_which_something_was_observed() -> None:
    assert loaded("pods.json").taken_at == datetime(2026, 11, 23, 5, 31, 45, tzinfo=UTC)
    newest = max(entry["time"] for item in ITEMS for entry in item["metadata"]["managedFields"])
    assert newest == "2026-11-23T05:31:45Z"


def test_an_end_of_the_grace_period_that_lies_ahead_is_not_observed_but_the_request_to_delete_is() -> None:
    value = pod("held-by-finalizer")
    value["metadata"]["deletionTimestamp"] = "2026-11-23T03:00:30Z"
    value["metadata"]["deletionGracePeriodSeconds"] = 30
    assert snapshot_of(json.dumps(value)).taken_at == datetime(2026, 11, 23, 3, tzinfo=UTC)
    del value["metadata"]["deletionGracePeriodSeconds"]
    assert snapshot_of(json.dumps(value)).taken_at < datetime(2026, 11, 23, 2, tzinfo=UTC)


MOMENTS: list[tuple[str, dict[str, Any]]] = [
    ("created", {"metadata": {"creationTimestamp": "T"}}),
    ("written", {"metadata": {"managedFields": [{"time": "T"}]}}),
    ("started", {"status": {"startTime": "T"}}),
    ("running", {"status": {"containerStatuses": [{"state": {"running": {"startedAt": "T"}}}]}}),
    ("ended before", {"status": {"initContainerStatuses": [{"lastState": {"terminated": {"finishedAt": "T"}}}]}}),
    ("in a condition", {"status": {"conditions": [{"lastTransitionTime": "T"}]}}),
    ("probed", {"status": {"conditions": [{"lastProbeTime": "T"}]}}),
]


@pytest.mark.parametrize(("how", "told"), MOMENTS, ids=[how for how, _ in MOMENTS])
def test_each_kind_of_moment_counts(how: str, told: dict[str, Any]) -> None:
    text = json.dumps({"kind": "Pod", **told}).replace('"T"', '"2026-11-23T05:00:00Z"')
    assert snapshot_of(text).taken_at == datetime(2026, 11, 23, 5, tzinfo=UTC)


def test_a_manifest_tells_of_no_moment() -> None:
    manifest = "kind: Pod\napiVersion: v1\nmetadata: {name: a}\nspec: {containers: [{name: c, image: nginx}]}\n"
    found = snapshot_of(manifest)
    assert found.taken_at == EPOCH
    assert [each.spec.containers[0].image for each in found.pods.values()] == ["nginx"]


# Recordings


def test_a_recording_is_at_its_last_line_and_can_be_replayed() -> None:
    found = files.load([str(GATE)], NO_STDIN)
    assert found.snapshot.source.kind == "recording"
    assert found.snapshot.taken_at == max(line.time for line in gate_lines())
    assert found.replay is not None
    assert list(found.replay()) == list(found.replay()) == list(gate_lines())


def test_a_recording_at_a_time_knows_nothing_of_what_came_later() -> None:
    at = gate_lines()[0].time + timedelta(seconds=10)
    found = files.load([str(GATE)], NO_STDIN, at).snapshot
    before = [line for line in gate_lines() if line.time <= at]
    assert 0 < len(before) < len(gate_lines())
    assert found.taken_at == at
    assert sum(map(len, found.events.values())) == len({x.object.metadata.uid for x in before} - found.pods.keys())


def test_a_time_before_the_recording_is_refused() -> None:
    with pytest.raises(UsageError, match=r"begins at 2026-11-23T01:40:\d\dZ: --at is earlier"):
        files.load([str(GATE)], NO_STDIN, datetime(2026, 1, 1, tzinfo=UTC))


def test_at_is_the_clock_of_a_plain_file_too() -> None:
    at = datetime(2027, 1, 1, tzinfo=UTC)
    assert files.load(["-"], io.BytesIO(JSON), at).snapshot.taken_at == at


def test_a_recording_through_a_pipe_can_be_replayed_too() -> None:
    found = files.load(["-"], io.BytesIO(GATE.read_bytes()))
    assert found.replay is not None
    assert list(found.replay()) == list(gate_lines())
    assert files.load(["-"], io.BytesIO(JSON)).replay is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
def test_a_pipe_with_a_name_is_read_once_and_replayed_all_the_same(tmp_path: Path) -> None:
    """As of `-f <(zcat recording.gz)`."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(GATE.read_bytes(),))
    writer.start()
    found = files.load([str(pipe)], NO_STDIN)
    writer.join()
    assert found.replay is not None
    assert list(found.replay()) == list(gate_lines())


def test_the_demo_holds_all_pods_of_the_scenarios_and_their_events() -> None:
    found = files.demo()
    assert found.snapshot.source == msgspec.structs.replace(found.snapshot.source, kind="demo", name="demo")
    assert len(found.snapshot.pods) == 38
    assert found.snapshot.source.server_version == "v1.35.4"
    assert found.snapshot.undecodable == ()


def test_a_renamed_gzip_file_is_known_by_its_content(tmp_path: Path) -> None:
    shutil.copy(GATE, tmp_path / "recording")
    assert len(files.load([str(tmp_path / "recording")], NO_STDIN).snapshot.pods) == 1


@pytest.mark.parametrize("kind", ["Deployment", "ReplicaSet", "Event"])
def test_a_workload_without_pods_is_found_by_its_object_or_what_is_known_of_it(kind: str) -> None:
    """Why it has no pods is then said; one of another name is not there."""
    owner = {"kind": "Deployment", "name": "web", "uid": "d", "controller": True}
    value: dict[str, Any] = {"kind": kind, "metadata": {"name": "web", "namespace": "shop", "uid": "x"}}
    if kind == "ReplicaSet":
        value["metadata"] |= {"name": "web-5c9", "ownerReferences": [owner]}
    if kind == "Event":
        value["involvedObject"] = {"kind": "Deployment", "name": "web", "namespace": "shop", "uid": "d"}
    snapshot = snapshot_of(json.dumps({"kind": "List", "items": [value, pod("node-agent-n2ztf")]}))
    assert chosen(snapshot, PodQuery(words=("deploy/web",), all_namespaces=True)).pods == {}
    with pytest.raises(UsageError, match='"wob" not found'):
        chosen(snapshot, PodQuery(words=("deploy/wob",), all_namespaces=True))
