"""`-o workloads`: of a cluster, of files, with missing rights."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.fake_server import FakeServer, serve
from tests.support.terminal import Ran, run

READING = ("deployments", "statefulsets", "daemonsets", "cronjobs")


def stateful_set(name: str = "db", message: str = "") -> dict[str, Any]:
    return {
        "apiVersion": "apps/v1", "kind": "StatefulSet",
        "metadata": {"name": name, "namespace": "shop", "uid": f"uid-{name}", "annotations": {"note": message}},
        "spec": {"replicas": 3},
        "status": {"replicas": 1, "readyReplicas": 0, "updatedReplicas": 1},
    }  # fmt: skip


def db_pod() -> dict[str, Any]:
    return {
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {
            "name": "db-0", "namespace": "shop", "uid": "uid-db-0", "creationTimestamp": "2026-11-23T12:00:00Z",
            "ownerReferences": [{"kind": "StatefulSet", "name": "db", "uid": "uid-db", "controller": True}],
        },
        "spec": {"containers": [{"name": "postgres", "image": "postgres:16"}]},
        "status": {"phase": "Pending"},
    }  # fmt: skip


def cron_job() -> dict[str, Any]:
    return {
        "apiVersion": "batch/v1", "kind": "CronJob",
        "metadata": {"name": "nightly", "namespace": "shop", "uid": "uid-nightly"},
        "spec": {"suspend": True}, "status": {},
    }  # fmt: skip


OBJECTS = (db_pod(), stateful_set(), cron_job())


def ask(server: FakeServer, tmp_path: Path, *argv: str) -> Ran:
    return run("inspect", *argv, "-n", "shop", "--kubeconfig", str(server.kubeconfig(tmp_path)))


def test_each_owner_is_a_line_also_without_pods(tmp_path: Path) -> None:
    with serve(OBJECTS) as server:
        ran = ask(server, tmp_path, "-o", "workloads")
    assert (ran.status, ran.err) == (0, "")
    assert ran.lines[0].split() == ["WORKLOAD", "READY", "UP-TO-DATE", "OLD", "RESTARTS", "SINCE", "HELD", "BY"]
    assert [line.split()[:2] for line in ran.lines[1:]] == [["StatefulSet/db", "0/3"], ["CronJob/nightly", "0"]]
    assert ran.lines[1].endswith("db-1 and db-2 are not made until db-0 is Ready (OrderedReady)")
    assert ran.lines[2].endswith("suspended")


def test_no_other_output_reads_them(tmp_path: Path) -> None:
    with serve(OBJECTS) as server:
        for output in ("table", "json"):
            ask(server, tmp_path, "-o", output)
        assert not [request for plural in READING for request in server.asked(plural)]


def test_missing_rights_are_one_line_and_the_pods_tell(tmp_path: Path) -> None:
    with serve(OBJECTS) as server:
        for plural in READING:
            server.forbid(plural)
        ran = ask(server, tmp_path, "-o", "workloads")
    assert ran.status == 0
    assert len(ran.err.splitlines()) == 1
    assert all(plural in ran.err for plural in READING)
    assert [line.split()[:2] for line in ran.lines[1:]] == [["StatefulSet/db", "0/?"]]


def test_a_named_owner_is_shown_alone(tmp_path: Path) -> None:
    with serve([*OBJECTS, stateful_set("other")]) as server:
        ran = ask(server, tmp_path, "-o", "workloads", "statefulset/db", "--no-headers")
        by_pod = ask(server, tmp_path, "-o", "workloads", "db-0", "--no-headers")
    assert [line.split()[0] for line in ran.lines] == ["StatefulSet/db"]
    assert [line.split()[:2] for line in by_pod.lines] == [["StatefulSet/db", "0/3"]]


def test_a_namespace_without_workloads_is_empty_in_kubectls_words(tmp_path: Path) -> None:
    with serve([]) as server:
        ran = ask(server, tmp_path, "-o", "workloads")
    assert (ran.status, ran.out, ran.err) == (0, "", "No resources found in shop namespace.\n")


def test_the_owners_in_a_file_are_read_and_hostile_text_is_escaped(tmp_path: Path) -> None:
    hostile = stateful_set("evil\x1b[31m\u202e")
    path = tmp_path / "saved.json"
    path.write_text(json.dumps({"kind": "List", "items": [*OBJECTS, hostile]}))
    ran = run("inspect", "-f", str(path), "-o", "workloads")
    assert ran.status == 0
    assert "\x1b" not in ran.out
    assert "\u202e" not in ran.out
    assert any(line.split()[:2] == ["StatefulSet/db", "0/3"] for line in ran.lines)


@pytest.mark.parametrize("more", [("-w",), ("--sort-by", "name")])
def test_what_it_has_not_is_refused(more: tuple[str, ...]) -> None:
    ran = run("inspect", "--demo", "-o", "workloads", *more)
    assert (ran.status, ran.out) == (2, "")
    assert "-o workloads" in ran.err


def test_only_what_is_wrong_with_problems() -> None:
    whole, sick = (run("inspect", "--demo", "-o", "workloads", *more) for more in ((), ("--problems",)))
    assert set(sick.lines) < set(whole.lines)
    assert not any("Pod/healthy" in line for line in sick.lines)
