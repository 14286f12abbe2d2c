"""Logs over a real socket: the last words, and a reason where there are none."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from kubectl_sidecars.errors import FORBIDDEN
from kubectl_sidecars.kube.read.logs import (
    Log,
    LogStream,
    read_log,
)
from tests.support.fake_server import Fault, serve
from tests.support.kube_clients import client

TEXT = b"one\ntwo\n\x1b[31mthree\nfour\n"


def test_the_last_lines_of_the_run_before_are_what_the_container_wrote(tmp_path: Path) -> None:
    with serve() as server, client(server, tmp_path) as kube:
        server.logs = {"web/app": b"now\n", "web/app/previous": TEXT}
        assert read_log(kube, "shop", "web", "app", lines=2, previous=True) == Log(b"\x1b[31mthree\nfour\n")
        assert read_log(kube, "shop", "web", "app", timestamps=True) == Log(b"now\n")
        first, second = server.requests
    assert first.path == "/api/v1/namespaces/shop/pods/web/log"
    assert (first.query["previous"], first.query["tailLines"], first.query["limitBytes"]) == ("true", "2", "1048576")
    assert (second.query["previous"], second.query["timestamps"]) == ("false", "true")


def test_a_log_that_is_absent_or_denied_is_a_value_with_the_reason(tmp_path: Path) -> None:
    with serve() as server, client(server, tmp_path) as kube:
        assert read_log(kube, "shop", "web", "app") == Log(
            error='previous terminated container "web/app" not found', reason="BadRequest"
        )
        server.forbid("log")
        denied = read_log(kube, "shop", "web", "app")
        assert denied.error.startswith("log is forbidden")
        assert denied.reason == FORBIDDEN
        server.faults[:] = [Fault("log", cut=0, times=99)]
        assert "closed the connection" in read_log(kube, "shop", "web", "app").error


@pytest.mark.parametrize(
    "said",
    [
        'failed to try resolving symlinks in path "/var/log/pods/shop_web_8d0b8744/app/0.log": lstat: no such file',
        "unable to retrieve container logs for containerd://4f6a",
        'failed to open log file "/var/log/pods/shop_web_8d0b8744/app/0.log": no such file or directory',
    ],
)
def test_the_kubelets_excuse_for_a_log_is_no_log(tmp_path: Path, said: str) -> None:
    """It comes with status 200, as the text (seen with kubelet 1.35 when the node's files were gone)."""
    with serve() as server, client(server, tmp_path) as kube:
        server.logs = {"web/app": said.encode(), "web/other": f"started\n{said}\n".encode()}
        assert read_log(kube, "shop", "web", "app") == Log(b"", "the node no longer has it")
        assert read_log(kube, "shop", "web", "other").error == ""


def test_a_run_that_the_kubelet_has_forgotten_has_no_log(tmp_path: Path) -> None:
    """Seen with kubelet 1.35 between two runs of a container that crashes."""
    why = 'previous terminated container "app" in pod "web" not found'
    result = {"kind": "Status", "status": "Failure", "message": why, "reason": "BadRequest", "code": 400}
    with serve() as server, client(server, tmp_path) as kube:
        server.faults.append(Fault("log", status=400, body=json.dumps(result).encode(), times=2))
        assert read_log(kube, "shop", "web", "app", previous=True).error == "the node no longer has it"
        assert read_log(kube, "shop", "web", "app").error == why


def test_of_lines_that_are_too_long_together_the_last_are_read(tmp_path: Path) -> None:
    """The limit of bytes cuts at the end, where the reason of a crash stands."""
    with serve() as server, client(server, tmp_path) as kube:
        server.logs = {"web/app/previous": b"".join(b"%d %s\n" % (at, b"x" * 2000) for at in range(1000)) + b"panic\n"}
        text = read_log(kube, "shop", "web", "app", lines=1000, previous=True).text
        assert text.endswith(b"\npanic\n")
        assert 200 < text.count(b"\n") < 1000
        server.logs = {"web/app": b"first\n" + b"y" * 3_000_000}
        assert read_log(kube, "shop", "web", "app", lines=1000).text == b"y" * 1024 * 1024


def test_a_line_without_end_comes_in_pieces(tmp_path: Path) -> None:
    with serve() as server, client(server, tmp_path) as kube:
        server.logs = {"web/app": b"one\n" + b"z" * 1_000_000}
        first, *pieces = LogStream(kube, "shop", "web", "app")
        assert first == b"one"
        assert b"".join(pieces) == b"z" * 1_000_000
        assert max(map(len, pieces)) < 200_000


def test_a_log_is_followed_line_by_line_to_its_end(tmp_path: Path) -> None:
    with serve() as server, client(server, tmp_path) as kube:
        server.logs = {"web/app": TEXT + b"no end"}
        stream = LogStream(kube, "shop", "web", "app")
        assert list(stream) == [b"one", b"two", b"\x1b[31mthree", b"four", b"no end"]
        assert stream.error == ""
        assert server.requests[0].query["follow"] == "true"


def test_a_log_that_cannot_be_followed_says_why(tmp_path: Path) -> None:
    with serve() as server, client(server, tmp_path) as kube:
        stream = LogStream(kube, "shop", "web", "app")
        assert list(stream) == []
        assert stream.error == 'previous terminated container "web/app" not found'
        server.logs = {"web/app": TEXT}
        server.faults.append(Fault("log", cut=5))
        cut = LogStream(kube, "shop", "web", "app")
        assert list(cut)[:1] == [b"one"]
        assert "closed the connection" in cut.error


def test_following_is_ended_from_another_thread(tmp_path: Path) -> None:
    with serve() as server, client(server, tmp_path) as kube:
        server.logs = {"web/app": TEXT}
        server.faults.append(Fault("log", pause_after=4))
        stream = LogStream(kube, "shop", "web", "app")
        lines: list[bytes] = []
        first = threading.Event()

        def read() -> None:
            for line in stream:
                lines.append(line)
                first.set()

        thread = threading.Thread(target=read)
        thread.start()
        assert first.wait(10)
        stream.close()
        thread.join(10)
        assert not thread.is_alive()
        assert (lines, stream.error) == ([b"one"], "")
