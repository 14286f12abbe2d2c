"""`-f` on what is broken, half-written or no pod at all: what can be read is shown, the rest is one clear line."""

from __future__ import annotations

import bz2
import errno
import gzip
import json
import lzma
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kubectl_sidecars import files
from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.snapshot import Snapshot
from tests.support.material import NO_STDIN, RECORDINGS, demo_pods, loaded, pod, snapshot_of
from tests.support.strategies import damaged_pods
from tests.support.terminal import run

JSON = (RECORDINGS / "pods.json").read_bytes()
YAML = (RECORDINGS / "pods.yaml").read_bytes()
PODS = loaded("pods.json").pods
ITEMS = json.loads(JSON)["items"]


def outcome(text: bytes) -> Snapshot | str:
    """What is read, or the one line that says why nothing is."""
    try:
        return snapshot_of(text)
    except UsageError as error:
        return str(error)


@given(st.integers(100, len(JSON) - 3))
def test_of_a_half_written_file_the_whole_pods_are_shown_and_the_place_is_named(length: int) -> None:
    found = outcome(JSON[:length])
    if isinstance(found, str):
        assert "line" in found
        return
    assert found.pods.items() <= dict(PODS).items()
    last = JSON[:length].count(b"\n") + 1
    assert [each.problem for each in found.undecodable] == [f"line {last}: Input data was truncated"]


@given(st.integers(100, YAML.index(b"\nkind: List")))
def test_of_half_written_yaml_the_whole_pods_are_shown_even_where_it_is_still_yaml(length: int) -> None:
    found = outcome(YAML[:length])
    if isinstance(found, str):
        assert found.startswith(("cannot read", "no Kubernetes objects"))
        return
    assert found.pods.items() <= dict(PODS).items()
    assert len(found.undecodable) == 1


def test_of_a_broken_pod_in_a_list_its_neighbours_are_shown_and_its_line_is_named() -> None:
    broken = JSON.replace(b'"phase": "Pending"', b'"phase": Pending', 1)
    line = broken[: broken.index(b'"phase": Pending')].count(b"\n") + 1
    found = snapshot_of(broken)
    assert len(found.pods) == 2
    assert [each.name for each in found.undecodable] == ["standard input"]
    assert f"line {line}:" in found.undecodable[0].problem


def test_of_broken_yaml_the_other_documents_are_shown_and_the_line_is_named() -> None:
    documents = [yaml.safe_dump(item) for item in ITEMS]
    documents[1] = "kind: Pod\nmetadata:\n\tname: tab\n"
    found = snapshot_of("---\n".join(documents))
    assert len(found.pods) == 2
    line = documents[0].count("\n") + 1 + 3
    assert found.undecodable[0].problem.startswith(f"line {line}: ")


@given(st.integers(20, len(gzip.compress(JSON)) - 1))
def test_of_a_cut_off_gzip_file_what_is_there_is_read(length: int) -> None:
    found = outcome(gzip.compress(JSON)[:length])
    assert "gzip" in (found if isinstance(found, str) else found.undecodable[0].problem)


@given(damaged_pods(), st.booleans())
def test_a_damaged_pod_costs_no_other(damaged: dict[str, Any], as_yaml: bool) -> None:
    values = [json.loads(demo_pods()[0]), damaged, json.loads(demo_pods()[1])]
    listed = {"kind": "List", "apiVersion": "v1", "items": values}
    text = yaml.safe_dump(listed, allow_unicode=True) if as_yaml else json.dumps(listed)
    kept = {value["metadata"]["uid"] for value in (values[0], values[2])}
    assert kept <= snapshot_of(text.encode()).pods.keys()


@given(st.binary(max_size=200))
def test_any_bytes_are_a_snapshot_or_one_clear_line(data: bytes) -> None:
    found = outcome(data)
    assert "\n" not in found if isinstance(found, str) else not found.pods


def test_a_wrong_field_is_named_and_the_pod_is_shown() -> None:
    value = pod("native-sidecar-gate")
    value["spec"]["nodeName"] = 7
    found = snapshot_of(json.dumps(value))
    assert [each.metadata.name for each in found.pods.values()] == ["native-sidecar-gate"]
    assert "nodeName" in found.undecodable[0].problem


# One clear line


@pytest.mark.parametrize("kind", ["zip", "tar", "bzip2", "xz"])
def test_an_archive_is_named_and_has_to_be_unpacked(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "dump.json"
    if kind == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("pods.json", JSON)
    elif kind == "tar":
        with tarfile.open(path, "w:gz") as packed:
            packed.add(RECORDINGS / "pods.json", "pods.json")
    else:
        path.write_bytes(bz2.compress(JSON) if kind == "bzip2" else lzma.compress(JSON))
    with pytest.raises(UsageError, match=f"it is packed as {kind}: unpack it first"):
        files.load([str(path)], NO_STDIN)
    (tmp_path / "pods.json").write_bytes(JSON)
    beside = files.load([str(tmp_path)], NO_STDIN).snapshot
    assert beside.pods == PODS
    assert [each.name for each in beside.undecodable] == [str(path)]


@pytest.mark.skipif(sys.platform != "linux", reason="memory cannot be limited")
@pytest.mark.parametrize("content", [b"{ ", b"[ ", b"\0\0", b'["', b"{}"], ids=repr)
def test_a_small_file_that_unpacks_to_more_than_there_is_memory_is_one_line(tmp_path: Path, content: bytes) -> None:
    packed = tmp_path / "bomb.json.gz"
    packed.write_bytes(gzip.compress(content[:1] + content[1:] * (160 << 20), 1))
    command = 'ulimit -v 220000; exec "$0" -m kubectl_sidecars inspect -o table -f "$1"'
    ran = subprocess.run(
        ["sh", "-c", command, sys.executable, str(packed)], check=False, capture_output=True, text=True
    )
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith(("error: cannot read", "error: no Kubernetes objects"))
    assert len(ran.stderr.splitlines()) == 1


def test_no_file_no_right_to_read_it_and_no_folder_with_pods(tmp_path: Path) -> None:
    def said(path: str) -> str:
        with pytest.raises(UsageError) as caught:
            files.load([path], NO_STDIN)
        return str(caught.value)

    assert said("nowhere.json") == 'the path "nowhere.json" does not exist'
    assert said("a\0b").startswith("cannot read") or "does not exist" in said("a\0b")
    assert said(str(tmp_path)).startswith(f'no pods in "{tmp_path}": it has no .json')
    (tmp_path / "secret.json").write_bytes(JSON)
    (tmp_path / "secret.json").chmod(0)
    if os.geteuid():  # to root nothing is forbidden
        assert "Permission denied" in said(str(tmp_path / "secret.json"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("kind: Deployment\n---\nkind: Deployment\n---\nkind: NetworkPolicy\n",
         "no pods in standard input: it has 2 Deployments and 1 NetworkPolicy; "),
        ("", "no Kubernetes objects in standard input; "),
        ("hello", "no Kubernetes objects in standard input; "),
        ("{", "cannot read standard input: line 1: "),
        ("[" * 100_000, "cannot read standard input: line 1: too many levels deep; "),
        ("kind: {", "cannot read standard input: line 1: "),
        ('{"kind": "Job", "apiVersion": "batch.volcano.sh/v1alpha1", "spec": []}', "it has 1 Job; "),
        ("\x1f\x8b", "the gzip file is damaged"),
    ],
)  # fmt: skip
def test_what_holds_no_pod_is_said_in_one_line_that_helps(text: str, words: str) -> None:
    said = outcome(text.encode("latin-1"))
    assert isinstance(said, str)
    assert words in said
    assert "kubectl get pods" in said
    assert "\n" not in said


def test_an_empty_list_is_an_answer() -> None:
    for text in ('{"kind":"List","items":[]}', "kind: PodList\nitems: []\n", '{"kind":"PodList","items":null}'):
        assert snapshot_of(text).pods == {}


def test_a_job_of_another_group_is_no_job_of_kubernetes() -> None:
    job = {"kind": "Job", "apiVersion": "batch.volcano.sh/v1alpha1", "metadata": {"uid": "j"}, "spec": []}
    found = snapshot_of("\n".join(json.dumps(each) for each in (job, ITEMS[0])))
    assert (len(found.pods), found.jobs, found.undecodable) == (1, {}, ())


def test_a_directory_within_that_may_not_be_read_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An absolute path is named whole. Root may read every directory, so the refusal is the system call's here."""
    closed = tmp_path / "dump" / "closed"
    closed.mkdir(parents=True)
    (tmp_path / "dump" / "pods.json").write_bytes(JSON)
    scandir = os.scandir

    def refusing(path: str) -> Any:
        if Path(path) == closed:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    ran = run("inspect", "-f", str(tmp_path / "dump"), "-o", "name")
    assert (ran.status, len(ran.lines)) == (0, len(ITEMS))
    assert ran.err == f"warning: Directory {closed} could not be read in full: Permission denied\n"
    ran = run("inspect", "-f", str(closed))
    assert (ran.status, ran.err) == (2, f'error: cannot read "{closed}": Permission denied\n')


def test_the_aliases_of_all_documents_of_a_file_are_counted_together() -> None:
    """Each of them stays below the limit, and all would need a thousand times the memory of the file."""
    text = "kind: Pod\nmetadata: {name: p%d, note: &a %s}\nspec: {containers: [{name: c, args: [%s]}]}\n"
    many = [text % (number, "x" * 1000, ", ".join(["*a"] * 1000)) for number in range(20)]
    found = snapshot_of("---\n".join(many).encode())
    assert [pod.metadata.name for pod in found.pods.values()] == ["p0", "p1", "p2", "p3"]
    assert len(found.undecodable) == 16
    assert all("aliases expand to more than 4.097 MiB" in problem.problem for problem in found.undecodable)
