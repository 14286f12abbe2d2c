"""A cluster that is down, forbids, or lies: one line each, the right exit status, and the rest of the data."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kubectl_sidecars.kube.backoff import next_try
from kubectl_sidecars.kube.http.client import Client
from tests.support.fake_server import Fault, serve
from tests.support.material import pod
from tests.support.terminal import Ran, run


def objects() -> list[dict[str, object]]:
    return [pod("orders-0"), pod("healthy-adapters")]


def against(tmp_path: Path, *argv: str, faults: tuple[Fault, ...] = ()) -> Ran:
    with serve(objects(), faults=faults) as server:
        return run("inspect", *argv, "--kubeconfig", str(server.kubeconfig(tmp_path)))


def test_a_cluster_is_read_and_reported(tmp_path: Path) -> None:
    ran = against(tmp_path, "-A", "-o", "name")
    assert (ran.status, ran.lines, ran.err) == (0, ["pod/orders-0", "pod/healthy-adapters"], "")


def test_pods_that_are_forbidden_are_exit_status_3(tmp_path: Path) -> None:
    for more in ((), ("-w",)):
        ran = against(tmp_path, "-A", *more, faults=(Fault("/pods", status=403, message="pods is forbidden", times=9),))
        assert (ran.status, ran.out) == (3, "")
        assert ran.err == "Error from server (Forbidden): pods is forbidden\n"


@pytest.mark.parametrize("more", [(), ("-w",), ("-o", "table")])
def test_a_server_that_has_no_pods_is_no_api_server(tmp_path: Path, more: tuple[str, ...]) -> None:
    ran = against(tmp_path, "-A", *more, faults=(Fault("/", status=404, body=b"<html>", times=99),))
    assert (ran.status, ran.out) == (3, "")
    assert ran.err.startswith("Error from server (NotFound): the server could not find the requested resource: is it")
    assert len(ran.err.splitlines()) == 1


def test_a_watch_of_a_server_that_is_not_there_ends_as_kubectls_does() -> None:
    ran = run("inspect", "-w", "--server=http://127.0.0.1:1", "--kubeconfig=/dev/null")
    assert (ran.status, ran.out) == (3, "")
    assert "was refused" in ran.err
    assert len(ran.err.splitlines()) == 1


@pytest.mark.parametrize("more", [(), ("-w",), ("-w", "-o", "json"), ("-o", "table")])
def test_a_selector_that_is_none_is_exit_status_2_in_the_servers_words(tmp_path: Path, more: tuple[str, ...]) -> None:
    fault = Fault("labelSelector", status=400, reason="BadRequest", message="found '='", times=9)
    ran = against(tmp_path, "-l", "a=b=c", *more, faults=(fault,))
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == "Error from server (BadRequest): found '='\n"


@pytest.mark.parametrize("denied", ["events", "nodes", "jobs", "replicasets", "namespaces"])
def test_what_else_is_forbidden_costs_one_line(tmp_path: Path, denied: str) -> None:
    fault = Fault(rf"/{denied}(\?|$)", status=403, message=f"{denied} is forbidden", times=9)
    ran = against(tmp_path, "-A", "-o", "json", faults=(fault,))
    assert ran.status == 0
    assert len(ran.err.splitlines()) == 1
    assert f"without {denied}" in ran.err
    data = json.loads(ran.out)
    assert len(data["pods"]) == 2
    assert data["denied"] == [{"what": denied, "why": f"{denied} is forbidden"}]


def test_a_server_that_is_down_is_exit_status_3(tmp_path: Path) -> None:
    with serve(objects()) as server:
        kubeconfig = str(server.kubeconfig(tmp_path))
    ran = run("inspect", "--kubeconfig", kubeconfig)
    assert (ran.status, ran.out) == (3, "")
    assert "was refused" in ran.err
    assert len(ran.err.splitlines()) == 1


def test_an_answer_that_is_no_json_is_one_line(tmp_path: Path) -> None:
    ran = against(tmp_path, "-A", faults=(Fault("/pods", body=b"<html>\x1b[31m</html>", times=9),))
    assert (ran.status, ran.out) == (3, "")
    assert "\x1b" not in ran.err
    assert "is it an API server" in ran.err


def test_a_name_that_does_not_exist_is_exit_status_2_in_kubectls_words(tmp_path: Path) -> None:
    ran = against(tmp_path, "nobody", "-n", "fleet")
    assert (ran.status, ran.err) == (2, 'Error from server (NotFound): pods "nobody" not found\n')


def test_a_name_that_does_not_exist_beside_one_that_does_costs_a_line_and_the_exit_status(tmp_path: Path) -> None:
    ran = against(tmp_path, "orders-0", "nobody", "-n", "fleet", "-o", "name")
    assert (ran.status, ran.lines) == (2, ["pod/orders-0"])
    assert ran.err == 'Error from server (NotFound): pods "nobody" not found\n'


@pytest.mark.parametrize("flags", [("-l", "a=b=c"), ("--field-selector", "spec.foo=1")])
def test_a_selector_that_the_server_cannot_read_is_a_usage_error_in_its_words(
    tmp_path: Path, flags: tuple[str, str]
) -> None:
    fault = Fault("/pods", status=400, reason="BadRequest", message="field label not supported: spec.foo", times=9)
    ran = against(tmp_path, *flags, faults=(fault,))
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == "Error from server (BadRequest): field label not supported: spec.foo\n"


def test_plain_http_to_a_port_of_tls_hints_at_https(tmp_path: Path) -> None:
    body = b"Client sent an HTTP request to an HTTPS server.\n"  # Go's net/http, all that it says
    ran = against(tmp_path, "-A", faults=(Fault("/pods", status=400, body=body, times=9),))
    assert (ran.status, ran.out) == (3, "")
    assert ran.err == "error: the server speaks TLS on this port: write https:// in its address\n"


def test_output_that_cannot_be_written_is_one_line_and_no_success() -> None:
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "kubectl_sidecars", "inspect", "--demo", "-o", "table"]
        ran = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (2, "error: cannot write the output: No space left on device\n")


def test_a_server_that_asks_to_wait_is_waited_for_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr(
        Client.__init__, "__kwdefaults__", {**(Client.__init__.__kwdefaults__ or {}), "sleep": waits.append}
    )
    fault = Fault("/pods", status=429, message="slow down", reason="TooManyRequests", headers={"Retry-After": "3600"})
    ran = against(tmp_path, "-A", "-o", "name", faults=(fault,))
    assert (ran.status, ran.lines, waits) == (0, ["pod/orders-0", "pod/healthy-adapters"], [30.0])
    words = "Error from server (TooManyRequests): slow down; trying again in 30 s (the server asks to wait for 3600 s)"
    assert ran.err == f"{words}\n"


@pytest.mark.parametrize(
    ("asked", "words"),
    [(0.0, "trying again"), (1.0, "trying again"), (7.0, "trying again in 7 s, as the server asks")],
)
def test_a_short_wait_needs_no_more_words(asked: float, words: str) -> None:
    assert next_try(asked) == words


@pytest.mark.parametrize("body", [b"{}", b"[1,2,3]", b"<html>login</html>", b"\xff\x00", b'{"kind":"Status"}', b"null"])
@pytest.mark.parametrize("word", ["orders-0", "pod/orders-0", "deploy/orders", "svc/orders", "node/n"])
def test_an_answer_that_is_another_object_is_no_empty_report(tmp_path: Path, body: bytes, word: str) -> None:
    """An object has the name that was asked for: `{}` would be a pod without containers, and all would be well."""
    name = word.rpartition("/")[2]
    ran = against(tmp_path, word, "-n", "fleet", "-o", "table", faults=(Fault(f"/{name}$", body=body, times=99),))
    assert (ran.status, ran.out) == (3, "")
    assert "cannot be read" in ran.err
    assert ran.err.endswith("is it an API server?\n")
