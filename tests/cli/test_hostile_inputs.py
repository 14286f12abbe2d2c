"""No input is a defect of the program: whatever a file, a plugin or a closed stream holds is one line and a status."""

from __future__ import annotations

import gzip
import json
import os
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kubectl_sidecars import inputs
from tests.support.paths import DATA

COMMAND = [sys.executable, "-m", "kubectl_sidecars"]
POD = b'{"kind":"Pod","apiVersion":"v1","metadata":{"name":"p"},"spec":{"containers":[{"name":"c"}]}}'
ALIASES = b"a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + b"".join(
    b"a%d: &a%d [%s]\n" % (level, level, b", ".join([b"*a%d" % (level - 1)] * 9)) for level in range(1, 9)
)
"""Nine lists of nine aliases: 359 bytes that unfold to 13 GB."""
BYTES = {
    "nothing": b"",
    "NUL": b"\0" * 100,
    "no UTF-8": b"\xff\xfe\xfd\x80" * 10,
    "surrogate": b'{"kind": "\\ud800", "a": "\\udfff"}',
    "deep list": b"[" * 50_000,
    "deep TOML": b"a = " + b"[" * 50_000,
    "deep object": b'{"a":' * 50_000,
    "deep YAML": b"- " * 50_000 + b"a",
    "long number": b"a = " + b"9" * 10_000,
    "aliases": ALIASES,
    "no mapping": b"- 1\n- 2\n",
    "wrong types": b"clusters: 5\nusers: {a: [1]}\ncontexts: [[]]\ncurrent-context: {}\n",
    "null": b"null",
    "number": b"1e999",
    "binary": bytes(range(256)) * 4,
    "cut gzip": gzip.compress(POD * 50)[:-20],
    "other gzip": gzip.compress(b"\x1f\x8b" * 50),
}
BYTES |= {f"random {seed}": random.Random(seed).randbytes(200 + 50 * seed) for seed in range(2)}
KUBECONFIG = """
apiVersion: v1
kind: Config
current-context: c
contexts: [{name: c, context: {cluster: c, user: u}}]
clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
users: [{name: u, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: cat, args: [%s]}}}]
"""
STATUSES = (
    '{"clientCertificateData": 1, "clientKeyData": 2}',
    '{"clientCertificateData": "\\ud800", "clientKeyData": "x"}',
    '{"token": ["a"]}',
    '{"token": "\\u0000"}',
    '{"token": "a\\nb"}',
    "[]",
    "5",
    "null",
)


def run(*words: str, stdin: bytes = b"", closed: int | None = None, **environ: str) -> tuple[int, str, str]:
    """The status, what is on stdout, and what is on stderr; `closed` is the descriptor that the parent has closed."""
    shut = {None: "", 0: "<&-", 1: ">&-", 2: "2>&-"}[closed]
    home = {"HOME": "/nowhere", "PATH": os.environ["PATH"], "KUBECONFIG": "/nowhere/config"}
    done = subprocess.run(
        ["/bin/sh", "-c", f'exec "$@" {shut}', "sh", *COMMAND, *words],
        input=stdin, capture_output=True, timeout=60, env={**home, **environ}, cwd=DATA.parents[1], check=False,
    )  # fmt: skip
    return done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")


def is_clear(status: int, err: str, *, lines: int = 1) -> bool:
    """True for a status and a line that the README promises, which names no defect."""
    told = err.splitlines()
    return status in (2, 3) and 1 <= len(told) <= lines and not re.search(r"this is a|Traceback", err)


@pytest.mark.parametrize("flag", ["--roles", "--suppress"])
@pytest.mark.parametrize("name", BYTES)
def test_any_bytes_as_a_file_of_roles_or_suppressions_are_one_line(name: str, flag: str, tmp_path: Path) -> None:
    (tmp_path / "own").write_bytes(BYTES[name])
    status, out, err = run("inspect", "--demo", "-o", "name", flag, str(tmp_path / "own"))
    assert (status == 0 and "pod/" in out) if name == "nothing" else is_clear(status, err), err


@pytest.mark.parametrize("name", BYTES)
def test_any_bytes_as_a_kubeconfig_are_one_line(name: str, tmp_path: Path) -> None:
    (tmp_path / "config").write_bytes(BYTES[name])
    status, _, err = run("inspect", "-o", "name", "--kubeconfig", str(tmp_path / "config"))
    assert is_clear(status, err), err


@pytest.mark.parametrize("name", BYTES)
def test_any_bytes_as_a_manifest_or_a_recording_are_one_line(name: str, tmp_path: Path) -> None:
    header = b'{"schema": "sidecars-recording/v1"}\n'
    for number, content in enumerate((BYTES[name], header + BYTES[name], POD[:-10] + BYTES[name])):
        (tmp_path / f"{number}").write_bytes(content)
        status, _, err = run("inspect", "-o", "name", "-f", str(tmp_path / f"{number}"))
        assert (status == 0 and not err) or is_clear(status, err), err


@pytest.mark.parametrize("name", [*BYTES, *STATUSES])
def test_any_answer_of_an_exec_plugin_is_one_line(name: str, tmp_path: Path) -> None:
    head = '{"kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1", "status": '
    answer = BYTES[name] if name in BYTES else f"{head}{name}}}".encode()
    (tmp_path / "answer").write_bytes(answer)
    (tmp_path / "config").write_text(KUBECONFIG % json.dumps(str(tmp_path / "answer")))
    status, _, err = run("inspect", "-o", "name", "--kubeconfig", str(tmp_path / "config"))
    assert is_clear(status, err), err


@pytest.mark.parametrize(
    "words",
    [
        ["inspect", "--demo", "-o", "json"],
        ["inspect", "--demo"],
        ["inspect", "-f", "-", "-o", "name"],
        ["explain", "OOMKilled"],
        ["version", "--client"],
        ["inspect", "--help"],
        ["nothing"],
        ["__complete", "inspect", "-"],
    ],
)
@pytest.mark.parametrize("closed", [0, 1, 2])
def test_a_closed_stream_is_one_line_or_makes_no_difference(words: list[str], closed: int) -> None:
    status, out, err = run(*words, stdin=POD, closed=closed)
    assert "Traceback" not in err
    assert "this is a" not in err
    needs_it = (closed == 1 and words[0] not in ("nothing", "__complete")) or (closed == 0 and words[1:2] == ["-f"])
    if needs_it:
        assert is_clear(status, err), err
        assert "Bad file descriptor" in err
    else:
        assert status == (2 if words == ["nothing"] else 0)
        assert bool(out) == (closed != 1 and words != ["nothing"])


@pytest.mark.parametrize("closed", [0, 1])
def test_an_agent_without_a_stream_is_one_line(closed: int) -> None:
    status, _, err = run("mcp", "--demo", closed=closed)
    assert is_clear(status, err), err
    assert "one of them is closed" in err


INPUTS = ("kubeconfig", "roles", "suppressions", "plugin", "manifest", "recording")


def words_of(kind: str, content: bytes, folder: Path) -> list[str]:
    """The command line that reads the content as an input of this kind."""
    (folder / "input").write_bytes(b'{"schema": "sidecars-recording/v1"}\n' * (kind == "recording") + content)
    place = str(folder / "input")
    if kind == "plugin":
        (folder / "config").write_text(KUBECONFIG % json.dumps(place))
        return ["inspect", "-o", "name", "--kubeconfig", str(folder / "config")]
    flags = {"kubeconfig": ["--kubeconfig", place], "roles": ["--demo", "--roles", place]}
    flags |= {"suppressions": ["--demo", "--suppress", place]}
    return ["inspect", "-o", "name", *flags.get(kind, ["-f", place])]


@pytest.mark.parametrize("kind", INPUTS)
@pytest.mark.parametrize("closed", [0, 1, 2])
@pytest.mark.parametrize("name", ["binary", "deep TOML", "aliases"])
def test_damaged_inputs_are_no_defect_where_a_stream_is_closed(
    name: str, closed: int, kind: str, tmp_path: Path
) -> None:
    """Without stderr nothing can be told, but the status is the same."""
    status, out, err = run(*words_of(kind, BYTES[name], tmp_path), closed=closed)
    if closed == 2:
        assert (status, err) in ((2, ""), (3, "")), out
    else:
        assert is_clear(status, err), err


@pytest.mark.parametrize("flag", ["-f", "--roles", "--suppress", "--kubeconfig"])
def test_a_pipe_to_which_nothing_writes_is_told(flag: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    words = ["--demo"] if flag in ("--roles", "--suppress") else []
    status, _, err = run("inspect", "-o", "name", *words, flag, str(tmp_path / "pipe"))
    assert is_clear(status, err), err
    assert "a pipe to which nothing writes" in err


@pytest.mark.parametrize("home", ["/" + "x" * 5000, ""], ids=["no path", "empty"])
def test_a_home_that_cannot_be_looked_into_is_as_one_without_files(home: str) -> None:
    status, out, err = run("inspect", "--demo", "-o", "name", HOME=home, XDG_CONFIG_HOME="")
    assert (status, err) == (0, ""), err
    assert "pod/" in out
    status, _, err = run("inspect", "-o", "name", HOME=home, KUBECONFIG="")
    assert is_clear(status, err), err


@pytest.mark.skipif(os.name == "nt", reason="no passwd")
def test_a_user_without_home_and_name_has_a_folder_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a container that runs under any number."""
    monkeypatch.delenv("HOME")
    monkeypatch.setattr(os, "getuid", lambda: 2**31 - 7)
    assert not Path(inputs.home()).exists()


def test_a_login_that_fails_is_tried_once(tmp_path: Path) -> None:
    """Not for each resource: a plugin may ask someone, or wait for a minute."""
    args = json.dumps(["-c", f"echo run >> {tmp_path}/runs; exit 1"])[1:-1]
    (tmp_path / "config").write_text((KUBECONFIG % args).replace("command: cat", "command: sh"))
    status, _, err = run("inspect", "-o", "name", "--kubeconfig", str(tmp_path / "config"))
    assert is_clear(status, err), err
    assert (tmp_path / "runs").read_text() == "run\n"


@pytest.mark.parametrize("flag", ["-f", "--roles", "--suppress", "--kubeconfig"])
def test_a_device_without_an_end_is_told(flag: str) -> None:
    words = ["--demo"] if flag in ("--roles", "--suppress") else []
    status, _, err = run("inspect", "-o", "name", *words, flag, "/dev/zero")
    assert is_clear(status, err), err
    assert ("it is no text" if flag == "-f" else "it has more than 16 MiB") in err
