"""The project can be given another name and home by one command, should krew's reviewers choose one."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from delivery.project import ROOT
from delivery.rename import read, rename

OLD = re.compile(r"kubectl\W{0,2}sidecars|kubectl_(complete-)?sidecars", re.IGNORECASE)
HOME = "https://github.com/example/kubectl-pod-roles"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The files of this checkout that git knows, in a repository of their own."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tmp_path / name)
    for words in (["init", "--quiet"], ["add", "--all"]):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)
    return tmp_path


def test_a_renamed_copy_keeps_nothing_of_the_old_name_and_works(copy: Path) -> None:
    rename(copy, "pod-roles", HOME)
    files = [path for path in copy.rglob("*") if path.is_file() and ".git" not in path.relative_to(copy).parts]
    assert [str(path) for path in files if OLD.search(str(path.relative_to(copy)))] == []
    texts = {path.relative_to(copy): read(path) or "" for path in files}
    rest = [f"{path}: {found[0]}" for path, text in texts.items() if (found := OLD.search(text))]
    assert rest == []
    assert HOME in texts[Path("README.md")] + texts[Path("SECURITY.md")] + texts[Path("pyproject.toml")]
    done = subprocess.run(
        [sys.executable, "-m", "kubectl_pod_roles", "inspect", "--demo", "-o", "name"],
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("pod/")
