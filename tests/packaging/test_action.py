"""The GitHub Action: its last step, played as a runner does, writes the report into the job's summary."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs bash")
ACTION = yaml.safe_load((Path(__file__).parents[2] / "action.yml").read_text(encoding="utf-8"))


def played(folder: Path, arguments: str, fail_on: str) -> tuple[int, str]:
    """The exit status of the step, and the summary that it wrote."""
    program = folder / "kubectl-sidecars" / "bin" / "kubectl-sidecars"
    program.parent.mkdir(parents=True, exist_ok=True)
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m kubectl_sidecars "$@"\n')
    program.chmod(0o755)
    summary, output = folder / "summary.md", folder / "output"
    summary.write_text("")
    step = folder / "step.sh"
    step.write_text(ACTION["runs"]["steps"][-1]["run"])
    given = {
        "RUNNER_TEMP": str(folder), "GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(summary),
        "ARGUMENTS": arguments, "FAIL_ON": fail_on,
    }  # fmt: skip
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(step)]
    done = subprocess.run(command, env={**os.environ, **given}, capture_output=True, text=True, check=False)
    assert Path(output.read_text().splitlines()[-1].removeprefix("report=")).read_text() == summary.read_text()
    return done.returncode, summary.read_text()


@pytest.mark.parametrize(
    ("arguments", "fail_on", "status", "begins"),
    [
        ("--demo -n fleet", "critical", 1, "# Pods of"),
        ("--demo\n-n fleet", "never", 0, "# Pods of"),
        ("--demo -n nowhere", "warning", 0, "No pods were inspected."),
        ("--no-such-flag", "warning", 2, "No pods were inspected."),
    ],
)
def test_the_step_fails_as_its_input_says_and_the_summary_is_never_empty(
    tmp_path: Path, arguments: str, fail_on: str, status: int, begins: str
) -> None:
    ended, summary = played(tmp_path, arguments, fail_on)
    assert (ended, summary.startswith(begins)) == (status, True)
    assert ("storefront" in summary) is (begins == "# Pods of")
