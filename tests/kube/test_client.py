"""Requests over a real socket: what is sent, what is tried again, and the one line for every failure."""

from __future__ import annotations

import contextlib
import io
import json
import socket
import ssl
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kubectl_sidecars.errors import ClusterError, ExitStatus
from kubectl_sidecars.kube.config.client_config import ClientConfig, client_config
from kubectl_sidecars.kube.config.connection_options import ConnectionOptions
from kubectl_sidecars.kube.config.kubeconfig import AuthInfo, Cluster
from kubectl_sidecars.kube.http.client import (
    MAX_TRIES,
    Client,
    connect,
)
from kubectl_sidecars.kube.login.official_client import OfficialLogin
from kubectl_sidecars.kube.login.pool import DirectPool
from kubectl_sidecars.kube.login.proxied_pool import ProxiedPool
from kubectl_sidecars.kube.login.session import Session
from tests.support.fake_server import Fault, serve
from tests.support.kube_clients import client, pod

PODS = "/api/v1/namespaces/shop/pods"


@pytest.mark.parametrize(
    ("environ", "is_loaded"),
    [({}, False), ({"HTTP_PROXY": "http://127.0.0.1:1"}, True)],
    ids=["plain", "through a proxy"],
)
def test_the_kubernetes_package_is_loaded_only_for_what_it_does(environ: dict[str, str], is_loaded: bool) -> None:
    code = f"""
import sys
from kubectl_sidecars.kube.http.client import connect
from kubectl_sidecars.kube.config.connection_options import ConnectionOptions
with connect(ConnectionOptions(server="http://cluster.invalid:1", request_timeout="1s"), {environ!r}) as client:
    assert "kubernetes" not in sys.modules
    try:
        client.get("/version")
    except Exception as error:
        print(error)
print("kubernetes" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == str(is_loaded)


LOGINS: list[dict[str, Any]] = [
    {},
    {"token": "secret"},
    {"username": "ada", "password": "p:w"},
    {"token": "wins", "username": "ada", "password": "x"},
    {"as_": "bob", "as_groups": ("dev", "ops"), "token": "secret"},
]


@pytest.mark.parametrize("login", LOGINS)
@pytest.mark.parametrize("tls_server_name", ["", "kubernetes"])
def test_a_plain_session_is_what_the_kubernetes_package_would_open(login: dict[str, Any], tls_server_name: str) -> None:
    """The same headers and the same pool: the package is left out for speed, not for another result."""
    cluster = Cluster(server="https://127.0.0.1:6443/prefix/", tls_server_name=tls_server_name)
    user = AuthInfo(**login)
    with (
        contextlib.closing(Session(ClientConfig(cluster=cluster, user=user), {})) as plain,
        contextlib.closing(OfficialLogin(cluster, user, "", {})) as official,
    ):
        assert dict(plain.headers()).get("Authorization", "") == official.authorization()
        assert isinstance(plain.pool, DirectPool)
        expected = official.pool_manager.connection_pool_kw.get("server_hostname") or "127.0.0.1"
        assert plain.pool.tls_server_name == expected


def test_the_package_gets_each_field_of_the_cluster_that_the_session_does_not_handle() -> None:
    every = {
        "server": "https://127.0.0.1:6443",
        "insecure-skip-tls-verify": True,
        "tls-server-name": "kubernetes",
        "certificate-authority": "/no/such/file",
        "certificate-authority-data": "no base64",
        "proxy-url": "http://127.0.0.1:9",
        "disable-compression": True,
        "extensions": [{"name": "client.authentication.k8s.io/exec", "extension": None}],
    }
    assert set(every) == {field.encode_name for field in msgspec.structs.fields(Cluster)}
    cluster = msgspec.convert(every, Cluster)
    with contextlib.closing(OfficialLogin(cluster, AuthInfo(token="t"), "", {})) as official:
        pool = official.pool_manager
        assert pool.connection_pool_kw["server_hostname"] == "kubernetes"
        assert pool.connection_pool_kw["cert_reqs"] is ssl.CERT_NONE
        assert pool.connection_pool_kw["ca_certs"] is None
        assert pool.proxy is None


def test_options_import_nothing_heavy() -> None:
    code = "import sys, kubectl_sidecars.kube.config.connection_options; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"kubernetes", "msgspec", "ssl", "yaml", "urllib3"} & set(done.stdout.split())


def test_a_request_says_who_asks_and_compresses_nothing_on_loopback(tmp_path: Path) -> None:
    with serve([pod("a")]) as server, client(server, tmp_path, user={"token": "t0k", "as": "eve"}) as kube:
        result = kube.get(PODS, {"limit": 1, "labelSelector": ""})
        headers = server.requests[0].headers
    assert (result.status, len(json.loads(bytes(result.body))["items"])) == (200, 1)
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
            result = kube.get(PODS)
        assert server.requests[0].headers["Accept-Encoding"] == "gzip"
        assert json.loads(bytes(result.body))["items"][0]["metadata"]["name"] == "a"


@pytest.mark.parametrize(("no_proxy", "asked"), [("", True), ("other.test,sidecars.test", False), ("*", False)])
def test_a_proxy_of_the_environment_is_used_but_for_no_proxy(tmp_path: Path, no_proxy: str, asked: bool) -> None:
    with serve([pod("a")]) as server:
        path = server.kubeconfig(tmp_path, server="http://sidecars.test:1")
        environ = {"HTTP_PROXY": server.url, "NO_PROXY": no_proxy}
        kube = Client(client_config(ConnectionOptions(kubeconfig=str(path)), environ), environ=environ)
        with kube, contextlib.nullcontext() if asked else pytest.raises(ClusterError):
            kube.get(PODS)
        assert bool(server.requests) == asked


def test_the_servers_date_is_the_clock(tmp_path: Path) -> None:
    with serve([pod("a")]) as server, client(server, tmp_path) as kube:
        server.date = "Sat, 01 Jan 2028 12:00:00 GMT"
        result = kube.get(PODS)
        assert result.date == datetime(2028, 1, 1, 12, tzinfo=UTC)
        assert timedelta(0) <= kube.now() - result.date < timedelta(minutes=5)
        server.date = "no date"
        assert timedelta(0) <= kube.get(PODS).date - result.date < timedelta(minutes=5)


def test_a_server_that_is_busy_is_asked_again_not_before_it_said(tmp_path: Path) -> None:
    faults = [Fault(PODS, status=429, headers={"Retry-After": "7"}), Fault(PODS, status=500), Fault(PODS, status=503)]
    pauses: list[float] = []
    with serve([pod("a")], faults=faults) as server, client(server, tmp_path, pauses) as kube:
        assert kube.get(PODS).is_ok
        assert len(server.requests) == 4
    assert pauses[0] == 7
    assert 0 < pauses[1] < pauses[2] < 4


def test_a_wait_is_said_once_for_all_requests_that_wait_for_the_same(tmp_path: Path) -> None:
    faults = [Fault(PODS, status=429, headers={"Retry-After": "60"}, times=3)]
    said: list[str] = []
    with serve([pod("a")], faults=faults) as server:
        config = client_config(ConnectionOptions(kubeconfig=str(server.kubeconfig(tmp_path))), {})
        with Client(config, environ={}, sleep=lambda _: None, say=said.append) as kube:
            assert kube.get(PODS).is_ok
    (line,) = said
    assert "trying again in 30 s (the server asks to wait for 60 s)" in line


def test_a_connection_that_breaks_off_is_tried_again(tmp_path: Path) -> None:
    with serve([pod("a")], faults=[Fault(PODS, cut=20, times=2)]) as server, client(server, tmp_path) as kube:
        assert kube.get(PODS).is_ok
        assert len(server.requests) == 3


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"status": 500, "message": "etcd\x1b is down"}, "Error from server (InternalError): etcd\\x1b is down"),
        ({"status": 503, "body": b"<html>"}, "Error from server (ServiceUnavailable): HTTP 503 Service Unavailable"),
        (
            {"status": 500, "body": b'{"a":' * 50_000},
            "Error from server (InternalError): HTTP 500 Internal Server Error",
        ),
        ({"cut": 10}, "closed the connection before its response ended"),
    ],
)
def test_tries_have_an_end_and_then_the_reason_is_told(tmp_path: Path, fault: dict[str, Any], words: str) -> None:
    pauses: list[float] = []
    with serve(faults=[Fault(PODS, times=99, **fault)]) as server, client(server, tmp_path, pauses) as kube:
        with pytest.raises(ClusterError) as found:
            kube.get(PODS)
        assert len(server.requests) == MAX_TRIES == len(pauses) + 1
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


def test_debug_tells_each_request_but_no_secret(tmp_path: Path) -> None:
    log = io.StringIO()
    with serve([pod("a")]) as server:
        path = server.kubeconfig(tmp_path, user={"token": "t0k"}, server=server.url.replace("://", "://me:pw@"))
        with Client(client_config(ConnectionOptions(kubeconfig=str(path)), {}), log=log, environ={}) as kube:
            kube.get(PODS, {"limit": 5})
    assert log.getvalue().startswith(f"GET {server.url}{PODS}?limit=5 200 ")
    assert log.getvalue().endswith(" ms\n")
    assert "t0k" not in log.getvalue()
    assert "pw" not in log.getvalue()


@pytest.mark.parametrize("proxy", ["", "http://127.0.0.1:1"])
def test_the_kernel_is_to_notice_a_server_that_is_gone(proxy: str) -> None:
    with contextlib.closing(
        Session(ClientConfig(Cluster(server="https://h", proxy_url=proxy), AuthInfo()), {})
    ) as session:
        assert isinstance(session.pool, ProxiedPool if proxy else DirectPool)
        options = session.pool.socket_options
    assert (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1) in options
    assert (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1) in options
