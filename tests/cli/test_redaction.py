"""Secrets are removed from what is given away: -o markdown, recordings of dumps; elsewhere when asked for."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from tests.support.terminal import run

SECRET = "Zq7Xr2Lm9TvB4"


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    """A pod whose container ended with a secret in its last words, and that has one among its arguments."""
    state = {
        "exitCode": 1,
        "reason": "Error",
        "message": f"FATAL connect password={SECRET}",
        "finishedAt": "2026-11-30T01:00:00Z",
    }
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "shop", "namespace": "shop", "uid": "u1", "creationTimestamp": "2026-11-30T00:00:00Z"},
        "spec": {"containers": [{"name": "app", "image": "shop:1", "args": [f"--token={SECRET}"]}], "nodeName": "n"},
        "status": {
            "phase": "Running",
            "containerStatuses": [
                {
                    "name": "app",
                    "image": "shop:1",
                    "imageID": "x",
                    "ready": False,
                    "restartCount": 4,
                    "state": {"waiting": {"reason": "CrashLoopBackOff", "message": "back-off 40s"}},
                    "lastState": {"terminated": state},
                }
            ],
        },
    }
    path = tmp_path / "pod.json"
    path.write_text(json.dumps(pod))
    return path


@pytest.mark.parametrize(
    ("words", "is_shown"),
    [
        ((), True),
        (("-o", "json"), True),
        (("-o", "yaml"), True),
        (("-o", "markdown"), False),
        (("--redact",), False),
        (("-o", "json", "--redact"), False),
        (("-o", "yaml", "--redact"), False),
        (("-o", "markdown", "--no-redact"), True),
        (("-o", "markdown", "--watch"), False),
        (("-o", "brief"), False),
        (("-o", "junit"), False),
    ],
)
def test_a_secret_is_shown_as_kubectl_shows_it_but_not_in_what_is_given_away(
    dump: Path, words: tuple[str, ...], is_shown: bool
) -> None:
    ran = run("inspect", "-f", str(dump), *words)
    assert ran.status == 0
    assert "FATAL connect password=" in ran.out
    assert (SECRET in ran.out) is is_shown


def test_redacted_json_is_json_and_says_all_else(dump: Path) -> None:
    whole, redacted = (
        json.loads(run("inspect", "-f", str(dump), "-o", "json", *more).out) for more in ((), ("--redact",))
    )
    assert json.loads(json.dumps(whole).replace(SECRET, "REDACTED")) == redacted


def test_a_dump_is_shared_as_a_redacted_recording_that_says_the_same(dump: Path, tmp_path: Path) -> None:
    path = tmp_path / "shared.jsonl"
    first = run("inspect", "-f", str(dump), "--redact", "--record", str(path))
    assert first.status == 0
    assert SECRET not in path.read_text(encoding="utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert run("inspect", "-f", str(path)).out == first.out


def test_a_recording_is_as_it_is_read_if_that_is_asked_for(dump: Path, tmp_path: Path) -> None:
    path = tmp_path / "raw.jsonl"
    run("inspect", "-f", str(dump), "--no-redact", "--record", str(path))
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    assert json.loads(header)["redacted"] is False
    assert lines[0].count(SECRET) == 2


def test_the_demo_can_be_recorded(tmp_path: Path) -> None:
    path = tmp_path / "demo.jsonl.gz"
    first = run("inspect", "--demo", "-o", "table", "--record", str(path))
    assert run("inspect", "-f", str(path), "-o", "table").out == first.out


def test_a_watched_recording_is_recorded_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "again.jsonl"
    first = run("inspect", "--demo", "-n", "jobs", "-o", "table", "--watch", "--record", str(path))
    assert run("inspect", "-f", str(path), "-n", "jobs", "-o", "table", "--watch").out == first.out


def test_a_recording_that_exists_is_not_overwritten(dump: Path, tmp_path: Path) -> None:
    path = tmp_path / "there.jsonl"
    path.write_text("mine")
    ran = run("inspect", "-f", str(dump), "--record", str(path))
    assert (ran.status, path.read_text()) == (2, "mine")
    assert "exists already" in ran.err


def test_redact_and_no_redact_exclude_each_other() -> None:
    ran = run("inspect", "--demo", "--redact", "--no-redact")
    assert ran.status == 2
    assert "exclude each other" in ran.err
