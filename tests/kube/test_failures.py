"""A server that is unreachable, silent or not trusted: one line that says what to do."""

from __future__ import annotations

import base64
import errno
import http.client
import re
import socket
import ssl
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


def incomplete(context: Exception | None) -> Exception:
    error = http.client.IncompleteRead(b"")
    error.__context__ = context
    return error


def not_a_number(text: bytes) -> Exception:
    """The exception of a chunk whose size is this text."""
    try:
        int(text, 16)
    except ValueError as error:
        return error
    raise AssertionError(text)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            OSError(errno.EHOSTUNREACH, "No route to host"),
            "Unable to connect to the server: east:6443: no route to host",
        ),
        (OSError(errno.ENETUNREACH, "Network is unreachable"), "east:6443: network is unreachable: check the network"),
        (
            ConnectionResetError(errno.ECONNRESET, "Connection reset by peer"),
            "the connection to the server .* was reset$",
        ),
        (ssl.SSLEOFError(8, "EOF occurred"), "the server east:6443 closed the connection before its response ended"),
        (http.client.RemoteDisconnected("Remote end closed"), "the server east:6443 closed the connection"),
        (incomplete(None), "the server east:6443 closed the connection"),
        (incomplete(not_a_number(b"")), "the server east:6443 closed the connection"),
        (incomplete(not_a_number(b"zz")), "the response of the server east:6443 cannot be read"),
        (http.client.BadStatusLine("\x1b junk"), "the response of the server east:6443 cannot be read"),
        (TimeoutError("timed out"), "the server east:6443 did not answer in time"),
    ],
)
@pytest.mark.parametrize("is_proxied", [False, True])
def test_the_words_of_an_outage_are_the_outages(error: Exception, words: str, is_proxied: bool) -> None:
    """urllib3's NewConnectionError derives from its timeout, and is none."""
    if is_proxied:
        pool = urllib3.HTTPConnectionPool("east")
        outer = urllib3.exceptions.NewConnectionError(pool, "failed")  # type: ignore[arg-type]
        outer.__cause__ = error
        error = outer
    assert re.search(words, str(connection_error(error, "https://east:6443")))


def test_a_server_that_is_silent_is_given_up_after_the_request_timeout(tmp_path: Path) -> None:
    with serve(faults=[Fault(PODS, gate=threading.Event())]) as server:
        options = ConnectionOptions(kubeconfig=str(server.kubeconfig(tmp_path)), request_timeout="50ms")
        with connect(options, {}) as kube, pytest.raises(ClusterError, match="did not answer in time"):
            kube.get(PODS)
