"""kubectl's connection flags, from the command line to what is sent."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from kubectl_sidecars.cli.parser.options import inspect_options
from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.kube.config.client_config import client_config
from kubectl_sidecars.kube.config.connection_options import ConnectionOptions
from kubectl_sidecars.kube.config.flags import FLAGS
from kubectl_sidecars.kube.http.client import connect
from kubectl_sidecars.kube.login.session import Session
from tests.support.fake_server import serve

PODS = "/api/v1/namespaces/shop/pods"


def test_the_flags_that_kubectl_lists_are_taken_also_those_without_use() -> None:
    """As `kubectl options` of v1.32 lists them, with those of v1.35."""
    words = ["--cache-dir=/tmp/x", "--match-server-version", "--disable-compression", "--as-user-extra=a=b", "-v=2"]
    found = inspect_options(words).connection
    assert (found.disable_compression, found.as_user_extra, found.debug) == (True, ("a=b",), False)


def test_every_connection_option_has_one_row_in_the_table() -> None:
    options = [flag.option for flag in FLAGS if not flag.is_ignored]
    no_flags = {"debug", "interactive"}
    assert sorted(options) == sorted(set(ConnectionOptions._fields) - no_flags)


def test_no_row_hands_a_secret_to_another_program() -> None:
    secrets = {"--token", "--password"}
    assert not [flag.name for flag in FLAGS if flag.name in secrets and (flag.for_kubectl or flag.for_other_context)]


@pytest.mark.parametrize("words", [["-v6"], ["-v", "6"], ["-v=9"], ["--v=6"], ["--v", "8"]])
def test_requests_are_logged_from_level_6_on(words: list[str]) -> None:
    assert inspect_options(words).connection.debug
    assert not inspect_options(["-v5"]).connection.debug


def test_more_about_an_impersonated_user_is_sent_under_its_key(tmp_path: Path) -> None:
    words = ["--as", "ada", "--as-user-extra", "scopes=a", "--as-user-extra", "scopes=b=c", "--as-user-extra=x/y=1"]
    with serve() as server:
        options = inspect_options([*words, "--kubeconfig", str(server.kubeconfig(tmp_path))]).connection
        found = client_config(options, {}).user.as_user_extra
        with connect(options, {}) as kube:
            assert kube.get(PODS).is_ok
        assert found == {"scopes": ("a", "b=c"), "x/y": ("1",)}
        assert server.requests[0].headers["Impersonate-Extra-x%2Fy"] == "1"


@pytest.mark.parametrize("extra", ["novalue", "=x", ""])
def test_more_about_a_user_has_a_key_and_a_value(extra: str) -> None:
    options = inspect_options(["-s", "http://h", "--as", "ada", "--as-user-extra", extra]).connection
    with pytest.raises(UsageError, match="write it as key=value"):
        client_config(options, {"HOME": "/nowhere"})


def test_a_name_and_password_beat_the_token_of_the_kubeconfig(tmp_path: Path) -> None:
    with serve() as server:
        path = server.kubeconfig(tmp_path, user={"token": "t"})
        options = inspect_options(["--username=ada", "--password=p", "--kubeconfig", str(path)]).connection
        with connect(options, {}) as kube:
            assert kube.get(PODS).is_ok
        assert server.requests[0].headers["Authorization"] == "Basic YWRhOnA="


def test_a_name_and_a_token_exclude_each_other_as_for_kubectl() -> None:
    options = inspect_options(["-s", "http://h", "--username=ada", "--token=t"]).connection
    with pytest.raises(UsageError, match="username/password or bearer token may be set, but not both"):
        client_config(options, {"HOME": "/nowhere"})


@pytest.mark.parametrize(("words", "compressed"), [([], True), (["--disable-compression"], False)])
def test_gzip_is_not_asked_for_where_compression_is_disabled(words: list[str], compressed: bool) -> None:
    options = inspect_options(["-s", "http://sidecars.test", *words]).connection
    with contextlib.closing(Session(client_config(options, {"HOME": "/nowhere"}), {})) as session:
        assert (("Accept-Encoding", "gzip") in session.headers()) == compressed
