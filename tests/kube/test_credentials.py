"""Login: tokens, plugins and certificates, renewed when the server refuses them, never left in a file."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

import pytest

from kubectl_sidecars.errors import ClusterError, SidecarsError, UsageError
from kubectl_sidecars.kube.login import tls
from tests.support.fake_server import CERTIFICATES, FakeServer, Fault, serve
from tests.support.kube_clients import client, pod

PODS = "/api/v1/namespaces/shop/pods"


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
        expected = base64.b64encode("ada:pä".encode()).decode()  # UTF-8, as Go writes it
        assert server.requests[0].headers["Authorization"] == f"Basic {expected}"


def oidc(server: FakeServer, *, expires: int) -> dict[str, Any]:
    claims = base64.urlsafe_b64encode(json.dumps({"exp": expires}).encode()).decode().rstrip("=")
    login = {"client-id": "kube", "client-secret": "hush", "refresh-token": "r", "idp-issuer-url": server.url}
    return {"auth-provider": {"name": "oidc", "config": {**login, "id-token": f"head.{claims}.sign"}}}


def test_an_oidc_token_is_sent_while_it_is_good(tmp_path: Path) -> None:
    with serve([pod("a")]) as server, client(server, tmp_path, user=oidc(server, expires=2**32)) as kube:
        assert kube.get(PODS).is_ok
        assert [each.headers["Authorization"].split(".")[0] for each in server.requests] == ["Bearer head"]


@pytest.mark.filterwarnings("ignore::urllib3.exceptions.InsecureRequestWarning")
def test_an_oidc_token_is_never_renewed_by_an_issuer_that_cannot_be_verified(tmp_path: Path) -> None:
    """The system's authorities do not know the issuer, and the kubeconfig names no other: it gets no request."""
    with serve() as server, serve(tls="server") as issuer:
        with client(server, tmp_path, user=oidc(issuer, expires=1)) as kube, pytest.raises(ClusterError) as found:
            kube.get(PODS)
        assert issuer.requests == []
    assert str(found.value).startswith("the OIDC token cannot be renewed: Unable to connect to the server: tls: failed")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"command": "no-such-plugin"}, "getting credentials: exec: no-such-plugin: executable not found (install it)"),
        ({"command": "no-such-plugin", "installHint": ""}, "not found (install it, or put its folder on PATH)"),
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


ASKS = """
import json, os, sys
info = json.loads(os.environ["KUBERNETES_EXEC_INFO"])
sys.exit(f"interactive {info['spec']['interactive']}, read {sys.stdin.read()!r}: your session has expired")
"""


def test_on_a_screen_a_plugin_reads_no_keys_and_draws_nothing_and_what_it_says_is_told(tmp_path: Path) -> None:
    """What it would have asked on the terminal is the error, with what to do."""
    user = plugin(tmp_path, "")
    user["exec"]["args"] = ["-c", ASKS]
    with (
        serve() as server,
        client(server, tmp_path, user=user, interactive=False) as kube,
        pytest.raises(ClusterError) as found,
    ):
        kube.get(PODS)
    assert "interactive False, read '': your session has expired" in str(found.value)
    assert "log in from another terminal" in str(found.value)


def test_a_plugin_that_must_ask_is_not_run_where_it_cannot(tmp_path: Path) -> None:
    user = plugin(tmp_path, '{"token": "t"}')
    user["exec"]["interactiveMode"] = "Always"
    with (
        serve() as server,
        client(server, tmp_path, user=user, interactive=False) as kube,
        pytest.raises(ClusterError, match="cannot support interactive mode"),
    ):
        kube.get(PODS)
    assert not (tmp_path / "runs").exists()


def test_a_plugin_that_gives_nothing_is_named(tmp_path: Path) -> None:
    words = "returned neither a token nor a certificate with its key"
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
import os, resource, signal, sys, tempfile
from kubectl_sidecars.kube.http.client import connect
from kubectl_sidecars.kube.config.connection_options import ConnectionOptions
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
number = getattr(signal, how)
if number != signal.SIGKILL:  # nohup, and a shell's background, have us ignore some
    signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
os.kill(os.getpid(), number)
os._exit(0)
"""


@pytest.mark.parametrize("how", ["exit", "_exit", "raise", "SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGKILL"])
def test_no_key_file_survives_whatever_the_exit(tmp_path: Path, how: str) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with serve(tls="server", client_certificate=True) as server:
        path = server.kubeconfig(tmp_path, user=inline())
        ran = subprocess.run(
            [sys.executable, "-c", KILLED, str(path), str(scratch), how], check=False, capture_output=True, timeout=60
        )
        assert len(server.requests) == 1
        assert (ran.returncode == 0) == ("exit" in how)
    assert not list(scratch.iterdir())


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


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes are of POSIX")
def test_a_client_is_closed_while_its_plugin_still_runs(tmp_path: Path) -> None:
    """As after ctrl-c, where the plugin waits for a browser."""
    started, release = tmp_path / "started", tmp_path / "release"
    for path in (started, release):
        os.mkfifo(path)
    code = f"open({str(started)!r}, 'w').close(); open({str(release)!r}).close()"
    user = {
        "exec": {
            "apiVersion": "client.authentication.k8s.io/v1",
            "command": sys.executable,
            "args": ["-c", code],
            "interactiveMode": "Never",
        }
    }
    with serve([pod("web")]) as server, client(server, tmp_path, user=user) as kube:
        failures: list[SidecarsError] = []

        def log_in() -> None:
            try:
                kube.get(PODS)
            except SidecarsError as error:  # the plugin prints nothing
                failures.append(error)

        login = threading.Thread(target=log_in, daemon=True)
        login.start()
        started.read_bytes()
        closing = threading.Thread(target=kube.close, daemon=True)
        closing.start()
        closing.join(timeout=30)
        is_closed = not closing.is_alive()
        release.write_bytes(b"")
        login.join()
        assert is_closed
        assert failures
