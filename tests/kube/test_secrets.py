"""Secrets of the user are never shown, whatever fails, with --debug or without."""

from __future__ import annotations

import contextlib
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kubectl_sidecars.errors import SidecarsError, UsageError
from kubectl_sidecars.kube import urls
from kubectl_sidecars.kube.config.client_config import client_config
from kubectl_sidecars.kube.config.connection_options import ConnectionOptions
from kubectl_sidecars.kube.http.client import Client, connect
from tests.kube.test_failures import closed_port
from tests.support.fake_server import FakeServer, Fault, serve
from tests.support.kube_clients import client
from tests.support.terminal import Ran, run

PODS = "/api/v1/namespaces/shop/pods"
SECRET = "s3cr3t-0f-4da-x9y8z7w6"

Config = dict[str, dict[str, Any]]
"""More of the user and of the cluster; `{address}` is the server's."""


def failing_plugin(code: str) -> Config:
    plugin = {"apiVersion": "client.authentication.k8s.io/v1", "command": sys.executable, "args": ["-c", code]}
    return {"user": {"exec": plugin}}


PLACES: list[Config] = [
    {"user": {"token": SECRET}},
    {"user": {"token": f"{SECRET}\n"}},
    {"user": {"token": f"{SECRET}\nmore"}},
    {"user": {"token": f"ключ-{SECRET}"}},
    {"user": {"token": "t", "as": f"{SECRET}\nx"}},
    {"user": {"token": "t", "as": "ada", "as-user-extra": {"k": [f"{SECRET}\r"]}}},
    {"user": {"username": "ada", "password": SECRET}},
    {"user": {"username": f"{SECRET}\n", "password": "p"}},
    {"cluster": {"server": f"http://ada:{SECRET}@{{address}}/x?token={SECRET}#{SECRET}"}},
    {"cluster": {"server": f"ht!tp://ada:{SECRET}@{{address}}"}},
    {"cluster": {"server": f"http://ada:{SECRET} @{{address}}"}},
    {"cluster": {"server": f"http://ada:{SECRET}/{SECRET}?@{{address}}"}},
    {"cluster": {"server": f"ada:{SECRET}@{{address}}"}},
    {"cluster": {"server": "http://sidecars.invalid", "proxy-url": f"http://ada:{SECRET}@{{address}}"}},
    {"cluster": {"server": "http://sidecars.invalid", "proxy-url": f"http://ada:{SECRET}@127.0.0.1:1/?{SECRET}"}},
    {"cluster": {"server": "https://sidecars.invalid", "proxy-url": f"http://ada:{SECRET}@127.0.0.1:1"}},
    {"cluster": {"server": "https://sidecars.invalid", "proxy-url": f"http://ada:{SECRET}@{{address}}"}},
    {"cluster": {"server": "https://sidecars.invalid", "proxy-url": f"http://ada:{SECRET}/@127.0.0.1:1"}},
    {"cluster": {"server": "https://sidecars.invalid", "proxy-url": f"socks5://ada:{SECRET}@127.0.0.1:1"}},
    failing_plugin(f"print('{SECRET}')"),
    failing_plugin(f"print('{SECRET}'); raise SystemExit(3)"),
    failing_plugin(f"import sys; print('{SECRET}', file=sys.stderr); raise SystemExit(3)"),
    failing_plugin(f"import sys; sys.exit('no use: token: {SECRET}')"),
    failing_plugin(f'print(\'{{"status": "{SECRET}", "kind": "x"}}\')'),
    failing_plugin(
        'print(\'{"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", '
        f'"status": {{"token": "{SECRET}\\\\nx"}}}}\')'
    ),
]

FAULTS: list[Callable[[], list[Fault]]] = [
    list,
    lambda: [Fault("", status=401, times=99)],
    lambda: [Fault("", status=403, message="no", times=99)],
    lambda: [Fault("", status=404, message="not here", times=99)],
    lambda: [Fault("", cut=5, times=99)],
    lambda: [Fault("", body=b"no json", times=99)],
]


def filled(values: dict[str, Any], server: str) -> dict[str, Any]:
    return {
        name: value.replace("{address}", server) if isinstance(value, str) else value for name, value in values.items()
    }


def kubeconfig(server: FakeServer, folder: Path, place: Config, where: str = "") -> str:
    found = filled(place.get("cluster", {}), where or server.url.partition("://")[2])
    return str(server.kubeconfig(folder, user=place.get("user", {}), **found))


@pytest.mark.parametrize("place", PLACES, ids=map(str, range(len(PLACES))))
def test_no_answer_of_a_server_makes_a_request_tell_a_secret(
    tmp_path: Path, place: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    """The whole traceback is searched: --debug prints it."""
    said = ""
    for faults in FAULTS:
        with serve(faults=faults()) as server:
            options = ConnectionOptions(kubeconfig=kubeconfig(server, tmp_path, place))
            said += attempt(options)
    assert SECRET not in said
    assert SECRET not in "".join(capsys.readouterr())


def attempt(options: ConnectionOptions) -> str:
    """What one request, and the opening of one watch, say when they fail."""
    said = ""
    with contextlib.ExitStack() as stack:
        try:
            known = client_config(options, {})
            kube = stack.enter_context(Client(known, log=sys.stderr, environ={}, sleep=lambda _: None))
            said += kube.server
            response = kube.open(PODS, {"watch": True})
            response.close()
            said += repr(kube.get(PODS).message)
        except SidecarsError:
            said += traceback.format_exc()
    return said


@pytest.mark.parametrize("place", PLACES, ids=map(str, range(len(PLACES))))
@pytest.mark.parametrize("words", [("version", "--debug"), ("inspect", "-o", "json")])
def test_no_command_tells_a_secret_when_nobody_listens(
    tmp_path: Path, place: Config, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with serve() as server:
        path = kubeconfig(server, tmp_path, place, where=f"127.0.0.1:{closed_port()}")
    ran: Ran | None = None
    try:
        ran = run(*words, "--kubeconfig", path)
    except SidecarsError:
        assert SECRET not in traceback.format_exc()
    assert SECRET not in f"{ran}" + "".join(capsys.readouterr())


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy"])
@pytest.mark.parametrize(
    "proxy", ["http://ada:{}@127.0.0.1:1", "ada:{}@127.0.0.1:1", "http://ada:{}/@h", "x://ada:{}@h"]
)
def test_a_proxy_of_the_environment_is_not_told_with_its_password(variable: str, proxy: str) -> None:
    options = ConnectionOptions(server="https://sidecars.invalid")
    with (
        connect(options, {"HOME": "/nowhere", variable: proxy.format(SECRET)}) as kube,
        pytest.raises(SidecarsError) as found,
    ):
        kube.get(PODS)
    assert SECRET not in "".join(traceback.format_exception(found.value))
    assert "proxy" in str(found.value)


@pytest.mark.parametrize(
    ("user", "words"),
    [
        ({"token": "a\nb"}, 'invalid header field value for "Authorization"'),
        ({"token": "a\x7fb"}, "check --token, or the user's token in the kubeconfig"),
        ({"as": "ada\nx"}, 'invalid header field value for "Impersonate-User": .*: check --as$'),
        ({"as": "ada", "as-groups": ["a", "b\n"]}, "check --as-group$"),
        ({"as": "ada", "as-uid": "\x00"}, "check --as-uid$"),
        ({"as": "ada", "as-user-extra": {"k": ["\n"]}}, '"Impersonate-Extra-k": .*: check --as-user-extra$'),
    ],
)
def test_a_header_that_cannot_be_sent_is_named_and_nothing_is_sent(
    tmp_path: Path, user: dict[str, Any], words: str
) -> None:
    with serve() as server, client(server, tmp_path, user=user) as kube:
        with pytest.raises(UsageError, match=words) as found:
            kube.get(PODS)
        assert str(found.value).isprintable()
        assert not server.requests


def test_a_token_may_end_in_a_newline_as_a_block_of_yaml_does(tmp_path: Path) -> None:
    with serve() as server, client(server, tmp_path, user={"token": "t0k\n"}) as kube:
        assert kube.get(PODS).is_ok
        assert server.requests[0].headers["Authorization"] == "Bearer t0k"


def test_a_name_that_is_not_ascii_is_sent_as_utf8(tmp_path: Path) -> None:
    with serve() as server, client(server, tmp_path, user={"as": "Łukasz"}) as kube:
        assert kube.get(PODS).is_ok
        assert server.requests[0].headers["Impersonate-User"].encode("latin-1").decode() == "Łukasz"


def test_the_query_of_a_server_is_no_part_of_a_request_and_its_login_is_basic_auth(tmp_path: Path) -> None:
    with serve() as server:
        url = server.url.replace("://", "://ada:p%40ss@") + "/?x=1#f"
        with client(server, tmp_path, server=url) as kube:
            assert kube.get(PODS, {"limit": 1}).is_ok
        assert (server.requests[0].path, server.requests[0].query) == (PODS, {"limit": "1"})
        assert server.requests[0].headers["Authorization"] == "Basic YWRhOnBAc3M="


HOSTILE = st.text(st.sampled_from("a1:/?#@[]%. \x1b"), max_size=8)


@given(before=HOSTILE, after=HOSTILE, scheme=st.sampled_from(["https://", "http://", "ht!tp://", "", "://"]))
@example(before="", after="://", scheme="")
def test_no_user_info_and_no_query_is_shown_however_broken_the_address(before: str, after: str, scheme: str) -> None:
    for text in (f"{scheme}{before}{SECRET}{after}@host:1", f"{scheme}host{before}?{SECRET}{after}"):
        assert SECRET not in urls.shown(text)
        assert urls.shown(text).isprintable()


def test_an_address_without_secrets_is_shown_as_it_is() -> None:
    for each in ("https://10.0.0.1:6443/prefix", "http://[::1]:1", "east:6443"):
        assert urls.shown(each) == each
    assert urls.shown("https://a:b@east/x?y#z") == "https://east/x"
    assert urls.host("https://a:b@east:1/x?y#z") == "east:1"
