"""The script that starts a cluster with kind, with a kind that only writes a kubeconfig, and the real kubectl."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(
    os.name == "nt" or shutil.which("kubectl") is None, reason="needs bash, and kubectl on PATH"
)
KIND = """#!/bin/sh
case "$1" in get) exit 0 ;; delete) exit 0 ;; esac
while [ "$1" != --kubeconfig ]; do shift; done
printf 'apiVersion: v1\\nkind: Config\\nusers:\\n- name: kind-sidecars-test\\n  user: {}\\n' > "$2"
"""
KUBECTL = """#!/bin/sh
if [ "$1" = config ]; then exec {kubectl} "$@"; fi
"""


@pytest.mark.parametrize("user", ["viewer", "nobody"])
def test_there_are_kubeconfigs_of_users_with_few_rights(user: str, tmp_path: Path) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, text in (("kind", KIND), ("kubectl", KUBECTL.format(kubectl=shutil.which("kubectl")))):
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    environ = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "TMPDIR": str(tmp_path)}
    script = ROOT / "packaging" / "kind" / "cluster"
    done = subprocess.run(["bash", script, "up"], env=environ, capture_output=True, text=True, check=True)
    path = Path(done.stdout.strip())
    config = yaml.safe_load(path.with_name(f"kubeconfig.{user}").read_text())
    assert config["users"] == [{"name": "kind-sidecars-test", "user": {"as": user}}]
