"""The commands of the documents that need a cluster, run as they stand there."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from kubectl_sidecars.cli.parser.inspect_flags import EPILOG
from tests.cluster.server import Server
from tests.support.terminal import run

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ONCALL = ("--as", "somebody", "--as-group", "oncall")


def shell(server: Server, command: str, folder: Path) -> None:
    """A line of a document, in a folder, against the cluster."""
    environ = os.environ | {"KUBECONFIG": str(server.kubeconfig)}
    done = subprocess.run(command, shell=True, cwd=folder, env=environ, capture_output=True, text=True, check=False)  # noqa: S602
    assert done.returncode == 0, done.stderr


@pytest.fixture
def bound(server: Server) -> Iterator[None]:
    """The README's two lines that give an on-call group its rights."""
    lines = [
        line.strip() for line in README.splitlines() if re.match(r" {4}kubectl (apply -f docs/rbac|create cl)", line)
    ]
    assert len(lines) == 2
    for line in lines:
        shell(server, line, ROOT)
    yield
    name = shlex.split(lines[1])[3]
    server.kubectl("delete", f"clusterrole/{name}", f"clusterrolebinding/{name}")


@pytest.mark.usefixtures("bound")
def test_the_readme_s_rights_are_all_that_is_read_and_change_nothing(server: Server) -> None:
    ran = run("inspect", "-A", "-o", "json", "--kubeconfig", str(server.kubeconfig), *ONCALL)
    assert ran.err == ""
    assert json.loads(ran.out)["denied"] == []
    for verb, what in (("delete", "pods"), ("create", "pods/exec"), ("get", "secrets"), ("patch", "deployments")):
        with pytest.raises(subprocess.CalledProcessError):
            server.kubectl("auth", "can-i", verb, what, *ONCALL)


def test_what_kubectl_saves_is_inspected_without_a_cluster(server: Server, namespace: str, tmp_path: Path) -> None:
    """The line of the help, and a cluster-info dump: the same pods as in the cluster."""
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "web"},
        "spec": {"containers": [{"name": "a", "image": "b"}]},
    }
    server.kubectl("create", "-n", namespace, "-f", "-", text=json.dumps(pod))
    (line,) = [line.strip() for line in EPILOG.splitlines() if "> saved.json" in line]
    save, _, inspect = line.partition("; ")
    shell(server, save, tmp_path)
    shell(server, f"kubectl cluster-info dump -n {namespace} --output-directory=dump", tmp_path)
    assert inspect == "kubectl sidecars inspect -f saved.json"
    for source in ("saved.json", "dump"):
        ran = run("inspect", "-f", str(tmp_path / source), "-n", namespace, "-o", "name")
        assert (ran.status, ran.lines) == (0, ["pod/web"]), ran.err
