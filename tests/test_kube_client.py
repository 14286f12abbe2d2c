"""Requests over a real socket: what is sent, what is tried again, and the one line for every failure."""

from __future__ import annotations

import base64
import contextlib
import io
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kubectl_sidecars.errors import ClusterError, ExitStatus, SidecarsError, UsageError
from kubectl_sidecars.kube import tls
from kubectl_sidecars.kube.client import MOST_TRIES, Client, connect
from kubectl_sidecars.kube.config import target
from kubectl_sidecars.kube.options import ConnectionOptions
from tests.fake_server import CERTIFICATES, FakeServer, Fault, serve
from tests.kube_clients import Object, client, pod

PODS = "/api/v1/namespaces/shop/pods"


def test_the_kubernetes_package_is_loaded_by_the_first_request_only(tmp_path: Path) -> None:
    code = """
import sys
from kubectl_sidecars.kube.client import connect
from kubectl_sidecars.kube.options import ConnectionOptions
with connect(ConnectionOptions(server="http://127.0.0.1:1"), {}) as client:
    assert "kubernetes" not in sys.modules
    try:
        client.get("/version")
    except Exception as error:
        print(error)
assert "kubernetes" in sys.modules
"""
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    assert "refused - did you specify the right host or port?" in done.stdout


def test_options_import_nothing_heavy() -> None:
    code = "import sys, kubectl_sidecars.kube.options; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"kubernetes", "msgspec", "ssl", "yaml", "urllib3"} & set(done.stdout.split())


def test_a_request_says_who_asks_and_compresses_nothing_on_loopback(tmp_path: Path) -> None:
    with serve([pod("a")]) as server, client(server, tmp_path, user={"token": "t0k", "as": "eve"}) as kube:
        answer = kube.get(PODS, {"limit": 1, "labelSelector": ""})
        headers = server.requests[0].headers
    assert (answer.status, len(json.loads(answer.body)["items"])) == (200, 1)
    assert server.requests[0].query == {"limit": "1"}
    assert headers["Authorization"] == "Bearer t0k"
    assert headers["User-Agent"].startswith("kubectl-sidecars/")
    assert headers["Impersonate-User"] == "eve"
    assert "gzip" not in headers.get("Accept-Encoding", "")


def test_to_another_host_gzip_is_asked_for_and_unpacked(tmp_path: Path) -> None:
    """The other host is the fake one behind itself as a proxy: a proxy may be on loopback, the server is not."""
    with serve([pod("a")]) as server:
        path = server.kubeconfig(tmp_path, server="http://sidecars.test:8001", proxy_url=server.url)
        with connect(ConnectionOptions(kubeconfig=str(path)), {}) as kube:
            answer = kube.get(PODS)
        assert server.requests[0].headers["Accept-Encoding"] == "gzip"
        assert json.loads(answer.body)["items"][0]["metadata"]["name"] == "a"


@pytest.mark.parametrize(("no_proxy", "asked"), [("", True), ("other.test,sidecars.test", False), ("*", False)])
def test_a_proxy_of_the_environment_is_used_but_for_no_proxy(tmp_path: Path, no_proxy: str, asked: bool) -> None:
    with serve([pod("a")]) as server:
        path = server.kubeconfig(tmp_path, server="http://sidecars.test:1")
        environ = {"HTTP_PROXY": server.url, "NO_PROXY": no_proxy}
        kube = Client(target(ConnectionOptions(kubeconfig=str(path)), environ), environ=environ)
        with kube, contextlib.nullcontext() if asked else pytest.raises(ClusterError):
            kube.get(PODS)
        assert bool(server.requests) == asked


def test_the_servers_date_is_the_clock(tmp_path: Path) -> None:
    with serve([pod("a")]) as server, client(server, tmp_path) as kube:
        server.date = "Sat, 01 Jan 2028 12:00:00 GMT"
        answer = kube.get(PODS)
        assert answer.date == datetime(2028, 1, 1, 12, tzinfo=UTC)
        assert timedelta(0) <= kube.now() - answer.date < timedelta(minutes=5)
        server.date = "no date"
        assert timedelta(0) <= kube.get(PODS).date - answer.date < timedelta(minutes=5)


def test_a_server_that_is_busy_is_asked_again_not_before_it_said(tmp_path: Path) -> None:
    faults = [Fault(PODS, status=429, headers={"Retry-After": "7"}), Fault(PODS, status=500), Fault(PODS, status=503)]
    pauses: list[float] = []
    with serve([pod("a")], faults=faults) as server, client(server, tmp_path, pauses) as kube:
        assert kube.get(PODS).is_ok
        assert len(server.requests) == 4
    assert pauses[0] == 7
    assert 0 < pauses[1] < pauses[2] < 4


def test_a_connection_that_breaks_off_is_tried_again(tmp_path: Path) -> None:
    with serve([pod("a")], faults=[Fault(PODS, cut=20, times=2)]) as server, client(server, tmp_path) as kube:
        assert kube.get(PODS).is_ok
        assert len(server.requests) == 3


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"status": 500, "message": "etcd\x1b is down"}, "Error from server (InternalError): etcd\\x1b is down"),
        ({"status": 503, "body": b"<html>"}, "Error from server (ServiceUnavailable): HTTP 503 Service Unavailable"),
        ({"cut": 10}, "was lost"),
    ],
)
def test_tries_have_an_end_and_then_the_reason_is_told(tmp_path: Path, fault: dict[str, Any], words: str) -> None:
    pauses: list[float] = []
    with serve(faults=[Fault(PODS, times=99, **fault)]) as server, client(server, tmp_path, pauses) as kube:
        with pytest.raises(ClusterError) as found:
            kube.get(PODS)
        assert len(server.requests) == MOST_TRIES == len(pauses) + 1
    assert words in str(found.value)
    assert str(found.value).isprintable()


def test_forbidden_and_not_found_are_answers_with_the_servers_words(tmp_path: Path) -> None:
    with serve() as server, client(server, tmp_path) as kube:
        server.forbid("secrets")
        assert str(kube.get(f"{PODS}/x").error()) == 'Error from server (NotFound): pods "x" not found'
        denied = kube.get("/api/v1/secrets")
        assert str(denied.error()).startswith("Error from server (Forbidden): secrets is forbidden")
        assert denied.error().status is ExitStatus.CLUSTER
        assert len(server.requests) == 2


def plugin(folder: Path, status: str) -> dict[str, Any]:
    """An exec plugin that counts its runs in a file and answers with this status, `COUNT` replaced."""
    script = folder / "plugin.py"
    script.write_text(
        f"""
import pathlib
runs = pathlib.Path({str(folder / "runs")!r})
count = len(runs.read_text()) + 1 if runs.exists() else 1
runs.write_text("x" * count)
print('{{"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": '
      + {status!r}.replace("COUNT", str(count)) + "}}")
"""
    )
    return {
        "exec": {
            "apiVersion": "client.authentication.k8s.io/v1",
            "command": sys.executable,
            "args": [str(script)],
            "installHint": "install it\nfrom somewhere",
        }
    }


def test_an_exec_plugin_is_called_again_when_the_server_says_401(tmp_path: Path) -> None:
    with serve([pod("a")]) as server, client(server, tmp_path, user=plugin(tmp_path, '{"token": "tCOUNT"}')) as kube:
        server.tokens = {"t1"}
        assert kube.get(PODS).is_ok
        assert kube.get(PODS).is_ok
        assert (tmp_path / "runs").read_text() == "x"
        server.tokens = {"t2"}
        assert kube.get(PODS).is_ok
        assert (tmp_path / "runs").read_text() == "xx"


def test_many_threads_that_are_refused_renew_the_credentials_once(tmp_path: Path) -> None:
    with serve([pod("a")]) as server, client(server, tmp_path, user=plugin(tmp_path, '{"token": "tCOUNT"}')) as kube:
        server.tokens = {"t1"}
        assert kube.get(PODS).is_ok
        server.tokens, gate = {"t2"}, threading.Event()
        server.faults.append(Fault(PODS, gate=gate, times=4))
        threads = [threading.Thread(target=kube.get, args=(PODS,)) for _ in range(4)]
        for each in threads:
            each.start()
        gate.set()
        for each in threads:
            each.join()
        assert (tmp_path / "runs").read_text() == "xx"


def test_a_second_401_says_to_log_in(tmp_path: Path) -> None:
    with serve() as server, client(server, tmp_path, user={"token": "old"}) as kube:
        server.tokens = {"new"}
        with pytest.raises(ClusterError, match=r"You must be logged in to the server \(Unauthorized\)"):
            kube.get(PODS)


def test_a_token_file_is_read_again_when_the_server_says_401(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("first\n")
    with serve([pod("a")]) as server, client(server, tmp_path, user={"tokenFile": "token"}) as kube:
        server.tokens = {"first"}
        assert kube.get(PODS).is_ok
        token.write_text("second\n")
        server.tokens = {"second"}
        assert kube.get(PODS).is_ok


def test_a_name_and_password_are_sent_as_basic_auth(tmp_path: Path) -> None:
    with serve() as server, client(server, tmp_path, user={"username": "ada", "password": "pä"}) as kube:
        kube.get(PODS)
        expected = base64.b64encode("ada:pä".encode("latin-1")).decode()
        assert server.requests[0].headers["Authorization"] == f"Basic {expected}"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"command": "no-such-plugin"}, "getting credentials: exec: no-such-plugin: executable not found (install it)"),
        ({"args": ["-c", "raise SystemExit(3)"]}, "process returned 3"),
        ({"args": ["-c", "print('no json')"]}, "failed to decode process output"),
        ({"args": ["-c", "print('{}')"]}, "missing key"),
        ({"apiVersion": "v1"}, "does not match"),
        ({"args": 7}, "getting credentials"),
        ({"env": [{"name": "X"}]}, "getting credentials"),
        ({"args": ["-c", "import sys; sys.exit('\\x1b[2J two\\nlines')"]}, "\\x1b[2J two lines"),
    ],
)
def test_a_plugin_that_fails_is_one_line(tmp_path: Path, changes: dict[str, Any], words: str) -> None:
    user = plugin(tmp_path, '{"token": "t"}')
    user["exec"] |= changes
    with serve() as server, client(server, tmp_path, user=user) as kube:
        with pytest.raises(SidecarsError) as found:
            kube.get(PODS)
        assert not server.requests
    assert words in str(found.value)
    assert str(found.value).isprintable()


def test_a_plugin_that_gives_nothing_is_named(tmp_path: Path) -> None:
    words = "gave neither a token nor a certificate with its key"
    user = plugin(tmp_path, '{"token": null}')
    with serve() as server, client(server, tmp_path, user=user) as kube, pytest.raises(ClusterError, match=words):
        kube.get(PODS)


def inline() -> dict[str, str]:
    encoded = {
        name: base64.b64encode((CERTIFICATES / f"client.{name}").read_bytes()).decode() for name in ("crt", "key")
    }
    return {"client-certificate-data": encoded["crt"], "client-key-data": encoded["key"]}


def by_plugin(folder: Path) -> dict[str, Any]:
    pem = {name: (CERTIFICATES / f"client.{name}").read_text() for name in ("crt", "key")}
    return plugin(folder, json.dumps({"clientCertificateData": pem["crt"], "clientKeyData": pem["key"]}))


def peer(server: FakeServer, names: list[str]) -> None:
    """Notes the subject of every client certificate that the server is shown."""

    def verify(connection: Any, *_: object) -> None:
        names.append(str(connection.getpeercert()))

    server.on_request = verify


@pytest.mark.parametrize("kind", ["inline", "files", "plugin"])
def test_a_client_certificate_is_shown_and_no_key_file_is_written(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    files = {"client-certificate": str(CERTIFICATES / "client.crt"), "client-key": str(CERTIFICATES / "client.key")}
    user = {"inline": inline(), "files": files, "plugin": by_plugin(tmp_path)}[kind]
    names: list[str] = []
    with (
        serve([pod("a")], tls="server", client_certificate=True) as server,
        client(server, tmp_path, user=user) as kube,
    ):
        peer(server, names)
        assert kube.get(PODS).is_ok
        assert not list(scratch.iterdir())
    assert "ada" in names[0]


def test_where_there_is_no_memory_file_the_folder_is_removed_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.delattr(os, "memfd_create", raising=False)
    with tls.as_file(b"secret") as path:
        assert Path(path).read_bytes() == b"secret"
        assert Path(path).parent.stat().st_mode & 0o777 == 0o700
    assert not list(tmp_path.iterdir())


KILLED = """
import os, signal, sys, tempfile
from kubectl_sidecars.kube.client import connect
from kubectl_sidecars.kube.options import ConnectionOptions
tempfile.tempdir = sys.argv[2]
client = connect(ConnectionOptions(kubeconfig=sys.argv[1]), {})
assert client.get("/api/v1/pods").status == 200
how = sys.argv[3]
if how == "exit":
    sys.exit(0)
if how == "_exit":
    os._exit(0)
if how == "raise":
    raise RuntimeError
os.kill(os.getpid(), getattr(signal, how))
"""


@pytest.mark.parametrize("how", ["exit", "_exit", "raise", "SIGTERM", "SIGINT", "SIGKILL"])
def test_no_key_file_survives_whatever_the_exit(tmp_path: Path, how: str) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with serve(tls="server", client_certificate=True) as server:
        path = server.kubeconfig(tmp_path, user=inline())
        subprocess.run(
            [sys.executable, "-c", KILLED, str(path), str(scratch), how], check=False, capture_output=True, timeout=60
        )
        assert len(server.requests) == 1
    assert not list(scratch.iterdir())


def authority() -> str:
    return str(CERTIFICATES / "ca.crt")


@pytest.mark.parametrize(
    ("tls_name", "cluster", "words"),
    [
        ("server", {"certificate_authority": authority()}, ""),
        (
            "server",
            {"certificate_authority_data": base64.b64encode((CERTIFICATES / "ca.crt").read_bytes()).decode()},
            "",
        ),
        ("elsewhere", {"certificate_authority": authority(), "tls_server_name": "elsewhere.test"}, ""),
        ("elsewhere", {"insecure_skip_tls_verify": True}, ""),
        ("server", {"server": "{url}"}, "signed by unknown authority: check certificate-authority"),
        ("elsewhere", {"certificate_authority": authority()}, "certificate is not valid for '127.0.0.1'"),
        ("server", {"certificate_authority": authority(), "tls_server_name": "x.test"}, "not valid for 'x.test'"),
        ("server", {"certificate_authority_data": base64.b64encode(b"junk").decode()}, "is no certificate in PEM"),
        ("server", {"certificate_authority": "/nowhere"}, 'unable to read certificate-authority "/nowhere" for "fake"'),
        ("", {"server": "https://{address}"}, "does not speak TLS: is it an http:// server?"),
    ],
)
def test_certificates_are_verified_as_the_kubeconfig_says(
    tmp_path: Path, tls_name: str, cluster: dict[str, Any], words: str
) -> None:
    with serve(tls=tls_name) as server:
        address = server.url.partition("://")[2]
        filled: Object = {
            name: value.format(url=server.url, address=address) if isinstance(value, str) else value
            for name, value in cluster.items()
        }
        with client(server, tmp_path, **filled) as kube:
            if words:
                with pytest.raises(SidecarsError, match=words):
                    kube.get(PODS)
            else:
                assert kube.get(PODS).is_ok


@pytest.mark.parametrize(
    ("user", "words"),
    [
        ({"client-certificate": str(CERTIFICATES / "client.crt")}, "client-key is missing"),
        ({"client-key": str(CERTIFICATES / "client.key")}, "client-certificate is missing"),
        (inline() | {"client-key-data": base64.b64encode(b"junk").decode()}, 'of user "fake" cannot be used'),
        (
            {
                "client-certificate": str(CERTIFICATES / "client.crt"),
                "client-key": str(CERTIFICATES / "server.key"),
            },
            'of user "fake" cannot be used: KEY_VALUES_MISMATCH',
        ),
    ],
)
def test_a_client_certificate_that_cannot_be_used_is_named(tmp_path: Path, user: dict[str, str], words: str) -> None:
    serving = serve(tls="server")
    with serving as server, client(server, tmp_path, user=user) as kube, pytest.raises(UsageError, match=words):
        kube.get(PODS)


def closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.mark.parametrize(
    ("server", "words"),
    [
        ("http://127.0.0.1:{port}", "The connection to the server 127.0.0.1:{port} was refused"),
        ("https://127.0.0.1:{port}", "The connection to the server 127.0.0.1:{port} was refused"),
        ("https://sidecars.invalid", "Unable to connect to the server: lookup sidecars.invalid: "),
    ],
)
def test_a_server_that_is_not_there_is_one_line_at_once(server: str, words: str) -> None:
    port = closed_port()
    pauses: list[float] = []
    options = ConnectionOptions(server=server.format(port=port))
    kube = Client(target(options, {"HOME": "/nowhere"}), environ={}, sleep=pauses.append)
    with kube, pytest.raises(SidecarsError) as found:
        kube.get(PODS)
    assert words.format(port=port) in str(found.value)
    assert str(found.value).isprintable()
    assert not pauses


def test_a_server_that_is_silent_is_given_up_after_the_request_timeout(tmp_path: Path) -> None:
    with serve(faults=[Fault(PODS, gate=threading.Event())]) as server:
        options = ConnectionOptions(kubeconfig=str(server.kubeconfig(tmp_path)), request_timeout="50ms")
        with connect(options, {}) as kube, pytest.raises(ClusterError, match="did not answer in time"):
            kube.get(PODS)


def test_debug_tells_each_request_but_no_secret(tmp_path: Path) -> None:
    log = io.StringIO()
    with serve([pod("a")]) as server:
        path = server.kubeconfig(tmp_path, user={"token": "t0k"}, server=server.url.replace("://", "://me:pw@"))
        with Client(target(ConnectionOptions(kubeconfig=str(path)), {}), log=log, environ={}) as kube:
            kube.get(PODS, {"limit": 5})
    assert log.getvalue().startswith(f"GET {server.url}{PODS}?limit=5 200 ")
    assert log.getvalue().endswith(" ms\n")
    assert "t0k" not in log.getvalue()
    assert "pw" not in log.getvalue()
