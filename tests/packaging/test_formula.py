"""Homebrew's formula names the released archives with their checksums, and starts the program from libexec."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from delivery.formula import formula
from delivery.manifest import sources
from delivery.project import PLATFORMS, archive_name, archive_url


def test_each_archive_that_homebrew_can_install_is_there_with_its_checksum(tmp_path: Path) -> None:
    for each in PLATFORMS:
        (tmp_path / archive_name("v1.2.3", each)).write_bytes(each.arch.encode() + each.os.encode())
    found = sources("v1.2.3", tmp_path)
    text = formula("v1.2.3", found)
    pairs = re.findall(r'url "(.+)"\n +sha256 "(.+)"', text)
    assert sorted(pairs) == sorted((found[each].uri, found[each].sha256) for each in PLATFORMS if each.os != "windows")
    assert 'version "1.2.3"' in text


def test_a_system_without_an_archive_is_left_out(tmp_path: Path) -> None:
    (linux,) = [each for each in PLATFORMS if (each.os, each.arch) == ("linux", "arm64")]
    (tmp_path / archive_name("v1.2.3", linux)).write_bytes(b"it")
    text = formula("v1.2.3", sources("v1.2.3", tmp_path))
    assert "on_macos" not in text
    assert "on_intel" not in text
    assert archive_url("v1.2.3", linux) in text


@pytest.mark.skipif(shutil.which("ruby") is None, reason="ruby is not installed")
def test_ruby_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "kubectl-sidecars.rb"
    path.write_text(formula("v1.2.3", sources("v1.2.3", None)), encoding="utf-8")
    done = subprocess.run(["ruby", "-c", path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
