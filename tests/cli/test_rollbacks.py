"""Revisions of a StatefulSet are read for a cause that a rollback may cure, and for nothing else."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kubectl_sidecars.cli.inspect.watch import print_all
from kubectl_sidecars.cli.parser.options import inspect_options
from kubectl_sidecars.cli.rollbacks import Rollbacks
from kubectl_sidecars.cli.streams import Streams
from kubectl_sidecars.feed import Update
from kubectl_sidecars.feed.live import live_updates
from kubectl_sidecars.kube.select.pod_query import PodQuery
from tests.support.fake_server import FakeServer, serve
from tests.support.kube_clients import client
from tests.support.terminal import Ran, run

REVISIONS = "controllerrevisions"
UNDO = "kubectl rollout undo -n shop daemonset/agent"


def member(name: str, revision: str, *, sick: bool) -> dict[str, Any]:
    ended = {
        "exitCode": 1,
        "reason": "Error",
        "startedAt": "2026-11-23T11:58:00Z",
        "finishedAt": "2026-11-23T11:58:02Z",
    }
    state = {"waiting": {"reason": "CrashLoopBackOff"}} if sick else {"running": {"startedAt": "2026-11-23T11:00:00Z"}}
    status = {"name": "agent", "state": state, "ready": not sick, "started": not sick, "restartCount": 7 if sick else 0}
    if sick:
        status["lastState"] = {"terminated": ended}
    ready = "False" if sick else "True"
    return {
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {
            "name": name, "namespace": "shop", "uid": f"uid-{name}", "creationTimestamp": "2026-11-23T11:00:00Z",
            "labels": {"controller-revision-hash": revision},
            "ownerReferences": [{"kind": "DaemonSet", "name": "agent", "uid": "uid-agent", "controller": True}],
        },
        "spec": {"containers": [{"name": "agent", "image": "acme/agent:1"}], "nodeName": f"node-{name}"},
        "status": {
            "phase": "Running", "containerStatuses": [status],
            "conditions": [{"type": kind, "status": ready} for kind in ("Ready", "ContainersReady")],
        },
    }  # fmt: skip


def revision(number: int, name: str) -> dict[str, Any]:
    return {
        "apiVersion": "apps/v1", "kind": "ControllerRevision", "revision": number,
        "metadata": {
            "name": f"agent-{name}", "namespace": "shop", "uid": f"uid-{name}",
            "ownerReferences": [{"kind": "DaemonSet", "name": "agent", "uid": "uid-agent", "controller": True}],
        },
        "data": {"spec": {"template": {"spec": {"containers": [{"name": "agent", "env": [{"value": "s3cret"}]}]}}}},
    }  # fmt: skip


WELL = member("a", "old", sick=False)
OBJECTS = (WELL, member("b", "new", sick=True), revision(1, "old"), revision(2, "new"))


def ask(server: FakeServer, tmp_path: Path, *argv: str) -> Ran:
    return run("inspect", *argv, "-n", "shop", "--kubeconfig", str(server.kubeconfig(tmp_path)))


@pytest.mark.parametrize("argv", [(), ("-o", "json"), ("-o", "markdown")])
def test_the_way_back_is_printed(argv: tuple[str, ...], tmp_path: Path) -> None:
    with serve(OBJECTS) as server:
        ran = ask(server, tmp_path, *argv)
        assert len(server.asked(REVISIONS)) == 1
    assert ran.err == ""
    assert UNDO in ran.out
    assert "s3cret" not in ran.out


def test_without_the_right_to_read_them_nothing_else_is_missing(tmp_path: Path) -> None:
    with serve(OBJECTS) as server:
        server.forbid(REVISIONS)
        ran = ask(server, tmp_path)
    assert (ran.status, ran.err) == (0, "")
    assert "agent exits with 1" in ran.out
    assert UNDO not in ran.out


def test_they_are_read_for_nothing_else(tmp_path: Path) -> None:
    with serve([WELL, *OBJECTS[2:]]) as server:
        ask(server, tmp_path)
        assert server.asked(REVISIONS) == []
    with serve(OBJECTS) as server:
        ask(server, tmp_path, "-o", "table")
        assert server.asked(REVISIONS) == []


def test_a_watch_reads_them_once(tmp_path: Path) -> None:
    """Each document has the way back; no list of revisions is asked for again."""
    out, stop = io.StringIO(), threading.Event()
    with serve(OBJECTS) as server, client(server, tmp_path) as kube:

        def updates() -> Iterator[Update]:
            for update in live_updates(kube, PodQuery(namespace="shop"), stop):
                yield update
                documents = len(out.getvalue().splitlines())
                if documents in (1, 2):
                    sick = member("b", "new", sick=True)
                    sick["status"]["containerStatuses"][0]["restartCount"] = 7 + documents
                    server.put(sick)
                elif documents > 2:
                    stop.set()

        options = inspect_options(["-n", "shop", "-o", "json", "--watch"])
        print_all(updates(), options, Streams(out, io.StringIO(), io.StringIO()), None, Rollbacks(kube))
        assert len(server.asked(REVISIONS)) == 1
    documents = [json.loads(line) for line in out.getvalue().splitlines()]
    assert len(documents) > 2
    assert [[cause["cure"] for cause in document["causes"]] for document in documents] == [[UNDO]] * len(documents)


def test_those_of_a_file_do_as_well(tmp_path: Path) -> None:
    path = tmp_path / "saved.json"
    path.write_text(json.dumps({"kind": "List", "items": list(OBJECTS)}))
    ran = run("inspect", "-f", str(path))
    assert UNDO in ran.out
