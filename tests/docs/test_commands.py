"""Each command of the documentation that asks a cluster is run as it stands there, by a server that has its pods."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.docs.test_docs import alone, commands
from tests.support.fake_server import Fault, serve
from tests.support.kube_clients import workload
from tests.support.paths import ROOT
from tests.support.terminal import run

POD = "checkout-7d4b9c6f5-x2x9k"
NO_CLUSTER = ("--demo", "--client", "-f ", "WORD")
NOT_RUN = (
    "completion install",
    "completion uninstall",
    "explain",
    "mcp",
    "mcp -n shop",
    *(line for line in commands() if line.startswith("wait ") or ">" in line),
)
"""They change a folder on PATH (test_packaging_commands.py), list words (test_own_words.py), serve (test_mcp.py), or
wait (test_wait.py)."""
CLUSTER = [
    line
    for line in commands()
    if not alone(line) and line not in NOT_RUN and not any(word in line for word in NO_CLUSTER)
]
WATCHING = [line for line in CLUSTER if "-w" in shlex.split(line)]

INTERRUPTIBLE = """
import signal, sys
from kubectl_sidecars.__main__ import run
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.exit(run())
"""
"""The program, also where the tests are a job in the background, whose children ignore ctrl-c."""


def objects() -> Iterator[dict[str, Any]]:
    """The Deployment checkout with a pod whose sidecar crashes on worker-3, and the StatefulSet orders."""
    deployment = workload("Deployment", "checkout", {"matchLabels": {"app": "checkout"}})
    replicas = workload("ReplicaSet", "checkout-7d4b9c6f5", {"matchLabels": {"app": "checkout"}}, deployment)
    for each, version in ((deployment, "apps/v1"), (replicas, "apps/v1")):
        yield {"apiVersion": version, **each}
    yield {"apiVersion": "apps/v1", **workload("StatefulSet", "orders", {"matchLabels": {"app": "orders"}})}
    yield {"kind": "Node", "apiVersion": "v1", "metadata": {"name": "worker-3", "uid": "uid-of-worker-3"}}
    crashed = {"terminated": {"exitCode": 1, "reason": "Error", "finishedAt": "2026-11-22T01:46:00Z"}}
    status = {
        "phase": "Pending",
        "initContainerStatuses": [
            {
                "name": "vault-agent",
                "restartCount": 6,
                "ready": False,
                "state": {"waiting": {"reason": "CrashLoopBackOff"}},
                "lastState": crashed,
            }
        ],
    }
    owner = {"kind": "ReplicaSet", "name": "checkout-7d4b9c6f5", "uid": replicas["metadata"]["uid"], "controller": True}
    yield {
        "kind": "Pod",
        "apiVersion": "v1",
        "metadata": {
            "name": POD,
            "namespace": "shop",
            "uid": "1",
            "labels": {"app": "checkout"},
            "ownerReferences": [owner],
            "creationTimestamp": "2026-11-22T01:40:00Z",
        },
        "spec": {
            "nodeName": "worker-3",
            "initContainers": [{"name": "vault-agent", "image": "vault:1.19", "restartPolicy": "Always"}],
            "containers": [{"name": "checkout", "image": "shop/checkout:1"}],
        },
        "status": status,
    }


@pytest.fixture
def kubeconfig(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Of a user who has a context prod, and is in a folder of their own."""
    version = Fault(r"/version\b", body=json.dumps({"gitVersion": "v1.35.4"}).encode(), times=1_000_000)
    with serve(objects(), faults=[version]) as server:
        path = server.kubeconfig(tmp_path, namespace="shop")
        config = json.loads(path.read_text())
        config["contexts"].append({**config["contexts"][0], "name": "prod"})
        path.write_text(json.dumps(config))
        monkeypatch.setenv("KUBECONFIG", str(path))
        monkeypatch.chdir(tmp_path)
        yield path


def words(line: str) -> list[str]:
    """The line with the pod's name where the page says NAME or POD."""
    return [POD if word in ("NAME", "POD") else word for word in shlex.split(line)]


def test_each_documented_command_is_run_by_some_test() -> None:
    rest = [line for line in commands() if line not in CLUSTER and not alone(line) and line not in NOT_RUN]
    assert [line for line in rest if not any(word in line for word in NO_CLUSTER)] == []
    assert len(CLUSTER) > 15


@pytest.mark.parametrize("line", [line for line in CLUSTER if line not in WATCHING])
def test_a_documented_command_works_on_a_cluster(kubeconfig: Path, line: str) -> None:
    ran = run(*words(line))
    assert (ran.status, ran.err) == (1 if "--fail-on" in line else 0, "")
    assert ("v1.35.4" if line == "version" else "vault-agent" if "explain" in line else "checkout") in ran.out


@pytest.mark.skipif(sys.platform == "win32", reason="ctrl-c is a signal of POSIX")
@pytest.mark.parametrize("line", WATCHING)
def test_a_documented_command_that_watches_runs_until_ctrl_c(kubeconfig: Path, line: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTIBLE, *words(line)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    try:
        shown = process.stdout.readline() + process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _rest, said = process.communicate(timeout=60)
    finally:
        process.kill()
    assert "checkout" in shown, said
    assert process.returncode == 130
    if "--record" in line:
        assert Path("it.jsonl.gz").stat().st_size > 0


def test_a_folder_of_cluster_info_dump_is_read(kubeconfig: Path) -> None:
    """`inspect -f FOLDER`: the files that `kubectl cluster-info dump --output-directory` writes."""
    folder = Path("FOLDER", "shop")
    folder.mkdir(parents=True)
    pods = [each for each in objects() if each["kind"] == "Pod"]
    (folder / "pods.json").write_text(json.dumps({"kind": "PodList", "apiVersion": "v1", "items": pods}))
    assert "inspect -f FOLDER" in commands()
    ran = run("inspect", "-f", "FOLDER")
    assert ran.status == 0
    assert "vault-agent" in ran.out
