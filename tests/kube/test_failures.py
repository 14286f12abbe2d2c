"""A server that is unreachable, silent or not trusted: one line that says what to do."""

from __future__ import annotations

import base64
import socket
import threading
from pathlib import Path
from typing import Any

import pytest
import urllib3

from kubectl_sidecars.errors import ClusterError, SidecarsError
from kubectl_sidecars.kube.config.client_config import client_config
from kubectl_sidecars.kube.config.connection_options import ConnectionOptions
from kubectl_sidecars.kube.errors import connection_error
from kubectl_sidecars.kube.http.client import Client, connect
from tests.support.fake_server import CERTIFICATES, Fault, serve
from tests.support.kube_clients import Object, client

PODS = "/api/v1/namespaces/shop/pods"


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
        ("server", {"certificate_authority_data": base64.b64encode(b"junk").decode()}, "is not a certificate in PEM"),
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
        ("https://a..b", "Unable to connect to the server: a..b, or the tls-server-name, is not a valid host name"),
    ],
)
def test_a_server_that_is_not_there_is_one_line_at_once(server: str, words: str) -> None:
    port = closed_port()
    pauses: list[float] = []
    options = ConnectionOptions(server=server.format(port=port))
    kube = Client(client_config(options, {"HOME": "/nowhere"}), environ={}, sleep=pauses.append)
    with kube, pytest.raises(SidecarsError) as found:
        kube.get(PODS)
    assert words.format(port=port) in str(found.value)
    assert str(found.value).isprintable()
    assert not pauses


@pytest.mark.parametrize(
    "error", [ValueError("secret\x1b"), urllib3.exceptions.LocationParseError("secret"), OSError()]
)
def test_an_exception_is_no_word_for_a_user(error: Exception) -> None:
    said = str(connection_error(error, "https://east:6443"))
    assert "cannot be" in said
    assert "secret" not in said
    assert "Error" not in said


def test_a_server_that_is_silent_is_given_up_after_the_request_timeout(tmp_path: Path) -> None:
    with serve(faults=[Fault(PODS, gate=threading.Event())]) as server:
        options = ConnectionOptions(kubeconfig=str(server.kubeconfig(tmp_path)), request_timeout="50ms")
        with connect(options, {}) as kube, pytest.raises(ClusterError, match="did not answer in time"):
            kube.get(PODS)
