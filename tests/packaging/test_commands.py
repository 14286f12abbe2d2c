"""`kubectl sidecars version` and `completion`, and what the start of each path loads."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from delivery import project, release

from kubectl_sidecars import __version__
from kubectl_sidecars.cli import main
from kubectl_sidecars.cli.commands import completion
from kubectl_sidecars.cli.commands.version import platform_name
from kubectl_sidecars.cli.parser.completion_flags import PROGRAM
from kubectl_sidecars.cli.streams import Streams
from kubectl_sidecars.errors import UsageError
from tests.support.fake_server import Fault, serve

SERVER = {"major": "1", "minor": "35", "gitVersion": "v1.35.4", "platform": "linux/amd64"}
SLOW = {"argparse", "typing", "re", "enum", "gettext"}
"""What a shell that waits after TAB does not wait for."""
HEAVY = {"kubernetes", "textual", "rich", "msgspec", "yaml", "ssl", "urllib3", "asyncio", "json"}


def said(*words: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    status = main(words, Streams(out, err, io.StringIO()))
    return status, out.getvalue(), err.getvalue()


def test_all_versions_are_said_in_the_manner_of_kubectl(tmp_path: Path) -> None:
    with serve(faults=[Fault("/version", body=json.dumps(SERVER).encode())]) as server:
        status, out, err = said("version", "--kubeconfig", str(server.kubeconfig(tmp_path)))
    lines = out.splitlines()
    assert (status, err) == (0, "")
    assert lines[0] == f"Sidecars Version: {__version__}"
    assert lines[1].startswith(f"Python Version: {sys.version.split()[0]}")
    assert lines[2].startswith("Client Library Version: ")
    assert lines[3:] == ["Server Version: v1.35.4"]


@pytest.mark.parametrize("output", ["json", "yaml"])
def test_versions_are_data_in_which_every_key_is_there(tmp_path: Path, output: str) -> None:
    with serve(faults=[Fault("/version", body=json.dumps(SERVER).encode())]) as server:
        _status, out, _err = said("version", "-o", output, "--kubeconfig", str(server.kubeconfig(tmp_path)))
    found = json.loads(out) if output == "json" else yaml.safe_load(out)
    assert found["serverVersion"] == SERVER
    assert found["sidecarsVersion"] == __version__
    _status, out, _err = said("version", "--client", "-o", output)
    client = json.loads(out) if output == "json" else yaml.safe_load(out)
    assert list(client) == list(found)
    assert client["serverVersion"] is None


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (Fault("/version", 403, 'User "ada" cannot get path "/version"', "Forbidden"), "cannot get path"),
        (Fault("/version", body=b"[1, 2"), "is not a version"),
    ],
)
def test_a_server_that_does_not_tell_is_a_line_and_no_failure(tmp_path: Path, fault: Fault, why: str) -> None:
    with serve(faults=[fault]) as server:
        status, out, err = said("version", "--kubeconfig", str(server.kubeconfig(tmp_path)))
    assert status == 0
    assert "Server Version: unknown" in out
    assert err.startswith("warning: cannot get the version of the server: ")
    assert why in err
    assert err.count("\n") == 1


def test_a_server_that_is_not_there_is_a_line_and_no_failure() -> None:
    status, out, err = said("version", "--kubeconfig", os.devnull, "--server", "http://127.0.0.1:1")
    assert status == 0
    assert "Server Version: unknown" in out
    assert "refused" in err


def test_a_server_cannot_move_the_cursor_by_its_version(tmp_path: Path) -> None:
    hostile = json.dumps({"gitVersion": "v1\u001b[2J"}).encode()
    with serve(faults=[Fault("/version", body=hostile)]) as server:
        _status, out, _err = said("version", "--kubeconfig", str(server.kubeconfig(tmp_path)))
    assert "v1\\x1b[2J" in out
    assert "\x1b" not in out


def test_client_asks_no_server() -> None:
    status, out, err = said("version", "--client", "--kubeconfig", "/nowhere")
    assert (status, err) == (0, "")
    assert "Server" not in out


def test_debug_shows_the_request_and_never_the_token(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with serve(faults=[Fault("/version", body=json.dumps(SERVER).encode())]) as server:
        path = server.kubeconfig(tmp_path, user={"token": "s3cr3t"})
        said("version", "--debug", "--kubeconfig", str(path))
        assert server.requests[-1].headers["Authorization"] == "Bearer s3cr3t"
    shown = capfd.readouterr().err
    assert "/version 200" in shown
    assert "s3cr3t" not in shown


def test_completion_is_installed_beside_the_program_and_removed_again(tmp_path: Path) -> None:
    program = tmp_path / PROGRAM
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    path = completion.place("", {"PATH": str(tmp_path)}, windows=False)
    assert path == tmp_path / completion.COMPLETER
    assert "written" in completion.install(path)[0]
    assert os.access(path, os.X_OK) or sys.platform == "win32"
    assert path.read_bytes().startswith(b"#!/bin/sh\n")
    assert "written" in completion.install(path)[0], "again, as after an upgrade"
    assert completion.uninstall(path) == [f"{path} removed."]
    assert not path.exists()
    assert "nothing to do" in completion.uninstall(path)[0]


@pytest.mark.skipif(sys.platform == "win32", reason="the file is a shell script")
def test_the_installed_file_hands_each_word_on_as_it_is(tmp_path: Path) -> None:
    program = tmp_path / PROGRAM
    program.write_text('#!/bin/sh\nfor word; do echo "<$word>"; done\n')
    program.chmod(0o755)
    path = tmp_path / completion.COMPLETER
    completion.install(path)
    environ = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    done = subprocess.run([path, "inspect", "a b", "$x", ""], env=environ, capture_output=True, text=True, check=True)
    assert done.stdout == "<__complete>\n<inspect>\n<a b>\n<$x>\n<>\n"


def test_on_windows_the_installed_file_is_a_batch_file(tmp_path: Path) -> None:
    path = completion.place(str(tmp_path), {}, windows=True)
    completion.install(path)
    assert path.name == "kubectl_complete-sidecars.cmd"
    assert path.read_bytes().endswith(b"kubectl-sidecars __complete %*\r\n")


@pytest.mark.parametrize("theirs", ["#!/bin/sh\necho mine\n", ""])
def test_a_file_that_is_not_ours_is_left_alone(tmp_path: Path, theirs: str) -> None:
    """An empty one too: somebody has put it there."""
    path = tmp_path / completion.COMPLETER
    path.write_text(theirs)
    with pytest.raises(UsageError, match="was not written by this command"):
        completion.install(path)
    with pytest.raises(UsageError, match="not removed"):
        completion.uninstall(path)
    assert path.read_text() == theirs


def test_the_script_of_the_python_package_is_all_that_is_needed(tmp_path: Path) -> None:
    path = tmp_path / completion.COMPLETER
    path.write_text("#!/usr/bin/python\nfrom kubectl_sidecars.__main__ import run\n")
    assert "nothing to do" in completion.install(path)[0]


def test_where_the_program_is_not_on_the_path_a_folder_has_to_be_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--dir"):
        completion.place("", {"PATH": str(tmp_path)}, windows=False)
    status, _out, err = said("completion", "install", "--dir", str(tmp_path / "nowhere"))
    assert status == 2
    assert err.startswith("error: ")
    assert "cannot be written" in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("machine", "said"),
    [
        (("Linux", "x86_64"), "linux/amd64"),
        (("Darwin", "arm64"), "darwin/arm64"),
        (("Windows", "AMD64"), "windows/amd64"),
    ],
)
def test_the_platform_is_named_as_kubectl_names_it(machine: tuple[str, str], said: str) -> None:
    assert platform_name(*machine) == said


def test_a_mistyped_command_of_completion_is_refused_as_kubectl_does() -> None:
    status, out, err = said("completion", "instal")
    assert (status, out) == (2, "")
    assert err.startswith('error: unknown command "instal" for "')
    assert "completion --help' for usage." in err


def test_completion_alone_says_how_to_turn_on_that_of_kubectl() -> None:
    status, out, _err = said("completion")
    assert status == 0
    assert "kubectl completion bash" in out


@pytest.mark.parametrize(
    "words", [["__complete", "inspect", "-"], ["__complete", "explain", "is"], ["completion"], ["version", "--client"]]
)
def test_completion_and_small_commands_load_nothing_heavy(words: list[str]) -> None:
    program = (
        "import sys; from kubectl_sidecars.__main__ import run; sys.argv[0] = 'kubectl-sidecars'; run();"
        " print('\\n' + ' '.join(sorted({name.partition('.')[0] for name in sys.modules})))"
    )
    done = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.splitlines()[-1].split())
    allowed = {"json"} if words[0] == "version" else set()  # importlib.metadata
    assert not (loaded & HEAVY) - allowed
    if words[0] == "__complete":
        assert not loaded & SLOW


def test_the_changelog_tells_what_is_in_one_version_alone() -> None:
    text = "# Changes\n\n## 0.2.0 (2026-12-01)\n\n- new\n\n## 0.1.0\n\n- old\n"
    assert release.notes(text, "0.2.0") == "- new"
    assert release.notes(text, "0.1.0") == "- old"
    assert release.notes(text, "0.1") == ""


@pytest.mark.parametrize(("tag", "status"), [("v99.0.0", 1), ("", 0)])
def test_only_the_tag_of_this_source_may_be_released(
    tag: str, status: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["release", tag or project.tag(__version__)])
    assert release.main() == status
    assert bool(capsys.readouterr().out) == (status == 0)
